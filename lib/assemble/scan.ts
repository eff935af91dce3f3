/**
 * The one pass over a whole log: what it is about, what the redactor has to know, and the requests of the window. A
 * window with times needs another one before it, for the clocks.
 */
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { hasTimes, type Window } from "../captures/window.ts";
import { Clocks } from "../events/clocks.ts";
import { partsOf } from "../events/compressed/format.ts";
import { visitEvents } from "../events/quick_events.ts";
import { readSource } from "../events/read_source.ts";
import type { EventSource, LogItem } from "../events/types.ts";
import type { OnProgress, Tally } from "../model/progress.ts";
import type { Redactor } from "../redact/redactor.ts";
import { Collector } from "./collect.ts";
import { Lessons } from "./learn.ts";
import { type Survey, Surveyor } from "./survey.ts";

/** What the pass gives. */
export interface Scan {
  about: Survey;
  lessons: Lessons;
  collector: Collector;
}

/** Reads a source once. */
export async function scan(
  source: EventSource,
  window: Window,
  redactor: Redactor,
  onProgress?: OnProgress,
): Promise<Scan> {
  const surveyor = new Surveyor();
  const clocks = new Clocks();
  if (hasTimes(window)) {
    await visitSource(source, (next) => void (next.kind === "event" && clocks.note(next.at.event)), {
      onProgress,
    });
  }
  const collector = new Collector(window, clocks);
  const lessons = new Lessons(redactor);
  const item = (next: LogItem): void => {
    surveyor.add(next);
    collector.add(next);
  };
  await visitSource(source, item, { lessons, onProgress });
  return { about: surveyor.finish(), lessons, collector };
}

/** Lets the redactor see a whole log before anything of it is written. */
export async function learnFrom(log: string, redactor: Redactor): Promise<void> {
  const surveyor = new Surveyor();
  const lessons = new Lessons(redactor);
  await visitSource({ kind: "audit log", log }, (next) => surveyor.add(next), { lessons });
  const { words, runId, config } = surveyor.finish();
  lessons.teach([...words, runId ?? "", config ?? ""]);
}

async function visitSource(
  source: EventSource,
  item: (item: LogItem) => void,
  { lessons, onProgress }: { lessons?: Lessons; onProgress?: OnProgress | undefined },
): Promise<void> {
  const tally = await toldReading(source.log, onProgress);
  // What is left out of a log is told by whole events.
  const isWhole = (source.made?.otherCaptures.size ?? 0) === 0;
  if (source.spool === undefined && isWhole) {
    return await visitEvents(source.log, {
      item,
      member: (member) => lessons?.member(member),
      whole: (at) => lessons?.whole(at),
    }, tally);
  }
  for await (const next of readSource(source)) {
    lessons?.item(next);
    item(next);
  }
}

/** Lets who listens see how much of the log was read; of a compressed one nobody knows how much there is. */
async function toldReading(log: string, onProgress: OnProgress | undefined): Promise<Tally | undefined> {
  if (onProgress === undefined) return undefined;
  const parts = await partsOf(log).catch(() => []);
  const isPlain = parts.every(({ packing }) => packing === "plain");
  const bytes: Tally = { done: 0, ...(isPlain ? { total: (await stat(log)).size } : {}) };
  onProgress({ kind: "files", task: "read", file: basename(log), bytes });
  return bytes;
}
