/** From what the user named to the log that is followed, which may not be there yet. */
import { join } from "node:path";
import { ProfileError } from "../../errors.ts";
import { logError } from "../../events/read_events.ts";
import { type Packing, packingOf } from "../../events/compressed/format.ts";
import { openSource } from "../../events/sources/mod.ts";
import { looksLikeRun } from "../../events/sources/run_dir.ts";
import { kindOfPath } from "../../events/sources/source.ts";
import { AUDIT_LOG } from "../../model/event.ts";

/**
 * The log to follow. A run directory without a log yet, and a log whose folder is there, may be waited for.
 *
 * @param path absolute path of a run directory, a log or a draft
 * @param follow whether the log may appear later
 * @param run run id, when the path is a recording of several runs
 */
export async function logOf(path: string, follow: boolean, run?: string): Promise<string> {
  const log = await findLog(path, follow, run);
  if (follow && await packing(log) !== "plain") throw compressedLog(log);
  return log;
}

/** The folder that the user named, if it is one: its log must not be a link that leads out of it. */
export async function folderNamed(path: string): Promise<string | undefined> {
  return await kindOfPath(path) === "folder" ? path : undefined;
}

async function packing(log: string): Promise<Packing> {
  try {
    return await packingOf(log);
  } catch (error) {
    throw logError(log, error);
  }
}

async function findLog(path: string, follow: boolean, run: string | undefined): Promise<string> {
  try {
    return (await openSource(path, { run })).log;
  } catch (error) {
    if (!follow || !(error instanceof ProfileError) || error.verdict !== "usage") throw error;
    const later = await laterLog(path);
    if (later === undefined) throw error;
    return later;
  }
}

function compressedLog(log: string): ProfileError {
  return new ProfileError(
    "usage",
    `${JSON.stringify(log)} is compressed: nothing is appended to it any more`,
    {
      position: { file: log },
      remedy: "Read it with --no-follow; the next event of the run begins a new log, which can be followed",
    },
  );
}

/** Where a log would appear: below a folder that looks like a run, or under the very name of a log. */
async function laterLog(path: string): Promise<string | undefined> {
  try {
    if (await kindOfPath(path) === "folder") {
      return await looksLikeRun(path) ? join(path, AUDIT_LOG) : undefined;
    }
    return path.endsWith(".jsonl") && await kindOfPath(join(path, "..")) === "folder" ? path : undefined;
  } catch (error) {
    throw logError(path, error);
  }
}
