/** What a session that was killed left in a recording: scratch folders are cleared away, torn lines are named. */
import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { mayBeAtWork, parseOwner, thisProcess } from "../files/owner.ts";
import { AUDIT_LOG } from "../model/event.ts";
import { counted } from "../text/counted.ts";
import { endsTorn } from "./disk.ts";

/** Scratch folders of recordings. */
export const SCRATCH = ".recording-";
const OWNER = "owner.json";
/** A scratch folder without an owner is being made, ms. */
const YOUNG = 60_000;

/** Notes whose scratch folder it is. */
export async function ownScratch(folder: string): Promise<void> {
  await writeFile(join(folder, OWNER), JSON.stringify(await thisProcess()), { mode: 0o600 });
}

/**
 * Clears away what sessions that are gone left behind.
 *
 * @param out folder of the recording
 * @returns what was found, one sentence each
 */
export async function clearLeftovers(out: string): Promise<string[]> {
  const told: string[] = [];
  let atWork = false;
  for (const name of await readdir(out)) {
    if (!name.startsWith(SCRATCH)) continue;
    const folder = join(out, name);
    if (await isUsed(folder)) {
      atWork = true;
      continue;
    }
    const parts = (await readdir(folder).catch(() => [])).filter((file) => file.endsWith(".part")).length;
    await rm(folder, { recursive: true, force: true });
    told.push(
      "an earlier session was killed; requests that had no answer yet are not recorded" +
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

async function isUsed(folder: string): Promise<boolean> {
  const touched = (await stat(folder).catch(() => undefined))?.mtimeMs ?? 0;
  const owner = parseOwner(await readFile(join(folder, OWNER), "utf8").catch(() => ""));
  if (owner === undefined) return Date.now() - touched < YOUNG;
  return await mayBeAtWork(owner, await thisProcess(), touched);
}
