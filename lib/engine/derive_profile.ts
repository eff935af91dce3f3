/**
 * Drafts and promoted profiles that WEPPcloud itself made, in the place of profiles: their steps are derived into
 * scratch space, which goes when the command ends. Beside the source nothing is written.
 */
import { createHmac } from "node:crypto";
import { rmSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, isAbsolute, join, relative, resolve, sep } from "node:path";
import process from "node:process";
import { sanitise } from "../assemble/ids.ts";
import { type ErrorDetail, type Position, ProfileError } from "../errors.ts";
import { requireReadable } from "../drafts/access.ts";
import { kindOfPath } from "../events/sources/source.ts";
import { openWeppDraft } from "../events/sources/wepp_draft.ts";
import { openSource } from "../events/sources/mod.ts";
import { makePrivateScratch } from "../files/scratch.ts";
import { parseLedger } from "../model/ledger.ts";
import { exists } from "../files/safe_path.ts";
import { weppcloudFolder } from "../profiles/resolve.ts";
import { asDerived, type Derived, derivedWords } from "../profiles/derived.ts";
import { type LoadedProfile, loadProfile } from "../profiles/load.ts";
import { timestampName } from "../results/folder.ts";
import { readConfig } from "../settings/config.ts";
import { readPseudonymKey } from "../settings/pseudonym_key.ts";
import { shellWord } from "../text/shell_word.ts";
import type { Surroundings } from "./surroundings.ts";

/** A draft in scratch space. */
export interface DerivedDraft {
  /** Data root of its own, removed when the command ends. */
  scratchRoot: string;
  /** Folder of the draft, absolute: `promote` and `review` take it. */
  draftDir: string;
  derived: Derived;
  /** What a profile that is made of it says of where it came from. */
  origin: string;
  /** As a profile of the folder that it was derived from. */
  loaded: LoadedProfile;
}

/**
 * Derives a draft from what WEPPcloud itself made, with holes kept.
 *
 * @param folder as `weppcloudFolder()` gives it
 * @param scratch `--scratch`; default: `scratch` of the configuration, else below the system's temporary folder
 * @throws ProfileError when the recording cannot be assembled
 */
export async function deriveDraft(
  context: Surroundings,
  folder: string,
  scratch?: string,
): Promise<DerivedDraft> {
  const dataRoot = await context.dataRoot();
  const names = namesOf(folder, dataRoot);
  const { scratch: configured } = await readConfig(dataRoot);
  const root = resolve(context.cwd, scratch ?? configured ?? join(tmpdir(), "weppcloud_profiles"));
  const scratchRoot = await makePrivateScratch(root, names.draft, timestampName(Date.now()));
  // A second signal, or an end that nobody foresaw, must not leave it either.
  const atExit = () => rmSync(scratchRoot, { recursive: true, force: true });
  process.once("exit", atExit);
  context.atEnd(async () => {
    await rm(scratchRoot, { recursive: true, force: true });
  });
  const { assemble } = await import("../assemble/assemble.ts");
  const source = await openSource(folder);
  const origin = originOf(folder, dataRoot, context.env);
  const result = await untilStopped(
    context.signal,
    assemble({
      source: folder,
      name: names.draft,
      dataRoot: scratchRoot,
      holes: "keep",
      redactor: context.out.redactor.share(),
      now: new Date(),
      derivedFrom: origin,
    }),
  );
  const derived: Derived = {
    kind: source.kind,
    folder,
    name: names.command,
    log: source.log,
    ...(source.made?.why === undefined ? {} : { why: source.made.why }),
    lines: await linesOfSteps(result.draftDir),
    absent: result.absent,
  };
  for (const warning of result.warnings) context.out.warn(`warning: ${warning}`);
  const loaded = asDerived(await loadProfile(result.draft, scratchRoot, scratchRoot), derived);
  return { scratchRoot, draftDir: result.draftDir, derived, origin, loaded };
}

/**
 * Derives a draft when the name is of something that WEPPcloud itself made, and says so; else undefined.
 *
 * @param name as typed: below `profiles/`, also below `_drafts/` without it, or a path
 */
export async function deriveNamed(context: Surroundings, name: string): Promise<DerivedDraft | undefined> {
  const folder = await ownFolder(name, await context.dataRoot(), context.cwd);
  if (folder === undefined) return undefined;
  const draft = await deriveDraft(context, folder);
  context.out.line(derivedWords(draft.derived));
  return draft;
}

/** The folder of a name that is of something that WEPPcloud itself made; a draft of ours of that name goes first. */
async function ownFolder(name: string, dataRoot: string, cwd: string): Promise<string | undefined> {
  const plain = name.replace(/\/+$/, "");
  const draft = join(dataRoot, "profiles", "_drafts", plain);
  await requireReadable(draft);
  if (await exists(join(draft, "profile.yaml"))) return undefined;
  return await weppcloudFolder(plain, dataRoot, cwd) ??
    await weppcloudFolder(`_drafts/${plain}`, dataRoot, cwd);
}

/** The command that makes a draft of ours of it. */
export function assembleWords({ draftDir, derived }: Pick<DerivedDraft, "draftDir" | "derived">): string {
  return assembleAs(derived.folder, derived.name, basename(draftDir));
}

/** Below `_drafts/` WEPPcloud's own folder has the name of the run already. */
function assembleAs(folder: string, name: string, draft: string): string {
  const free = name.startsWith("_drafts/") ? `${draft}-review` : draft;
  return `profile assemble ${shellWord(folder)} --name ${free}`;
}

/**
 * Refuses to change what WEPPcloud itself made.
 *
 * @throws ProfileError refused, with the command that makes a draft of it
 */
export async function refuseOwnRecording(context: Surroundings, name: string, what: string): Promise<void> {
  const dataRoot = await context.dataRoot();
  const folder = await ownFolder(name, dataRoot, context.cwd);
  if (folder === undefined) return;
  const { command, draft } = namesOf(folder, dataRoot);
  throw new ProfileError("refused", `"${name}" is WEPPcloud's own recording, and ${what}`, {
    position: { file: folder },
    remedy: `Run ${assembleAs(folder, command, draft)}, then review that draft`,
  });
}

/**
 * What `assemble` was given: a path, or the name of something below `profiles/` that WEPPcloud itself made.
 *
 * @returns its path, and the folder that WEPPcloud made, where it did
 */
export async function weppcloudSource(
  name: string,
  dataRoot: string,
  cwd: string,
): Promise<{ path: string; folder?: string }> {
  const path = resolve(cwd, name);
  const named = await kindOfPath(path).catch(() => "file") === undefined
    ? await weppcloudFolder(name, dataRoot, cwd)
    : undefined;
  const folder = named ?? (await openWeppDraft(path).catch(() => undefined))?.made?.folder;
  return { path: named ?? path, ...(folder === undefined ? {} : { folder }) };
}

/**
 * What a profile says of where it came from: the name below `profiles/`, or a keyed hash of a place elsewhere, which
 * tells nothing to those who do not have the key.
 */
export function originOf(folder: string, dataRoot: string, env: Surroundings["env"]): string {
  const below = belowProfiles(folder, dataRoot);
  if (below !== undefined) return below;
  let key: string;
  try {
    key = readPseudonymKey(env);
  } catch {
    return "outside";
  }
  return `outside-${createHmac("sha256", key).update(resolve(folder)).digest("hex").slice(0, 16)}`;
}

/**
 * Runs what works on a derived draft; errors that point into scratch space point to the recording instead.
 *
 * @example `await withPlaces(draft, () => promote({ draft: draft.draftDir, … }))`
 */
export async function withPlaces<T>(draft: DerivedDraft, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof ProfileError ? moved(error, draft) : error;
  }
}

function moved(error: ProfileError, draft: DerivedDraft): ProfileError {
  const { position, remedy, others, cause } = error;
  const assembled = assembleWords(draft);
  const detail: ErrorDetail = {
    ...(position === undefined ? {} : { position: placeIn(position, draft) }),
    others: others.map((other) =>
      other.position === undefined ? other : { ...other, position: placeIn(other.position, draft) }
    ),
    ...(error.verdict === "refused" && position?.file.startsWith(draft.scratchRoot)
      ? { remedy: `Run ${assembled} (--holes drop leaves such steps out), mend that draft, and promote it` }
      : remedy === undefined
      ? {}
      : { remedy }),
    cause,
  };
  return new ProfileError(
    error.verdict,
    error.message.replaceAll(draft.draftDir, draft.derived.folder),
    detail,
  );
}

/** A place in the scratch draft is one of the recording: of the log for a step, else of the folder. */
function placeIn(position: Position, { scratchRoot, loaded, derived }: DerivedDraft): Position {
  if (!position.file.startsWith(scratchRoot)) return position;
  if (basename(position.file) !== "profile.yaml" || position.line === undefined) {
    return { file: derived.folder };
  }
  const { line: wanted } = position;
  const lines = loaded.text.split("\n");
  const begin = lines.slice(0, wanted).findLast((line) => /^ {2}- id: /.test(line));
  const id = begin?.slice("  - id: ".length).trim();
  const line = id === undefined ? undefined : derived.lines.get(id);
  return { file: derived.log, ...(line === undefined ? {} : { line }) };
}

/** First line of the log of each step, from the ledger of the assembler. */
async function linesOfSteps(draftDir: string): Promise<Map<string, number>> {
  const lines = new Map<string, number>();
  for (const entry of parseLedger(await readFile(join(draftDir, "ledger.jsonl"), "utf8"))) {
    const known = entry.decision === "step" ? entry.evidence?.["log_lines"] : undefined;
    const numbers = Array.isArray(known) ? known.filter((one) => typeof one === "number") : [];
    if (numbers.length > 0) lines.set(entry.subject, Math.min(...numbers));
  }
  return lines;
}

function belowProfiles(folder: string, dataRoot: string): string | undefined {
  const inside = relative(join(dataRoot, "profiles"), folder);
  if (inside === "" || isAbsolute(inside) || inside.split(sep)[0] === "..") return undefined;
  return inside.split(sep).join("/");
}

/** `us-small` for a promoted one, `<run>` or `<run>-<capture>` for a draft. */
function namesOf(folder: string, dataRoot: string): { command: string; draft: string } {
  const below = belowProfiles(folder, dataRoot);
  const parts = (below ?? basename(folder)).split("/").filter((part) => part !== "_drafts");
  const words = parts.length > 1 && parts.at(-1) === "stream" ? parts.slice(0, -1) : parts;
  return { command: below ?? folder, draft: sanitise(words.join("-")) };
}

/** What a signal stops is left behind: its folder goes, and with it what it works on. */
async function untilStopped<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  let stop = () => {};
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(new ProfileError("interrupted", "Interrupted"));
  });
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop);
  try {
    return await Promise.race([work, stopped]);
  } finally {
    signal.removeEventListener("abort", stop);
    stopped.catch(() => {});
  }
}
