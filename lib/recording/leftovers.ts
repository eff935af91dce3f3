/** What a session that was killed left in a recording: scratch folders are cleared away, torn lines are named. */
import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { makeFolder } from "../files/make_folder.ts";
import { mayBeAtWork, parseOwner, thisProcess } from "../files/owner.ts";
import { exists } from "../files/safe_path.ts";
import { AUDIT_LOG } from "../model/event.ts";
import { counted } from "../text/counted.ts";
import { endsTorn, PRIVATE, writeError } from "./disk.ts";

/** Scratch folders of recordings. */
export const SCRATCH = ".recording-";
const OWNER = "owner.json";
/** Says in a scratch folder that its session replaces logs. */
const CLEANSING = "cleansing";
/** A scratch folder without an owner is being made, ms. */
const YOUNG = 60_000;
const POLL = 50;

/**
 * Makes a scratch folder of this process in the folder of a recording, which is made when it is not there; what
 * sessions that are gone left in it is cleared away first.
 *
 * @param onNotice told what was found
 * @throws ProfileError when nothing can be written there
 */
export async function openScratch(out: string, onNotice?: (text: string) => void): Promise<string> {
  const scratch = join(out, `${SCRATCH}${randomBytes(6).toString("hex")}`);
  try {
    await makeFolder(join(out, "runs"), PRIVATE);
    for (const found of await clearLeftovers(out)) onNotice?.(found);
    await mkdir(scratch, { mode: PRIVATE });
    await ownScratch(scratch);
    await untilCleansed(out, scratch);
    return scratch;
  } catch (error) {
    throw writeError(out, error);
  }
}

/** Notes whose scratch folder it is. */
async function ownScratch(folder: string): Promise<void> {
  await writeFile(join(folder, OWNER), JSON.stringify(await thisProcess()), { mode: 0o600 });
}

/**
 * Clears away what sessions that are gone left behind.
 *
 * @param out folder of the recording
 * @returns what was found, one sentence each
 */
async function clearLeftovers(out: string): Promise<string[]> {
  const told: string[] = [];
  let atWork = false;
  for (const name of await readdir(out)) {
    if (!name.startsWith(SCRATCH)) continue;
    const folder = join(out, name);
    if (await isUsed(folder)) {
      atWork = true;
      continue;
    }
    const imported = await exists(join(folder, "runs"));
    const parts = (await readdir(folder).catch(() => [])).filter((file) => file.endsWith(".part")).length;
    await rm(folder, { recursive: true, force: true });
    told.push(
      imported
        ? "an earlier import was killed; it left nothing, import that HAR again"
        : "an earlier session was killed; requests that had no answer yet are not recorded" +
          (parts === 0 ? "" : `, ${counted(parts, "upload")} among them`),
    );
  }
  // The last line of a log that is being written may be on its way.
  if (atWork) return told;
  for (const run of await readdir(join(out, "runs"))) {
    const log = join(out, "runs", run, AUDIT_LOG);
    if (!await endsTorn(log).catch(() => false)) continue;
    const { size } = await stat(log);
    told.push(
      `the last line of ${JSON.stringify(log)} is torn (at byte ${size}); it stays as a damaged line`,
    );
  }
  return told;
}

/**
 * Does something while no other session writes to the recording: one that begins waits until it is done.
 *
 * @param scratch the own scratch folder
 * @returns false when another session is at work; then nothing was done
 */
export async function whileAlone(out: string, scratch: string, act: () => Promise<void>): Promise<boolean> {
  const mark = join(scratch, CLEANSING);
  // Each side says first what it is about to do, then looks for the other.
  await writeFile(mark, "", { mode: 0o600 });
  try {
    for (const folder of await others(out, scratch)) if (await isUsed(folder)) return false;
    await act();
    return true;
  } finally {
    await rm(mark, { force: true });
  }
}

/** Waits until no other session replaces logs. */
async function untilCleansed(out: string, scratch: string): Promise<void> {
  for (const folder of await others(out, scratch)) {
    while (await exists(join(folder, CLEANSING)) && await isUsed(folder)) await setTimeout(POLL);
  }
}

async function others(out: string, scratch: string): Promise<string[]> {
  return (await readdir(out)).filter((name) => name.startsWith(SCRATCH)).map((name) => join(out, name))
    .filter((folder) => folder !== scratch);
}

async function isUsed(folder: string): Promise<boolean> {
  const touched = (await stat(folder).catch(() => undefined))?.mtimeMs ?? 0;
  const owner = parseOwner(await readFile(join(folder, OWNER), "utf8").catch(() => ""));
  if (owner === undefined) return Date.now() - touched < YOUNG;
  return await mayBeAtWork(owner, await thisProcess(), touched);
}
