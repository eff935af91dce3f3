/** The first stage: opens the recording, reads it once, and names what it is about. */
import { basename, dirname } from "node:path";
import { endedCaptures, type Window } from "../captures/window.ts";
import { ProfileError } from "../errors.ts";
import { openSource } from "../events/sources/mod.ts";
import type { EventSource } from "../events/types.ts";
import { readInside } from "../files/inside.ts";
import type { JsonValue } from "../model/json.ts";
import { LedgerEntry } from "../model/ledger.ts";
import { readLedger } from "../recording/ledger_file.ts";
import type { Collected } from "./collect.ts";
import { sanitise } from "./ids.ts";
import { Ledger } from "./ledger.ts";
import { Anonymous } from "../redact/anonymous.ts";
import { scan } from "./scan.ts";
import type { Survey } from "./survey.ts";
import type { AssembleOptions } from "./types.ts";
import { chooseWindow } from "./window.ts";

/** A recording that was read, and the ledger of the draft that it becomes. */
export interface ReadRecording {
  source: EventSource;
  window: Window;
  /** Captures that have ended, where nobody said which part is meant; the only one is taken then. */
  captures: readonly string[];
  /** What the whole log says about itself; `runId` is the recorded run. */
  about: Survey & { runId: string };
  /** The requests of the window. */
  found: Collected;
  /** Name of the draft. */
  name: string;
  anonymous: Anonymous;
  ledger: Ledger;
  /** How many values were taken out while it was recorded. */
  takenBefore: number;
}

/**
 * Reads a recording once; the redactor knows its secrets then.
 *
 * @throws ProfileError usage when the log holds no event, or a name, capture or time of the options is wrong
 */
export async function readRecording(options: AssembleOptions): Promise<ReadRecording> {
  const { run, capture, from, to } = options;
  const isOpen = [capture, from, to].every((one) => one === undefined);
  const opened = await openSource(options.source, { run, capture, onlyCapture: isOpen && run === undefined });
  const source = { ...opened, ...(options.copies === undefined ? {} : { copies: options.copies }) };
  const captures = isOpen && source.made === undefined ? await endedCaptures(source.log) : [];
  const only = captures.length === 1 ? captures[0] : undefined;
  const window = await chooseWindow({ ...options, capture: capture ?? only, log: source.log });
  const { about: survey, lessons, collector } = await scan(
    source,
    window,
    options.redactor,
    options.onProgress,
  );
  const about = { ...survey, runId: recordedRun(survey, source) };
  lessons.teach([...about.words, about.runId, about.config ?? ""]);
  const name = draftName(options, about.runId, window);
  const found = collector.finish(about);
  // A draft depends on the recording alone; when it was assembled stands in its checkpoint.
  const ledger = new Ledger(found.to ?? options.now);
  const anonymous = new Anonymous(about.origins, await placesOf(source));
  const recorded = (await readLedger(source.log)).map((entry) =>
    LedgerEntry.parse(anonymous.value(entry as JsonValue))
  );
  const takenBefore = ledger.carry(recorded);
  noteOrigin(source, options, ledger);
  return { source, window, captures, about, found, name, anonymous, ledger, takenBefore };
}

function recordedRun(found: Survey, source: EventSource): string {
  if (found.events === 0) {
    throw new ProfileError("usage", "The log holds no event", {
      position: { file: source.log },
      remedy: "Check that it is the audit log of the run that was recorded",
    });
  }
  return found.runId ?? (source.runDir === undefined ? "unknown-run" : basename(source.runDir));
}

function draftName(options: AssembleOptions, runId: string, window: Window): string {
  if (options.name !== undefined) {
    if (sanitise(options.name) === options.name) return options.name;
    throw new ProfileError("usage", `"${options.name}" is no name for a draft`, {
      remedy: "Use letters, digits, '.', '_' and '-', and start with a letter or digit",
    });
  }
  if (window.slug !== undefined) return sanitise(window.slug);
  const part = window.captureId ?? window.id;
  return sanitise(part === undefined ? runId : `${runId}-${part}`);
}

/** Folders on the recording machine that events and values may name. */
async function placesOf({ log, runDir, made }: EventSource): Promise<string[]> {
  // WEPPcloud's drafts note the run's folder beside their events; what is no such path would take words out of texts.
  const noted = await readInside(made?.folder ?? dirname(log), "run_dir.txt") ??
    (made === undefined ? undefined : await readInside(made.folder, "capture/run_dir.txt")) ?? "";
  const place = noted.trim();
  return [runDir ?? "", RUN_PLACE.test(place) ? place : ""].filter((one) => one.length > 1);
}

/** An absolute path of two folders or more, on one line. */
const RUN_PLACE = /^(?:\/[^/\p{Cc}]{1,255}){2,64}\/?$/u;

/** What WEPPcloud itself made keeps its name, so that a profile can be traced back to it. */
function noteOrigin(
  { kind, log, made }: EventSource,
  { derivedFrom }: AssembleOptions,
  ledger: Ledger,
): void {
  if (made === undefined) return;
  const from = log.startsWith(`${made.folder}/`) ? log.slice(made.folder.length + 1) : basename(log);
  ledger.add("source", derivedFrom ?? kind, `steps derived from a ${kind}`, {
    log: from,
    ...(made.why === undefined ? {} : { why: made.why }),
    ...(made.otherCaptures.size === 0 ? {} : { other_captures: made.otherCaptures.size }),
  });
}
