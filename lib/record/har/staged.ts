/**
 * An import is written aside first and laid into its folder when it is whole: one that was killed leaves nothing that
 * could be taken for the recording.
 */
import { createReadStream } from "node:fs";
import { copyFile, open, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { syncFolder } from "../../files/atomic.ts";
import { makeFolder } from "../../files/make_folder.ts";
import { exists } from "../../files/safe_path.ts";
import { codeOf, ProfileError } from "../../errors.ts";
import { readEvents } from "../../events/read_events.ts";
import { AUDIT_BODIES, AUDIT_LOG } from "../../model/event.ts";
import { cleanseLog } from "../../recording/cleanse.ts";
import { endsTorn, PRIVATE, writeError } from "../../recording/disk.ts";
import { appendLedger, readLedger } from "../../recording/ledger_file.ts";
import { whileAlone } from "../../recording/leftovers.ts";
import type { Redactor } from "../../redact/redactor.ts";

/** Where an import is written, and where it goes. */
export interface Stage {
  /** Folder in which it was written, inside of the other. */
  scratch: string;
  out: string;
  har: string;
  /** What the ids of its events begin with. */
  mark: string;
  redactor: Redactor;
}

/**
 * Lays what was written into the folder, each run whole. Runs that an import of the same HAR laid there before it was
 * killed stay as they are.
 *
 * @returns names of the runs' folders that were there before
 * @throws ProfileError refused when all were, or when another session records into one of them
 */
export async function layIn(stage: Stage): Promise<string[]> {
  const names = await readdir(join(stage.scratch, "runs"));
  const before: { name: string; line: number }[] = [];
  for (const name of names) {
    const line = await lineOf(stage, name);
    if (line !== undefined) before.push({ name, line });
  }
  const [first] = before;
  if (first !== undefined && before.length === names.length) throw importedBefore(stage, first);
  const known = new Set(before.map(({ name }) => name));
  for (const name of names) if (!known.has(name)) await layRun(stage, name);
  return [...known];
}

/** The line of an event of this HAR in the log of a run. */
async function lineOf({ out, mark }: Stage, name: string): Promise<number | undefined> {
  const log = join(out, "runs", name, AUDIT_LOG);
  if (!await exists(log)) return undefined;
  for await (const item of readEvents(log)) {
    if (item.kind === "event" && item.at.event.id?.startsWith(`${mark}-`) === true) return item.at.line;
  }
  return undefined;
}

async function layRun(stage: Stage, name: string): Promise<void> {
  const from = join(stage.scratch, "runs", name);
  const to = join(stage.out, "runs", name);
  try {
    await rename(from, to);
    await syncFolder(join(stage.out, "runs"));
  } catch (error) {
    if (!/^(?:EEXIST|ENOTEMPTY|EPERM)$/.test(codeOf(error) ?? "") || !await exists(to)) {
      throw writeError(to, error);
    }
    if (await whileAlone(stage.out, stage.scratch, () => continueRun(from, to, stage.redactor))) return;
    throw new ProfileError("refused", `Another session records into ${JSON.stringify(stage.out)}`, {
      position: { file: to },
      remedy: "End it first, or import into a new folder with --out",
    });
  }
}

/** Puts a run behind what is recorded of it already. */
async function continueRun(from: string, to: string, redactor: Redactor): Promise<void> {
  const log = join(to, AUDIT_LOG);
  const whole = `${log}.import-tmp`;
  try {
    const bodies = await readdir(join(from, AUDIT_BODIES)).catch(() => []);
    if (bodies.length > 0) await makeFolder(join(to, AUDIT_BODIES), PRIVATE);
    for (const hash of bodies) await rename(join(from, AUDIT_BODIES, hash), join(to, AUDIT_BODIES, hash));
    await makeFolder(dirname(log), PRIVATE);
    await joined(log, join(from, AUDIT_LOG), whole);
    // What this import made known may stand in lines that were there before.
    await cleanseLog(whole, redactor);
    await appendLedger(log, await readLedger(join(from, AUDIT_LOG)), redactor);
    await rename(whole, log);
    await syncFolder(dirname(log));
    await rm(from, { recursive: true, force: true });
  } catch (error) {
    throw writeError(log, error);
  } finally {
    await rm(whole, { force: true });
  }
}

/** One log behind the other; a torn last line is ended first. */
async function joined(before: string, behind: string, whole: string): Promise<void> {
  await rm(whole, { force: true });
  if (await exists(before)) await copyFile(before, whole);
  const torn = await endsTorn(whole);
  const handle = await open(whole, "a", 0o600);
  try {
    if (torn) await handle.appendFile("\n");
    await handle.appendFile(createReadStream(behind));
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function importedBefore({ out, har }: Stage, { name, line }: { name: string; line: number }): ProfileError {
  return new ProfileError("refused", `This HAR was imported into ${JSON.stringify(out)} before`, {
    position: { file: join(out, "runs", name, AUDIT_LOG), line },
    remedy: `Import ${JSON.stringify(har)} into a new folder; files that it lacks can also be given to ` +
      "profile assemble with --uploads",
  });
}
