/**
 * A lock between processes: a file that names its owner and is there only while the work runs. What a dead process
 * left is taken away.
 */
import { link, open, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import process from "node:process";
import { clearInterval, setInterval } from "node:timers";
import { setTimeout as delay } from "node:timers/promises";
import { codeOf } from "../errors.ts";
import { exists } from "./safe_path.ts";
import { mayBeAtWork, type Owner, parseOwner, thisProcess } from "./owner.ts";

/** Longest time for which another process may hold the lock, in ms. */
const PATIENCE = 10_000;
/** Longest pause between two tries, in ms. */
const PAUSE = 20;
/** Nobody takes that long to remove a stale lock, in ms. */
const BREAKING = 5_000;
/** How often a holder shows other machines that it is at work, in ms; see `mayBeAtWork`. */
const SIGN_OF_LIFE = 60_000;

/** Tells takers of this process apart. */
let takers = 0;

/** Others hold the lock. */
export class HeldError extends Error {
  override name = "HeldError";

  /** @param holder undefined when the file does not say, or is gone by now */
  constructor(path: string, readonly holder: Owner | undefined) {
    super(`${path} is held by another process`);
  }
}

/**
 * Does the work while no other process, and nobody else in this one, does any under the same lock.
 *
 * @param path the lock file; its folder is there
 * @param patience how long to wait for others, in ms
 * @param command what the work is, for those who wait
 * @throws HeldError when others hold the lock for longer than that; what the work throws
 */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
  patience = PATIENCE,
  command?: string,
): Promise<T> {
  const claim = `${path}.${process.pid}-${takers++}.tmp`;
  const named = command === undefined ? {} : { command, since: new Date().toISOString() };
  await writeFile(claim, JSON.stringify({ ...await thisProcess(), ...named }));
  try {
    const end = Date.now() + patience;
    while (!await take(claim, path)) {
      if (await breakStale(path)) continue;
      // A dead one is not waited for: only until what another dead one left of its removal is taken away.
      const late = Date.now() - end;
      if (late > 2 * BREAKING || (late > 0 && !await isStale(path))) {
        throw new HeldError(path, await holderOf(path));
      }
      await delay(Math.random() * PAUSE);
    }
  } finally {
    await rm(claim, { force: true });
  }
  const life = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => {});
  }, SIGN_OF_LIFE);
  life.unref();
  try {
    return await work();
  } finally {
    clearInterval(life);
    await rm(path, { force: true });
  }
}

/** Who holds the lock, as far as its file says. */
export async function holderOf(path: string): Promise<Owner | undefined> {
  return parseOwner(await readFile(path, "utf8").catch(() => ""));
}

/** True when a process that may be at work holds the lock. */
export async function isHeld(path: string): Promise<boolean> {
  return await exists(path) && !await isStale(path);
}

/** A link appears with its content or not at all, and never over another file. */
async function take(claim: string, path: string): Promise<boolean> {
  try {
    await link(claim, path);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"].includes(codeOf(error) ?? "")) throw error;
  }
  // A file system without links.
  return await create(path, await readFile(claim, "utf8"));
}

async function create(path: string, content: string): Promise<boolean> {
  try {
    const handle = await open(path, "wx");
    await handle.writeFile(content).finally(() => handle.close());
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

/**
 * Removes the lock of a dead process; true when it did. Only one process does that at a time: between the look at the owner and the
 * removal nobody else can have removed that lock and taken a new one.
 */
export async function breakStale(path: string): Promise<boolean> {
  if (!await isStale(path)) return false;
  const breaking = `${path}.breaking`;
  if (!await create(breaking, "")) {
    if (await ageOf(breaking) > BREAKING) await rm(breaking, { force: true });
    return false;
  }
  try {
    if (!await isStale(path)) return false;
    await rm(path, { force: true });
    return true;
  } finally {
    await rm(breaking, { force: true });
  }
}

async function isStale(path: string): Promise<boolean> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) return false;
  const age = await ageOf(path);
  const owner = parseOwner(text);
  // It may be under way to be written.
  if (owner === undefined) return age > BREAKING;
  return !await mayBeAtWork(owner, await thisProcess(), Date.now() - age);
}

/** Time since the last change, in ms; 0 when it is gone. */
async function ageOf(path: string): Promise<number> {
  return await stat(path).then((found) => Date.now() - found.mtimeMs, () => 0);
}
