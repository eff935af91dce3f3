/** Puts a finished draft in its place, and says whether the one that is there may go. */
import { mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { namingFile } from "../files/naming_file.ts";
import { makeFolder } from "../files/make_folder.ts";
import { type DraftStatus, readStatus } from "../drafts/status.ts";
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
}

/** Writes the draft's own files into a folder. */
export async function writeDraftFiles(folder: string, draft: DraftFiles): Promise<void> {
  const { result, ledger, redactor } = draft;
  const status: DraftStatus = {
    version: 1,
    state: result.absent.length > 0 ? "absent" : result.holes.length > 0 ? "holes" : "ready",
    created_at: draft.now.toISOString(),
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
    profile_sha256: sha256(draft.profile),
  };
  const clean = redactor.json(status as JsonValue, "status.json");
  await write(join(folder, "profile.yaml"), draft.profile);
  await write(join(folder, "ledger.jsonl"), ledger.jsonl(redactor));
  await write(join(folder, "status.json"), stableJson(clean));
  await write(join(folder, "README.md"), redactor.text(draft.readme, "README.md"));
}

/**
 * Checks that a draft of that name, if there is one, is as the assembler left it.
 *
 * @throws ProfileError refused when it was edited, or was not made by the assembler
 */
export async function draftIsOurs(draftDir: string, name: string): Promise<void> {
  if (!await exists(draftDir)) return;
  const status = await readStatus(draftDir);
  const profile = await readFile(join(draftDir, "profile.yaml"), "utf8").catch(() => undefined);
  if (status !== undefined && profile !== undefined && status.profile_sha256 === sha256(profile)) return;
  const why = status === undefined ? "was not made by assemble" : "was edited since it was assembled";
  throw new ProfileError("refused", `The draft _drafts/${name} is there already and ${why}`, {
    position: { file: draftDir },
    remedy: "Choose another --name, or remove that draft first",
  });
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
  /^(?:profile\.yaml|events\.jsonl|README\.md|ledger\.jsonl|status\.json|baseline_candidates\.json|seed\/(?:config|\d{8}T\d{6}-[0-9a-f]+)\/.+)$/;

/** Moves a finished draft into its place; one that is there is replaced file by file through a journal. */
export async function placeDraft(staging: string, draftDir: string, name: string): Promise<void> {
  await syncFolder(staging);
  if (!await exists(draftDir)) {
    await rename(staging, draftDir);
    await syncFolder(dirname(draftDir));
    return;
  }
  if (!(await stat(draftDir)).isDirectory()) {
    throw new ProfileError("refused", `${draftDir} is in the way`, { remedy: "Remove that file" });
  }
  const fresh = await walkFiles(staging);
  const old = await walkFiles(draftDir);
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
