/** Starting and stopping captures: the list of a run changes under a lock, whole or not at all. */
import { randomBytes } from "node:crypto";
import { lstat } from "node:fs/promises";
import { dirname } from "node:path";
import { makeFolder } from "../files/make_folder.ts";
import { codeOf, messageOf, ProfileError } from "../errors.ts";
import { looksLikeRun } from "../events/sources/run_dir.ts";
import { writeAtomic } from "../files/atomic.ts";
import { withLock } from "../files/lock.ts";
import { starterName } from "../redact/pseudonym.ts";
import { createRedactor, type Redactor } from "../redact/redactor.ts";
import { formatAge } from "../text/duration.ts";
import { type Capture, type Captures, capturesFile, readCapturesFile, spanOf } from "./format.ts";

/** What is said when a capture is started. */
export interface StartOptions {
  /** Name that the draft shall get. */
  slug?: string | undefined;
  notes?: string | undefined;
  /** Who starts it: an account or a session. Only its keyed hash is stored. */
  startedBy?: string | undefined;
  now: Date;
  /** Default: made from the time and at random. */
  id?: string | undefined;
  /** Browser sessions that the capture is about; default: all. */
  sessions?: readonly string[] | undefined;
  /** Through which slug and notes go; its key makes the name of who started it. */
  redactor?: Redactor | undefined;
}

/** What is said when a capture is stopped. */
export interface StopOptions {
  /** Id or slug; needed when several are open. */
  capture?: string | undefined;
  /** Added behind the notes of the start. */
  notes?: string | undefined;
  now: Date;
  redactor?: Redactor | undefined;
}

/**
 * Starts a capture on a run.
 *
 * @param runDir the run directory; `_logs/` is made when it is missing
 * @returns the capture as stored
 * @throws ProfileError usage when there is no such folder or it is no run, one is open already or would overlap, or
 *   the list is not ours; unavailable when it cannot be written
 */
export async function startCapture(runDir: string, options: StartOptions): Promise<Capture> {
  await checkRun(runDir);
  return await change(runDir, (list, file) => {
    const { now, redactor = createRedactor() } = options;
    const id = options.id ?? newId(now);
    const open = list.captures.find(isOpen);
    if (open !== undefined) throw alreadyOpen(open, runDir, file, now);
    const later = list.captures.find((capture) => spanOf(capture).to > now.getTime());
    if (later !== undefined) {
      throw new ProfileError("usage", `The capture ${named(later)} ends later, at ${later.ended_at}`, {
        position: { file },
        remedy: "Captures may not overlap; check the clocks, or wait until then",
      });
    }
    if (list.captures.some((capture) => capture.id === id)) {
      throw new ProfileError("usage", `There is a capture ${JSON.stringify(id)} already`, {
        position: { file },
        remedy: "Choose another id",
      });
    }
    const { slug, notes, startedBy, sessions } = options;
    const capture: Capture = {
      id,
      ...(slug === undefined ? {} : { slug: redactor.text(slug, "captures: slug") }),
      ...(notes === undefined ? {} : { notes: redactor.text(notes, "captures: notes") }),
      started_at: now.toISOString(),
      ...(startedBy === undefined ? {} : { started_by: starterName(startedBy, redactor.pseudonyms) }),
      ...(sessions === undefined ? {} : { sessions: [...sessions] }),
    };
    list.captures.push(capture);
    return capture;
  });
}

/** A capture that is over when it becomes known. */
export interface FinishedCapture extends Omit<StartOptions, "now" | "startedBy"> {
  id: string;
  startedAt: Date;
  endedAt: Date;
  /** Pseudonym of who started it. */
  startedBy?: string | undefined;
}

/**
 * Notes a capture that was reviewed before it is marked; the list stays in the order of time. One that is noted
 * already, by its id, is left as it is.
 *
 * @param runDir the run directory; `_logs/` is made when it is missing
 * @returns the capture as stored
 * @throws ProfileError as {@link startCapture}
 */
export async function addCapture(runDir: string, options: FinishedCapture): Promise<Capture> {
  return await change(runDir, (list, file) => {
    const { id, slug, notes, startedAt, endedAt, startedBy, sessions, redactor = createRedactor() } = options;
    const capture: Capture = {
      id,
      ...(slug === undefined ? {} : { slug: redactor.text(slug, "captures: slug") }),
      ...(notes === undefined ? {} : { notes: redactor.text(notes, "captures: notes") }),
      started_at: startedAt.toISOString(),
      ended_at: endedAt.toISOString(),
      ...(startedBy === undefined ? {} : { started_by: startedBy }),
      ...(sessions === undefined ? {} : { sessions: [...sessions] }),
    };
    const { from, to } = spanOf(capture);
    const known = list.captures.find((one) => one.id === id);
    if (known !== undefined) return known;
    refuseOverlap(list.captures, { id, from, to }, file);
    const after = list.captures.findIndex((one) => spanOf(one).from > to);
    list.captures.splice(after === -1 ? list.captures.length : after, 0, capture);
    return capture;
  }, true);
}

/**
 * Asks whether {@link addCapture} would take a capture, before anything is written for it.
 *
 * @param runDir the run directory; one that is not there yet takes it
 * @throws ProfileError usage when it would overlap another one, or the list is not ours; unavailable when the list
 *   cannot be read
 */
export async function checkCapture(
  runDir: string,
  { id, startedAt, endedAt }: Pick<FinishedCapture, "id" | "startedAt" | "endedAt">,
): Promise<void> {
  const file = capturesFile(runDir);
  const captures = (await readCapturesFile(file))?.captures ?? [];
  if (captures.some((one) => one.id === id)) return;
  refuseOverlap(captures, { id, from: startedAt.getTime(), to: endedAt.getTime() }, file);
}

/**
 * Stops a capture.
 *
 * @returns the capture as stored
 * @throws ProfileError usage when none is open, several could be meant, or the list is not ours; unavailable when it
 *   cannot be written
 */
export async function stopCapture(runDir: string, options: StopOptions): Promise<Capture> {
  await checkRun(runDir);
  return await change(runDir, (list, file) => {
    const { now, notes, redactor = createRedactor() } = options;
    const capture = toStop(list.captures, options.capture, file, runDir);
    // A clock that was put back must not make a capture that ends before it starts.
    capture.ended_at = new Date(Math.max(now.getTime(), spanOf(capture).from)).toISOString();
    if (notes !== undefined) {
      const clean = redactor.text(notes, "captures: notes");
      capture.notes = capture.notes === undefined ? clean : `${capture.notes}\n${clean}`;
    }
    return capture;
  });
}

/**
 * All captures of a run in the order of the file; none when nothing was ever marked.
 *
 * @throws ProfileError usage when there is no such folder or the list is not ours
 */
export async function listCaptures(runDir: string): Promise<Capture[]> {
  await checkRun(runDir);
  return (await readCapturesFile(capturesFile(runDir)))?.captures ?? [];
}

/** True for a capture that was not stopped. */
export function isOpen(capture: Capture): boolean {
  return typeof capture.ended_at !== "string";
}

/** @param own the recording is ours, and nobody else's to read */
async function change(
  runDir: string,
  edit: (list: Captures, file: string) => Capture,
  own = false,
): Promise<Capture> {
  await checkFolder(runDir);
  const file = capturesFile(runDir);
  try {
    await makeFolder(dirname(file), own ? 0o700 : 0o777);
    return await withLock(`${file}.lock`, async () => {
      const list: Captures = await readCapturesFile(file) ?? { version: 1, captures: [] };
      const changed = edit(list, file);
      await writeAtomic(file, JSON.stringify(list, null, 2) + "\n", own ? { mode: 0o600 } : {});
      return changed;
    });
  } catch (error) {
    if (error instanceof ProfileError) throw error;
    const forbidden = ["EACCES", "EPERM", "EROFS"].includes(codeOf(error) ?? "");
    throw new ProfileError(
      "unavailable",
      forbidden
        ? `Writing to ${JSON.stringify(dirname(file))} is not permitted`
        : `The capture was not noted: ${messageOf(error)}`,
      {
        position: { file },
        remedy: forbidden
          ? "Allow this user to write there, or mark captures as the user that WEPPcloud runs as"
          : "Try again",
        cause: error,
      },
    );
  }
}

/** @throws ProfileError usage when a capture shares a moment with one of the list */
function refuseOverlap(
  captures: readonly Capture[],
  { id, from, to }: { id: string; from: number; to: number },
  file: string,
): void {
  const other = captures.find((one) => spanOf(one).from <= to && spanOf(one).to >= from);
  if (other === undefined) return;
  throw new ProfileError("usage", `The capture ${JSON.stringify(id)} overlaps ${named(other)}`, {
    position: { file },
    remedy: "Captures may not overlap; stop that one, or mark this part again later",
  });
}

const WHICH_FOLDER =
  "Name the run directory, the folder that holds (or will hold) _logs/profile.events.jsonl";

/** Any other folder is a slip: a mark there would be lost, and "no captures" would be believed. */
async function checkRun(runDir: string): Promise<void> {
  await checkFolder(runDir);
  if (await looksLikeRun(runDir)) return;
  throw new ProfileError("usage", `${JSON.stringify(runDir)} is no run: it has neither _logs/ nor ron.nodb`, {
    remedy: WHICH_FOLDER,
  });
}

async function checkFolder(runDir: string): Promise<void> {
  const name = JSON.stringify(runDir);
  const remedy = WHICH_FOLDER;
  const found = await lstat(`${runDir}/.`).catch((error: unknown) => {
    const code = codeOf(error);
    if (code === "ENOENT") return undefined;
    if (code === "ENOTDIR") throw new ProfileError("usage", `${name} is not a folder`, { remedy });
    throw new ProfileError("unavailable", `Reading ${name} is not permitted`, {
      remedy: "Allow this user to read the folder and those above it",
      cause: error,
    });
  });
  if (found === undefined) throw new ProfileError("usage", `There is no run directory ${name}`, { remedy });
}

function toStop(captures: Capture[], wanted: string | undefined, file: string, runDir: string): Capture {
  const open = captures.filter(isOpen);
  const meant = wanted === undefined ? open : open.filter(({ id }) => id === wanted);
  const found = meant.length > 0 ? meant : open.filter(({ slug }) => slug === wanted && wanted !== undefined);
  const [one, ...others] = found;
  if (one !== undefined && others.length === 0) return one;
  if (one !== undefined) {
    throw new ProfileError("usage", `Several captures are open: ${found.map(named).join(", ")}`, {
      position: { file },
      remedy: "Say which one with --capture <id>",
    });
  }
  const closed = captures.find(({ id, slug }) => wanted !== undefined && (id === wanted || slug === wanted));
  if (closed !== undefined) {
    throw new ProfileError("usage", `The capture ${named(closed)} was stopped at ${closed.ended_at}`, {
      position: { file },
      remedy: "Start a new one with profile record start",
    });
  }
  const words = wanted === undefined
    ? "No capture is open"
    : `There is no open capture ${JSON.stringify(wanted)}`;
  throw new ProfileError("usage", `${words} on ${JSON.stringify(runDir)}`, {
    position: { file },
    remedy: open.length === 0
      ? "Start one with profile record start"
      : `Open is ${open.map(named).join(", ")}`,
  });
}

function alreadyOpen(open: Capture, runDir: string, file: string, now: Date): ProfileError {
  const age = formatAge(now.getTime() - spanOf(open).from);
  return new ProfileError("usage", `The capture ${named(open)} is open since ${open.started_at} (${age})`, {
    position: { file },
    remedy: `Stop it first: profile record stop ${runDir}`,
  });
}

function named({ id, slug }: Capture): string {
  return slug === undefined ? JSON.stringify(id) : `${JSON.stringify(id)} (${slug})`;
}

/** `20261122T120301-5f0c1a`: sorts by time, and two machines do not choose the same. */
function newId(now: Date): string {
  const time = now.toISOString().replace(/[-:]|\.\d+Z$/g, "");
  return `${time}-${randomBytes(3).toString("hex")}`;
}
