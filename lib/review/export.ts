/** Packs a draft into a ZIP file for somebody else: scanned for secrets, the same bytes for the same draft. */
import { readFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { refuseLinks } from "../drafts/own_files.ts";
import { requireWritable } from "../drafts/access.ts";
import { ProfileError } from "../errors.ts";
import { writeAtomic } from "../files/atomic.ts";
import { exists } from "../files/safe_path.ts";
import { walkFiles } from "../files/walk.ts";
import { secretFindings } from "../redact/scan.ts";
import { zip } from "../zip/write.ts";
import { nameFault } from "../zip/names.ts";
import type { EditContext } from "./edit.ts";
import { HANDED_OVER, MOST_BYTES, MOST_FILES } from "./handover.ts";
import { openDraft, requireDraft } from "./open.ts";

/** What was packed. */
export interface ExportResult {
  file: string;
  draft: string;
  files: string[];
  /** Size of the archive. */
  bytes: number;
  /** Files of the draft's folder that stay behind. */
  left: string[];
}

/**
 * Packs a draft: profile, events, seeds, ledger, status, README.
 *
 * @param file the archive; it must not be there
 * @throws ProfileError refused when a secret is left in it, it is too large, or the user may not change the draft
 */
export async function exportDraft(
  name: string,
  file: string,
  { dataRoot, cwd, redactor }: EditContext,
): Promise<ExportResult> {
  const draft = await openDraft(name, dataRoot, cwd);
  requireDraft(draft);
  await refuseLinks(draft.dir);
  await requireWritable(draft.dir, ["profile.yaml"]);
  const target = resolve(cwd, file);
  if (await exists(target)) {
    throw new ProfileError("refused", "The archive is there already", {
      position: { file: target },
      remedy: "Choose another name, or remove it",
    });
  }
  const all = await walkFiles(draft.dir);
  const paths = all.filter((path) => HANDED_OVER.test(path));
  const findings = await secretFindings(
    paths.map((path) => ({ path, from: join(draft.dir, path) })),
    draft.dir,
    redactor.share(),
  );
  const [first, ...others] = findings;
  if (first !== undefined) {
    throw new ProfileError("refused", first.message, {
      ...(first.position === undefined ? {} : { position: first.position }),
      others,
      remedy: `Take it out: profile review ${draft.name} --redact STEP.FIELD, or edit that file`,
    });
  }
  const awkward = paths.find((path) => nameFault(path) !== undefined);
  if (awkward !== undefined) {
    throw new ProfileError("refused", `The name of ${JSON.stringify(awkward)} ${nameFault(awkward)}`, {
      position: { file: join(draft.dir, awkward) },
      remedy: "Give that file another name, and name it so in profile.yaml",
    });
  }
  const folder = basename(draft.dir);
  const files = await Promise.all(paths.map(async (path) => ({
    path: `${folder}/${path}`,
    data: new Uint8Array(await readFile(join(draft.dir, path))),
  })));
  const size = files.reduce((sum, { data }) => sum + data.length, 0);
  if (size > MOST_BYTES || files.length > MOST_FILES) {
    throw new ProfileError(
      "refused",
      `The draft is too large to hand over: ${files.length} files, ${size} bytes`,
      {
        position: { file: draft.dir },
        remedy: "Copy its folder, or keep large seeds in a data repository (metadata.seed_dir)",
      },
    );
  }
  const archive = zip(files);
  await writeAtomic(target, archive, { mode: 0o600 });
  return {
    file: target,
    draft: draft.name,
    files: paths,
    bytes: archive.length,
    left: all.filter((path) => !HANDED_OVER.test(path)),
  };
}
