/**
 * Changes of several files that happen whole or not at all. The new contents are staged next to the targets;
 * then a journal is written and flushed, and only then the first file is renamed into place. A crash before
 * the journal leaves everything old; after it, {@link recoverJournal} finishes what was begun.
 */
import { copyFile, mkdir, open, readdir, rename, rm, rmdir } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { codeOf, ProfileError } from "../errors.ts";
import { syncFolder } from "./atomic.ts";
import { sha256, sha256File } from "./hash.ts";
import {
  isOtherAtWork,
  type Journal,
  nameOf,
  type Places,
  placesOf,
  readJournal,
  readOwner,
} from "./journal_record.ts";
import { thisProcess } from "./owner.ts";
import { exists, isPlainName, pathBelow } from "./safe_path.ts";

/** One change; paths are relative to the root. `copyFrom` is the absolute path of the content. */
export type Change =
  | { path: string; content: string | Uint8Array }
  | { path: string; copyFrom: string }
  | { path: string; remove: true };

/** Hooks for tests. */
export interface JournalOptions {
  /** Called before each step that touches the disk; a throw or kill there is a crash at that point. */
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
  await mkdir(root, { recursive: true });
  await recoverOne(root, name);
  if (atWork.has(places.staging) || !await makeFolder(places.staging)) throw busy(name, places.staging);
  atWork.add(places.staging);
  try {
    await step("owner");
    const owner = await thisProcess();
    await writeFlushed(join(places.staging, "owner.json"), JSON.stringify(owner));
    let journal: Journal;
    try {
      journal = { version: 1, owner, changes: await stage(root, places.staging, changes, step) };
      await step("journal");
      const ready = join(places.staging, "journal.json");
      await writeFlushed(ready, JSON.stringify(journal));
      await step("begin");
      await rename(ready, places.journal);
      await syncFolder(root);
    } catch (error) {
      await rm(places.staging, { recursive: true, force: true });
      throw error;
    }
    await finish(root, places, journal, step);
  } finally {
    atWork.delete(places.staging);
  }
}

/**
 * Finishes or undoes the changes that a crash left in a folder. Changes of a process that is still at work are
 * left alone.
 *
 * @param root as given to {@link applyJournalled}
 * @returns what was done, in a sentence; undefined when there was nothing to do
 * @throws ProfileError refused when a target was changed by somebody else in between, or the journal is damaged
 */
export async function recoverJournal(root: string): Promise<string | undefined> {
  const names = await readdir(root).catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return [];
    throw error;
  });
  const left = new Set<string>();
  for (const entry of names) {
    const name = nameOf(entry);
    if (name !== undefined) left.add(name);
  }
  const done: string[] = [];
  for (const name of [...left].sort()) {
    const sentence = await recoverOne(root, name);
    if (sentence !== undefined) done.push(sentence);
  }
  return done.length === 0 ? undefined : done.join("; ");
}

/** Writes the new contents into the staging folder and flushes them. */
async function stage(
  root: string,
  staging: string,
  changes: readonly Change[],
  step: (what: string) => Promise<void>,
): Promise<Journal["changes"]> {
  const planned: Journal["changes"] = [];
  for (const [index, change] of changes.entries()) {
    const target = await pathBelow(root, change.path);
    const old = await hashOf(target);
    if ("remove" in change) {
      planned.push({ path: change.path, old, new: null, staged: null });
      continue;
    }
    const staged = String(index);
    const path = join(staging, staged);
    await step(`stage ${change.path}`);
    if ("content" in change) await writeFlushed(path, change.content);
    else await copyFlushed(change.copyFrom, path);
    const hash = "content" in change ? sha256(change.content) : await sha256File(path);
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
  for (const change of journal.changes) {
    const target = await pathBelow(root, change.path);
    const now = await hashOf(target);
    if (now === change.new) continue;
    if (now !== change.old) throw conflict(target, places);
    if (change.staged === null) {
      await step(`remove ${change.path}`);
      await rm(target);
      await removeEmptyFolders(root, dirname(target));
    } else {
      await mkdir(dirname(target), { recursive: true });
      await step(`move ${change.path}`);
      await rename(join(places.staging, change.staged), target);
      await syncFolder(dirname(target));
    }
  }
  await step("clean staging");
  await rm(places.staging, { recursive: true, force: true });
  await step("clean journal");
  await rm(places.journal, { force: true });
  await syncFolder(root);
}

async function recoverOne(root: string, name: string): Promise<string | undefined> {
  const places = placesOf(root, name);
  const journal = await readJournal(places.journal);
  if (journal === undefined && !await exists(places.staging) || atWork.has(places.staging)) return undefined;
  const owner = journal?.owner ?? await readOwner(places.staging);
  if (owner !== undefined && await isOtherAtWork(owner, await thisProcess(), places)) return undefined;
  if (journal === undefined) {
    await rm(places.staging, { recursive: true, force: true });
    return `Undid the interrupted ${name}: nothing was changed`;
  }
  await finish(root, places, journal, () => Promise.resolve());
  return `Finished the interrupted ${name}: ${journal.changes.length} files`;
}

async function hashOf(path: string): Promise<string | null> {
  try {
    return await sha256File(path);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw error;
  }
}

async function makeFolder(path: string): Promise<boolean> {
  return await mkdir(path).then(() => true, (error: unknown) => {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  });
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
  await copyFile(from, to);
  const handle = await open(to, "r+");
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
