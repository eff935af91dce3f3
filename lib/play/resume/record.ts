/** Reads journals back: what a play did, and which one is meant. */
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { codeOf, ProfileError } from "../../errors.ts";
import { isAlive, mayBeAtWork, thisProcess } from "../../files/owner.ts";
import type { Verdict } from "../../model/exit.ts";
import { type JsonValue, parseJson } from "../../model/json.ts";
import type { StepReport } from "../../model/report.ts";
import { resultsRoot } from "../../results/folder.ts";
import type { Begun } from "../step_context.ts";
import {
  type Answered,
  type Begin,
  type BegunLine,
  JOURNAL,
  JournalLine,
  type SandboxLine,
} from "./format.ts";

/** A value that a step saved; without `value` it was a secret. */
export interface SavedValue {
  name: string;
  value?: JsonValue;
}

/** What is known of a step of an earlier play. */
export interface StepRecord {
  /** When it began last. */
  begun?: Begun;
  /** A change of it was sent, or was about to be. */
  sent: boolean;
  /** The server did as the step means it to; its work may still be going on. */
  answered?: Answered;
  /** Its job command ended well. */
  ran?: StepReport;
  saved: SavedValue[];
  /** It came to its end, well or not. */
  report?: StepReport;
}

/** An earlier play. */
export interface PlayRecord {
  /** Its result folder. */
  dir: string;
  begin: Begin;
  sandbox?: SandboxLine;
  /** By the place of the step, from 0. */
  steps: Map<number, StepRecord>;
  /** How it ended; missing when it was killed, or goes on. */
  end?: Verdict;
  /** Result folder of the play that went on with it. */
  continuedBy?: string;
  /** Last change of the journal, ms since 1970. */
  touched: number;
}

/**
 * The journal of a result; undefined when there is none, or it breaks off before its first line.
 *
 * @throws ProfileError usage when it is damaged, or of a newer version
 */
export async function readRecord(dir: string): Promise<PlayRecord | undefined> {
  const file = join(dir, JOURNAL);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "EACCES"].includes(codeOf(error) ?? "")) return undefined;
    throw error;
  }
  const rows = text.split("\n");
  // What stands behind the last newline was cut off, or is nothing.
  rows.pop();
  const lines = rows.map((row, index) => {
    const { data } = JournalLine.safeParse(parseJson(row));
    if (data !== undefined) return data;
    throw new ProfileError("usage", `${file} is damaged, or a newer version wrote it`, {
      position: { file, line: index + 1 },
      remedy: "Play the profile from its start",
    });
  });
  const [begin, ...rest] = lines;
  if (begin?.kind !== "begin") return undefined;
  const { mtimeMs } = await stat(file);
  return rest.reduce(takeUp, { dir, begin, steps: new Map(), touched: mtimeMs } as PlayRecord);
}

function takeUp(record: PlayRecord, line: JournalLine): PlayRecord {
  const step = "at" in line && typeof line.at === "number" ? stepOf(record, line.at) : undefined;
  switch (line.kind) {
    case "sandbox":
      record.sandbox = line;
      break;
    case "continued":
      record.continuedBy = line.by;
      break;
    case "end":
      record.end = line.verdict;
      break;
    case "begun":
      if (step !== undefined) step.begun = { began: line.began, marks: marksOf(line) };
      break;
    case "sending":
      // Sent anew: what was known of an answer before does not count any more.
      if (step !== undefined) step.sent = true;
      delete step?.answered;
      delete step?.ran;
      delete step?.report;
      break;
    case "answered":
      if (step !== undefined) step.answered = line;
      break;
    case "ran":
      if (step !== undefined) step.ran = line.report;
      break;
    case "saved":
      if (step === undefined) break;
      step.saved = step.saved.filter(({ name }) => name !== line.name);
      step.saved.push({ name: line.name, ...("value" in line ? { value: line.value } : {}) });
      break;
    case "done":
      if (step !== undefined) step.report = line.report;
      break;
  }
  return record;
}

function marksOf({ marks }: BegunLine): Begun["marks"] {
  return new Map(marks.map(({ file, ...mark }) => [file, mark]));
}

function stepOf({ steps }: PlayRecord, at: number): StepRecord {
  const found = steps.get(at) ?? { sent: false, saved: [] };
  steps.set(at, found);
  return found;
}

/** Results of a profile, newest first, as far as they have a journal. */
export async function* recordsOf(dataRoot: string, slug: string, key: string): AsyncGenerator<PlayRecord> {
  const folder = join(resultsRoot(dataRoot), slug);
  const names = await readdir(folder).catch(() => []);
  for (const name of names.sort().reverse()) {
    const record = await readRecord(join(folder, name));
    if (record?.begin.key === key) yield record;
  }
}

/** Verdicts after which a play can go on: it was stopped, it did not come to its end by itself. */
const STOPPED: ReadonlySet<Verdict> = new Set([
  "interrupted",
  "terminated",
  "incomplete",
  "unavailable",
  "internal",
]);

/** True when the play can be resumed: it was stopped, and no other play went on with it. */
export function isUnfinished({ end, continuedBy }: PlayRecord): boolean {
  return continuedBy === undefined && (end === undefined || STOPPED.has(end));
}

/** True when the process that plays it may still be there. */
export async function isGoingOn({ begin: { owner }, end, touched }: PlayRecord): Promise<boolean> {
  if (end !== undefined) return false;
  const self = await thisProcess();
  if (owner.host === self.host && owner.pid === self.pid) return await isAlive(owner);
  return await mayBeAtWork(owner, self, touched);
}
