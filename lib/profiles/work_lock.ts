/**
 * One `profile` process at a time works on a draft, and on a profile. Who needs both takes the draft's lock first.
 * Commands that only read take none.
 */
import { readdir, readFile, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ProfileError } from "../errors.ts";
import { breakStale, HeldError, withLock } from "../files/lock.ts";
import { makeFolder } from "../files/make_folder.ts";
import { mayBeAtWork, parseOwner, thisProcess } from "../files/owner.ts";
import { isPlainName } from "../files/safe_path.ts";
import { unwritable } from "../files/unwritable.ts";
import { formatAge } from "../text/duration.ts";

/** Begin of the names of lock files, beside the folder that they are about. */
export const WORK_LOCK = ".profile-lock-";
/** How long to wait for another process that is nearly done, in ms. */
const PATIENCE = 3_000;

/** Which work, and how it waits. */
export interface WorkOptions {
  dataRoot: string;
  /** The command in the user's words, without `profile`: `promote us-small`. */
  command: string;
  /** How long to wait for another process, in ms. */
  patience?: number;
}

/**
 * Does the work while no other process works on the profile.
 *
 * @param slug a plain name; checked before by the caller with a better word
 * @throws ProfileError refused when another process is at work on it, with its command, number and age;
 *   unavailable when `profiles/` cannot be written
 * @example
 * ```ts
 * import { withProfileLock } from "./work_lock.ts";
 * await withProfileLock("us-small", { dataRoot: ".", command: "archive us-small" }, () => Promise.resolve());
 * ```
 */
export async function withProfileLock<T>(
  slug: string,
  options: WorkOptions,
  work: () => Promise<T>,
): Promise<T> {
  return await locked(join(options.dataRoot, "profiles"), slug, `the profile ${slug}`, options, work);
}

/**
 * Does the work while no other process works on the draft.
 *
 * @param name name of the draft, without `_drafts/`
 * @throws ProfileError as {@link withProfileLock}
 */
export async function withDraftLock<T>(
  name: string,
  options: WorkOptions,
  work: () => Promise<T>,
): Promise<T> {
  const folder = join(options.dataRoot, "profiles", "_drafts");
  return await locked(folder, name, `the draft _drafts/${name}`, options, work);
}

/**
 * Does the work under the lock of a draft or a profile, whichever the folder is; a folder elsewhere has no lock.
 *
 * @param dir absolute path of the draft's or profile's folder
 */
export async function withLockOf<T>(dir: string, options: WorkOptions, work: () => Promise<T>): Promise<T> {
  const profiles = join(options.dataRoot, "profiles");
  const name = dir.slice(dirname(dir).length + 1);
  if (dirname(dir) === join(profiles, "_drafts")) return await withDraftLock(name, options, work);
  return dirname(dir) === profiles ? await withProfileLock(name, options, work) : await work();
}

/** Where the lock of a folder lies. */
export function workLockOf(folder: string, name: string): string {
  return join(folder, `${WORK_LOCK}${name}`);
}

async function locked<T>(
  folder: string,
  name: string,
  what: string,
  { command, patience = PATIENCE }: WorkOptions,
  work: () => Promise<T>,
): Promise<T> {
  if (!isPlainName(name)) throw new RangeError(`Not a name for a lock: ${JSON.stringify(name)}`);
  let began = false;
  const guarded = async () => {
    began = true;
    return await work();
  };
  try {
    await makeFolder(folder);
    await sweepClaims(folder);
    return await withLock(workLockOf(folder, name), guarded, patience, command);
  } catch (error) {
    if (began) throw error;
    throw await explained(error, folder, what, workLockOf(folder, name));
  }
}

async function explained(error: unknown, folder: string, what: string, lock: string): Promise<unknown> {
  if (error instanceof HeldError) return held(error, what, lock);
  return await unwritable(folder, error);
}

function held({ holder }: HeldError, what: string, lock: string): ProfileError {
  const since = Date.parse(holder?.since ?? "");
  const words = holder === undefined ? [] : [
    ...(holder.command === undefined ? [] : [holder.command]),
    `pid ${holder.pid} on ${holder.host}`,
    ...(Number.isNaN(since) ? [] : [`since ${formatAge(Date.now() - since)}`]),
  ];
  const who = words.length === 0 ? "" : ` (${words.join(", ")})`;
  return new ProfileError("refused", `Another profile process${who} is at work on ${what}`, {
    position: { file: lock },
    remedy: "Wait until it has ended, then run the command again; a killed one is noticed by itself",
  });
}

/**
 * Removes the locks of killed processes. Nothing depends on it, as the next one breaks such a lock by itself: it keeps
 * the folder clean.
 *
 * @param folder `profiles/` or its `_drafts/`
 */
export async function sweepLocks(folder: string): Promise<void> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.startsWith(WORK_LOCK));
  if (names.length === 0) return;
  try {
    await sweepClaims(folder);
    for (const name of names) if (!/\.(?:tmp|breaking)$/.test(name)) await breakStale(join(folder, name));
  } catch {
    // Whoever may not write there has nothing to clean up.
  }
}

/** Removes what processes left that were killed while they waited for a lock, or while they broke one. */
async function sweepClaims(folder: string): Promise<void> {
  const self = await thisProcess();
  for (const name of await readdir(folder)) {
    if (!name.startsWith(WORK_LOCK) || !/\.(?:tmp|breaking)$/.test(name)) continue;
    const path = join(folder, name);
    const text = await readFile(path, "utf8").catch(() => undefined);
    const touched = await stat(path).then(({ mtimeMs }) => mtimeMs, () => undefined);
    if (text === undefined || touched === undefined) continue;
    const owner = parseOwner(text) ?? { pid: 1, host: "" };
    if (!await mayBeAtWork(owner, self, touched)) await rm(path, { force: true });
  }
}
