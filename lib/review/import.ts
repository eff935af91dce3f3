/** Unpacks a draft that somebody handed over: the whole of it, or nothing. */
import { filesOfStep } from "../model/step_files.ts";
import { mkdtemp, readFile, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import process from "node:process";
import { closeDraft, groupId, openDraftsFolder, requireWritable } from "../drafts/access.ts";
import { DraftStatus } from "../drafts/status.ts";
import { codeOf, messageOf, ProfileError } from "../errors.ts";
import { syncFolder, writeAtomic } from "../files/atomic.ts";
import { sha256 } from "../files/hash.ts";
import { makeFolder } from "../files/make_folder.ts";
import { exists } from "../files/safe_path.ts";
import { type JsonValue, parseJson } from "../model/json.ts";
import { LedgerEntry } from "../model/ledger.ts";
import { checkSource, type LoadedProfile } from "../profiles/load.ts";
import { withDraftLock } from "../profiles/work_lock.ts";
import { writeProfileSchema } from "../profiles/schema_file.ts";
import { readConfig } from "../settings/config.ts";
import { sanitise } from "../text/plain_name.ts";
import { parseYaml } from "../yaml/source.ts";
import type { ZipFile } from "../zip/format.ts";
import { unzip } from "../zip/read.ts";
import type { EditContext } from "./edit.ts";
import { HANDED_OVER, MOST_BYTES, MOST_FILES } from "./handover.ts";

/** What was unpacked. */
export interface ImportResult {
  /** `_drafts/<name>`. */
  draft: string;
  dir: string;
  files: number;
  steps: number;
  holes: number;
  /** Files of the archive that are no part of a draft. */
  left: string[];
  warnings: string[];
}

/**
 * Unpacks a draft to `profiles/_drafts/<name>/`.
 *
 * @param name default: the folder's name in the archive
 * @throws ProfileError usage when the archive is damaged or holds no valid draft, refused for paths that may not be,
 *   too much content, or a draft that is there already; nothing is left then
 */
export async function importDraft(
  file: string,
  name: string | undefined,
  context: EditContext,
): Promise<ImportResult> {
  const { dataRoot, cwd } = context;
  const source = resolve(cwd, file);
  const bytes = await readArchive(source);
  const { folder, files, left } = draftIn(
    unzip(bytes, source, { files: MOST_FILES, bytes: MOST_BYTES }),
    source,
  );
  const chosen = draftName(name ?? folder, name !== undefined);
  const drafts = join(dataRoot, "profiles", "_drafts");
  await makeFolder(drafts);
  await requireWritable(drafts);
  const unpacked = { files, left, bytes, source };
  return await withDraftLock(
    chosen,
    { dataRoot, command: "review --import" },
    () => place(chosen, unpacked, context),
  );
}

/** Writes what was unpacked; nobody else is at work on a draft of that name. */
async function place(
  chosen: string,
  { files, left, bytes, source }: { files: ZipFile[]; left: string[]; bytes: Uint8Array; source: string },
  context: EditContext,
): Promise<ImportResult> {
  const { dataRoot } = context;
  const drafts = join(dataRoot, "profiles", "_drafts");
  const dir = join(drafts, chosen);
  if (await exists(dir)) {
    throw new ProfileError("refused", `The draft _drafts/${chosen} is there already`, {
      position: { file: dir },
      remedy: `Say --name for another name, or remove it`,
    });
  }
  const group = await groupId((await readConfig(dataRoot)).drafts?.group);
  const checked = await checkDraft(files, source, dataRoot);
  const ledger = ledgerWith(files, context, source, bytes);
  const staging = await mkdtemp(join(drafts, `.${chosen}.new-${process.pid}-`));
  try {
    for (const { path, data } of files) {
      if (path !== "ledger.jsonl") await writeAtomic(join(staging, path), data, { mode: 0o600 });
    }
    await writeAtomic(join(staging, "ledger.jsonl"), ledger, { mode: 0o600 });
    await closeDraft(staging, group);
    await openDraftsFolder(drafts, group);
    await writeProfileSchema(dataRoot);
    await rename(staging, dir);
    await syncFolder(dirname(dir));
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  return {
    draft: `_drafts/${chosen}`,
    dir,
    files: files.length,
    steps: checked.profile.steps.length,
    holes: checked.holes.length,
    left,
    warnings: checked.warnings,
  };
}

async function readArchive(file: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(file);
    if (size > MOST_BYTES) throw new Error(`it has more than ${MOST_BYTES} bytes`);
    return await readFile(file);
  } catch (error) {
    throw new ProfileError("usage", `Cannot read the archive ${file}: ${codeOf(error) ?? messageOf(error)}`, {
      remedy: "Name a file that profile review <draft> --export wrote",
      cause: error,
    });
  }
}

/** The one folder of the archive that holds a draft, with paths inside of it. */
function draftIn(
  files: readonly ZipFile[],
  source: string,
): { folder: string; files: ZipFile[]; left: string[] } {
  const [profile, second] = files.filter(({ path }) => /^(?:[^/]+\/)?profile\.yaml$/.test(path));
  if (profile === undefined || second !== undefined) {
    throw new ProfileError(
      "usage",
      profile === undefined ? "The archive holds no profile.yaml" : "The archive holds several drafts",
      { position: { file: source }, remedy: "Use an archive that profile review <draft> --export wrote" },
    );
  }
  const prefix = profile.path.slice(0, -"profile.yaml".length);
  const inside = files.filter(({ path }) => path.startsWith(prefix))
    .map(({ path, data }) => ({ path: path.slice(prefix.length), data }));
  const known = inside.filter(({ path }) => HANDED_OVER.test(path));
  const kept = new Set(known.map(({ path }) => prefix + path));
  return {
    folder: prefix === "" ? basename(source).replace(/\.zip$/i, "") : prefix.slice(0, -1),
    files: known,
    left: files.map(({ path }) => path).filter((path) => !kept.has(path)),
  };
}

/** A name that was typed must be right; one of an archive is made so. */
function draftName(name: string, isTyped: boolean): string {
  if (sanitise(name) === name) return name;
  if (!isTyped) return sanitise(name);
  throw new ProfileError("usage", `"${name}" is no name for a draft`, {
    remedy: "Use letters, digits, '.', '_' and '-', and start with a letter or digit",
  });
}

/** The profile, the status and the ledger must be what they should. */
async function checkDraft(
  files: readonly ZipFile[],
  source: string,
  dataRoot: string,
): Promise<LoadedProfile> {
  const place = (path: string) => `${source}/${path}`;
  const seeds = new Set(
    files.filter(({ path }) => path.startsWith("seed/")).map(({ path }) => path.slice("seed/".length)),
  );
  const text = textOf(files, "profile.yaml", source) ?? "";
  const checked = await checkSource(parseYaml(place("profile.yaml"), text, "draft"), dataRoot, seeds);
  const missing = checked.profile.metadata.seed_dir !== undefined
    ? undefined
    : checked.profile.steps.flatMap(filesOfStep).map(({ file }) => file)
      .find((file) => "seed" in file && !seeds.has(file.seed));
  if (missing !== undefined && "seed" in missing) {
    throw new ProfileError("usage", `The archive lacks the seed ${JSON.stringify(missing.seed)}`, {
      position: { file: source },
      remedy: "Have the draft exported again",
    });
  }
  const status = textOf(files, "status.json", source);
  if (status !== undefined && !DraftStatus.safeParse(parseJson(status)).success) {
    throw damaged("status.json", place("status.json"));
  }
  const lines = textOf(files, "ledger.jsonl", source)?.trimEnd().split("\n") ?? [];
  const bad = lines.findIndex((line) => line !== "" && !LedgerEntry.safeParse(parseJson(line)).success);
  if (bad !== -1) throw damaged("ledger.jsonl", place("ledger.jsonl"), bad + 1);
  return checked;
}

function damaged(name: string, file: string, line?: number): ProfileError {
  return new ProfileError("usage", `The draft's ${name} in the archive is damaged`, {
    position: { file, ...(line === undefined ? {} : { line }) },
    remedy: "Have the draft exported again",
  });
}

function textOf(files: readonly ZipFile[], path: string, source: string): string | undefined {
  const data = files.find((file) => file.path === path)?.data;
  if (data === undefined) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(data);
  } catch {
    throw damaged(path, `${source}/${path}`);
  }
}

/** The ledger with a note of where the draft came from. */
function ledgerWith(
  files: readonly ZipFile[],
  { redactor, who, reason, now }: EditContext,
  source: string,
  bytes: Uint8Array,
): string {
  const before = textOf(files, "ledger.jsonl", source) ?? "";
  const entry: LedgerEntry = {
    version: 1,
    at: now.toISOString(),
    by: "review",
    who,
    decision: "import",
    subject: redactor.text(basename(source)),
    reason: reason ?? "handed over as an archive",
    evidence: { sha256: sha256(bytes), files: files.length },
  };
  const line = JSON.stringify(redactor.json(entry as JsonValue, "ledger.jsonl"));
  return before + (before === "" || before.endsWith("\n") ? "" : "\n") + line + "\n";
}
