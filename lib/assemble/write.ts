/** Puts a finished draft in its place, and says whether the one that is there may go. */
import { mkdtemp, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { namingFile } from "../files/naming_file.ts";
import { makeFolder } from "../files/make_folder.ts";
import { DRAFT_CHECKPOINT, type DraftCheckpoint } from "../drafts/checkpoint.ts";
import type { DraftStatus } from "../drafts/status.ts";
import { type DraftBefore, ledgerWith } from "./continue.ts";
import { ProfileError } from "../errors.ts";
import { sha256 } from "../files/hash.ts";
import { applyJournalled } from "../files/journal.ts";
import { isAlive } from "../files/owner.ts";
import { exists } from "../files/safe_path.ts";
import { syncFolder } from "../files/atomic.ts";
import { walkFiles } from "../files/walk.ts";
import { type JsonValue, stableJson } from "../model/json.ts";
import type { Redactor } from "../redact/redactor.ts";
import type { Ledger } from "./ledger.ts";
import type { AssembleResult } from "./types.ts";

/** What goes into a draft beside events and seeds. */
export interface DraftFiles {
  result: AssembleResult;
  ledger: Ledger;
  redactor: Redactor;
  now: Date;
  profile: string;
  readme: string;
  steps: DraftCheckpoint["steps"];
  /** The draft that it takes the place of. */
  before: DraftBefore | undefined;
}

/** Writes the draft's own files into a folder. */
export async function writeDraftFiles(folder: string, draft: DraftFiles): Promise<void> {
  const { result, ledger, redactor } = draft;
  const status: Omit<DraftStatus, "created_at"> = {
    version: 1,
    state: result.absent.length > 0 ? "absent" : result.holes.length > 0 ? "holes" : "ready",
    steps: result.steps,
    holes: result.holes.map(({ step, field, reason, suggestion }) => ({
      step,
      field,
      reason,
      ...(suggestion === undefined ? {} : { suggested: suggestion.value, from: suggestion.from }),
    })),
    absent: result.absent,
    ...(result.absent.length === 0 ? {} : { remedy: "profile record proxy" }),
    dropped: result.dropped.map(({ step }) => step),
    folded: result.folded.map((fold) => ({ ...fold })),
    optional: result.optional.length,
    left_out: result.leftOut.length,
    links: result.links.map((link) => ({ ...link })),
    varies: result.varies.map((variation) => ({ ...variation })),
    ...(result.candidates === undefined ? {} : { candidates: result.candidates.candidates.length }),
    suspects: result.suspects.map((suspect) => ({ ...suspect })),
    // An edited draft stays one when it is continued.
    ...draft.before?.edited?.reviewed,
    ...(draft.before?.edited?.clean === true ? { continued_sha256: sha256(draft.profile) } : {}),
    profile_sha256: draft.before?.edited?.sha256 ?? sha256(draft.profile),
  };
  const clean = redactor.json(status as JsonValue, "status.json");
  await write(join(folder, "profile.yaml"), draft.profile);
  await write(join(folder, "ledger.jsonl"), ledgerWith(draft.before, ledger.jsonl(redactor)));
  await write(join(folder, "status.json"), stableJson(clean));
  await write(join(folder, "README.md"), redactor.text(draft.readme, "README.md"));
  const checkpoint: DraftCheckpoint = {
    version: 1,
    assembled_at: draft.now.toISOString(),
    steps: draft.steps,
  };
  await write(join(folder, DRAFT_CHECKPOINT), stableJson(checkpoint));
}

/** Folders younger than this, in ms, may be at work on another machine that shares the disk. */
const LEFT_BEHIND = 10 * 60 * 1000;

/**
 * Makes the folder that a draft is built in, and removes those of the same name that killed processes left.
 *
 * @param drafts `profiles/_drafts`; made when missing
 */
export async function makeStaging(drafts: string, name: string): Promise<string> {
  await makeFolder(drafts);
  const prefix = `.${name}.new-`;
  for (const entry of await readdir(drafts)) {
    const [, pid] = entry.startsWith(prefix) ? /^(\d+)-/.exec(entry.slice(prefix.length)) ?? [] : [];
    if (pid === undefined || await isAlive({ pid: Number(pid), host: hostname() })) continue;
    const left = join(drafts, entry);
    if (Date.now() - (await stat(left)).mtimeMs > LEFT_BEHIND) {
      await rm(left, { recursive: true, force: true });
    }
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
  const old = before?.edited === undefined ? await walkFiles(draftDir) : [];
  await applyJournalled(dirname(draftDir), `assemble-${name}`, [
    ...fresh.map((path) => ({ path: `${name}/${path}`, copyFrom: join(staging, path) })),
    ...old.filter((path) => !fresh.includes(path) && ASSEMBLED.test(path)).map((path) => ({
      path: `${name}/${path}`,
      remove: true as const,
    })),
  ]);
}

/** Writes a file of a draft; a full disk names it. */
async function write(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw namingFile(path, error);
  }
}
