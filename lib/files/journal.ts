/**
 * Changes of several files that happen whole or not at all. The new contents are staged next to the targets;
 * then a journal is written and flushed, and only then the first file is renamed into place. A crash before
 * the journal leaves everything old; after it, {@link recoverJournal} finishes what was begun.
 */
import { constants } from "node:fs";
import { copyFile, mkdir, mkdtemp, open, rename, rm, rmdir, stat } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { makeFolder } from "./make_folder.ts";
import { codeOf, ProfileError } from "../errors.ts";
import { counted } from "../text/counted.ts";
import type { OnProgress } from "../model/progress.ts";
import { syncFolder } from "./atomic.ts";
import { Course } from "./course.ts";
import { sha256, sha256File } from "./hash.ts";
import { checkMove, fingerprintOf, hasMoved, moveFolder, placeFolder } from "./journal_folders.ts";
import {
  DRAFT_JOURNAL,
  freshFolders,
  type Journal,
  journalNames,
  OWNER_FILE,
  ownerOf,
  type Places,
  placesOf,
  readJournal,
  removeStaging,
  removeUnowned,
} from "./journal_record.ts";
import { mayBeAtWork, type Owner, thisProcess } from "./owner.ts";
import { withLock } from "./lock.ts";
import { exists, isPlainName, pathBelow } from "./safe_path.ts";

/**
 * One change; paths are relative to the root. `copyFrom` is the absolute path of the content. `build` fills and
 * flushes an empty folder, which then replaces whatever folder is at the path. A `moveFrom` comes after the changes of
 * files in the folder that it moves.
 */
export type Change =
  | { path: string; content: string | Uint8Array }
  | { path: string; copyFrom: string }
  | { path: string; remove: true }
  | { path: string; build: (folder: string) => Promise<void> }
  | { path: string; moveFrom: string };

/** Who is told of what. */
export interface JournalOptions {
  /** Told which file is staged. */
  onProgress?: OnProgress | undefined;
  /** For tests: called before each step that touches the disk; a throw or kill there is a crash at that point. */
  onStep?: (step: string) => void | Promise<void>;
}

/** Changes that this very process is working on. */
const atWork = new Set<string>();

/**
 * Makes all changes, or none. What an earlier crash left under the same name is finished or undone first.
 *
 * @param root folder that the changes lie in; staging folder and journal are made in it
 * @param name name of the change: `promote-us-small`
 * @param changes in the order in which they are made
 * @throws ProfileError unavailable when another process is making a change of this name
 */
export async function applyJournalled(
  root: string,
  name: string,
  changes: readonly Change[],
  options: JournalOptions = {},
): Promise<void> {
  if (!isPlainName(name)) throw new RangeError(`Not a name for a journal: ${JSON.stringify(name)}`);
  const step = async (what: string) => await options.onStep?.(what);
  const places = placesOf(root, name);
  await makeFolder(root);
  await recoverOne(root, name);
  if (atWork.has(places.staging)) throw busy(name, places.staging);
  atWork.add(places.staging);
  try {
    const owner = await thisProcess();
    await claim(name, places, owner, step);
    let journal: Journal;
    try {
      journal = { version: 1, owner, changes: await stage(root, places.staging, changes, step, options) };
      await step("journal");
      const ready = join(places.staging, DRAFT_JOURNAL);
      await writeFlushed(ready, JSON.stringify(journal));
      await step("begin");
      await rename(ready, places.journal);
      await syncFolder(root);
    } catch (error) {
      await removeStaging(places.staging);
      throw error;
    }
    await finish(root, places, journal, step);
  } finally {
    atWork.delete(places.staging);
  }
}

/** Makes the staging folder, which names its owner from its first moment. */
async function claim(
  name: string,
  places: Places,
  owner: Owner,
  step: (what: string) => Promise<void>,
): Promise<void> {
  await step("folder");
  const fresh = await mkdtemp(`${places.fresh}${owner.pid}-`);
  try {
    await step("owner");
    await writeFlushed(join(fresh, OWNER_FILE), JSON.stringify(owner));
    await step("claim");
    // A rename would replace an empty folder of that name.
    if (await exists(places.staging)) throw await inTheWay(name, places.staging);
    await rename(fresh, places.staging).catch(async (error: unknown) => {
      throw await exists(places.staging) ? await inTheWay(name, places.staging) : error;
    });
  } catch (error) {
    await removeStaging(fresh);
    throw error;
  }
}

/**
 * Finishes or undoes changes that a crash left in a folder. Changes of a process that is still at work, of other
 * names, and whatever else lies there are left alone.
 *
 * @param root as given to {@link applyJournalled}
 * @param names names of the changes: `promote-us-small`
 * @returns what was done, in a sentence; undefined when there was nothing to do
 * @throws ProfileError refused when a target was changed by somebody else in between, or the journal is damaged
 */
export async function recoverJournal(root: string, names: readonly string[]): Promise<string | undefined> {
  const done: string[] = [];
  for (const name of names) {
    const sentence = isPlainName(name) ? await recoverOne(root, name) : undefined;
    if (sentence !== undefined) done.push(sentence);
  }
  return done.length === 0 ? undefined : done.join("; ");
}

/**
 * Finishes or undoes every change that a crash left in a folder, whatever its name.
 *
 * @returns as {@link recoverJournal}
 */
export async function recoverAll(root: string): Promise<string | undefined> {
  return await recoverJournal(root, await journalNames(root));
}

/** Writes the new contents into the staging folder and flushes them. */
async function stage(
  root: string,
  staging: string,
  changes: readonly Change[],
  step: (what: string) => Promise<void>,
  { onProgress }: JournalOptions,
): Promise<Journal["changes"]> {
  const copied = changes.flatMap((change) => "copyFrom" in change ? [change.copyFrom] : []);
  const course = await Course.of("copy", { of: copied.length, bytes: () => bytesOf(copied) }, onProgress);
  const planned: Journal["changes"] = [];
  for (const [index, change] of changes.entries()) {
    const target = await pathBelow(root, change.path);
    if ("moveFrom" in change) {
      const move = { path: change.path, from: change.moveFrom };
      await checkMove(root, move);
      planned.push(move);
      continue;
    }
    if ("build" in change) {
      const old = await fingerprintOf(target);
      const folder = String(index);
      await step(`stage ${change.path}`);
      await mkdir(join(staging, folder));
      await change.build(join(staging, folder));
      planned.push({ path: change.path, folder, old });
      continue;
    }
    const old = await hashOf(target);
    if ("remove" in change) {
      planned.push({ path: change.path, old, new: null, staged: null });
      continue;
    }
    const staged = String(index);
    const path = join(staging, staged);
    await step(`stage ${change.path}`);
    if ("content" in change) await writeFlushed(path, change.content);
    else {
      course.begin(change.path, onProgress === undefined ? 0 : await bytesOf([change.copyFrom]));
      await copyFlushed(change.copyFrom, path);
    }
    const hash = "content" in change ? sha256(change.content) : await sha256File(path, course.bytes);
    planned.push({ path: change.path, old, new: hash, staged });
  }
  await syncFolder(staging);
  return planned;
}

/** Moves everything into place; what is in place already is passed over. */
async function finish(
  root: string,
  places: Places,
  journal: Journal,
  step: (what: string) => Promise<void>,
): Promise<void> {
  for (const change of await openChanges(root, journal)) {
    if ("folder" in change) {
      await placeFolder(root, places.staging, change, step, (target) => conflict(target, places));
      continue;
    }
    if ("from" in change) {
      await moveFolder(root, change, step);
      continue;
    }
    const target = await pathBelow(root, change.path);
    const now = await hashOf(target);
    if (now === change.new) continue;
    if (now !== change.old) throw conflict(target, places);
    if (change.staged === null) {
      await step(`remove ${change.path}`);
      await rm(target);
      await removeEmptyFolders(root, dirname(target));
    } else {
      await makeFolder(dirname(target));
      await step(`move ${change.path}`);
      await rename(join(places.staging, change.staged), target);
      await syncFolder(dirname(target));
    }
  }
  await step("clean staging");
  await removeStaging(places.staging);
  await step("clean journal");
  await rm(places.journal, { force: true });
  await syncFolder(root);
}

/** What may still have to be made: a folder that has moved took the files that were changed before with it. */
async function openChanges(root: string, { changes }: Journal): Promise<Journal["changes"]> {
  for (let at = changes.length - 1; at >= 0; at--) {
    const change = changes[at];
    if (change !== undefined && "from" in change && await hasMoved(root, change)) {
      return changes.slice(at + 1);
    }
  }
  return changes;
}

/** Two processes may find the same leavings at once: the second one waits, and finds nothing more. */
async function recoverOne(root: string, name: string): Promise<string | undefined> {
  const places = placesOf(root, name);
  if (atWork.has(places.staging)) return undefined;
  const isLeft = await exists(places.staging) || await exists(places.journal) ||
    (await freshFolders(places)).length > 0;
  return isLeft ? await withLock(places.lock, () => recoverLeft(root, name, places)) : undefined;
}

async function recoverLeft(root: string, name: string, places: Places): Promise<string | undefined> {
  const self = await thisProcess();
  let undone = false;
  for (const folder of await freshFolders(places)) {
    undone = await removeLeft(folder, self) || await removeUnowned(folder, places, self) || undone;
  }
  const journal = await readJournal(places.journal);
  if (journal === undefined) {
    undone = await removeLeft(places.staging, self) || undone;
    // One without its owner's file is of a clean-up that was cut short, when it is empty; rmdir takes no other.
    await rmdir(places.staging).catch(() => {});
    return undone ? `Undid the interrupted ${name}: nothing was changed` : undefined;
  }
  const touched = (await ownerOf(places.staging))?.touched ?? 0;
  if (await isOtherAtWork(journal.owner, self, touched)) return undefined;
  await finish(root, places, journal, () => Promise.resolve());
  return `Finished the interrupted ${name}: ${counted(journal.changes.length, "change")}`;
}

/** Removes a staging folder that a dead process left; true when it was one. */
async function removeLeft(folder: string, self: Owner): Promise<boolean> {
  const found = await ownerOf(folder);
  if (found === undefined || await isOtherAtWork(found.owner, self, found.touched)) return false;
  await removeStaging(folder);
  return true;
}

/** What this very process is at work on is in {@link atWork}; anything else of its number is left from before. */
async function isOtherAtWork(owner: Owner, self: Owner, touched: number): Promise<boolean> {
  if (owner.host === self.host && owner.pid === self.pid) return false;
  return await mayBeAtWork(owner, self, touched);
}

async function hashOf(path: string): Promise<string | null> {
  try {
    return await sha256File(path);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw error;
  }
}

async function bytesOf(files: readonly string[]): Promise<number> {
  const sizes = await Promise.all(files.map((file) => stat(file).then(({ size }) => size, () => 0)));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function writeFlushed(path: string, content: string | Uint8Array): Promise<void> {
  const handle = await open(path, "w", 0o644);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function copyFlushed(from: string, to: string): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_FICLONE);
  const handle = await open(to, "r");
  await handle.sync().finally(() => handle.close());
}

async function removeEmptyFolders(root: string, folder: string): Promise<void> {
  for (let at = folder; relative(root, at) !== "" && !relative(root, at).startsWith(".."); at = dirname(at)) {
    if (!await rmdir(at).then(() => true, () => false)) return;
  }
}

function busy(name: string, staging: string): ProfileError {
  return new ProfileError("unavailable", `Another process is at work on ${name}`, {
    position: { file: staging },
    remedy: "Wait until it has ended; remove that folder only when no other profile command runs",
  });
}

/** Why the staging folder cannot be made. */
async function inTheWay(name: string, staging: string): Promise<ProfileError> {
  if (await ownerOf(staging) !== undefined) return busy(name, staging);
  return new ProfileError("refused", `${staging} is in the way, and no change of this program made it`, {
    position: { file: staging },
    remedy: "Move it away",
  });
}

function conflict(target: string, places: Places): ProfileError {
  return new ProfileError(
    "refused",
    `${target} was changed while an interrupted change waits to be finished`,
    {
      position: { file: target },
      remedy: `The new contents lie in ${places.staging}; restore the file, or remove that folder and ` +
        `${places.journal} to give the change up`,
    },
  );
}
