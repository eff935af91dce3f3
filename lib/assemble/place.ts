/** Makes the folder that a draft is built in, and puts the finished draft in its place. */
import { mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import process from "node:process";
import { DRAFT_CHECKPOINT } from "../drafts/checkpoint.ts";
import { ProfileError } from "../errors.ts";
import { syncFolder } from "../files/atomic.ts";
import { applyJournalled } from "../files/journal.ts";
import { makeFolder } from "../files/make_folder.ts";
import { exists } from "../files/safe_path.ts";
import { walkFiles } from "../files/walk.ts";
import type { DraftBefore } from "./continue.ts";

/**
 * Makes the folder that a draft is built in, and removes those of the same name that killed processes left. The caller
 * holds the draft's lock, so nobody is at work in any of them.
 *
 * @param drafts `profiles/_drafts`; made when missing
 */
export async function makeStaging(drafts: string, name: string): Promise<string> {
  await makeFolder(drafts);
  const prefix = `.${name}.new-`;
  for (const entry of await readdir(drafts)) {
    const isLeft = entry.startsWith(prefix) && /^\d+-[A-Za-z0-9]+$/.test(entry.slice(prefix.length));
    if (isLeft) await rm(join(drafts, entry), { recursive: true, force: true });
  }
  return await mkdtemp(join(drafts, `${prefix}${process.pid}-`));
}

/** What assemble itself writes: other files of a draft are a reviewer's, and stay. */
const ASSEMBLED =
  /^(?:checkpoint|profile\.yaml|events\.jsonl|README\.md|ledger\.jsonl|status\.json|baseline_candidates\.json|seed\/(?:config|\d{8}T\d{6}-[0-9a-f]+)\/.+)$/;

/**
 * Moves a finished draft into its place; one that is there is replaced file by file through a journal, its checkpoint
 * last.
 *
 * @param before the draft that is there; an edited one may use seeds that are not assembled any more
 */
export async function placeDraft(
  staging: string,
  draftDir: string,
  name: string,
  before?: DraftBefore,
): Promise<void> {
  await syncFolder(staging);
  if (!await exists(draftDir)) {
    await rename(staging, draftDir);
    await syncFolder(dirname(draftDir));
    return;
  }
  if (!(await stat(draftDir)).isDirectory()) {
    throw new ProfileError("refused", `${draftDir} is in the way`, { remedy: "Remove that file" });
  }
  const fresh = (await walkFiles(staging)).sort((a, b) =>
    Number(a === DRAFT_CHECKPOINT) - Number(b === DRAFT_CHECKPOINT)
  );
  // A seed that a reviewer cleaned by hand stays so; its path tells what was uploaded.
  const kept = new Set(
    before?.edited === undefined
      ? []
      : (await walkFiles(draftDir)).filter((path) => path.startsWith("seed/")),
  );
  const old = before?.edited === undefined ? await walkFiles(draftDir) : [];
  await applyJournalled(dirname(draftDir), `assemble-${name}`, [
    ...fresh.filter((path) => !kept.has(path)).map((path) => ({
      path: `${name}/${path}`,
      copyFrom: join(staging, path),
    })),
    ...old.filter((path) => !fresh.includes(path) && ASSEMBLED.test(path)).map((path) => ({
      path: `${name}/${path}`,
      remove: true as const,
    })),
  ]);
}
