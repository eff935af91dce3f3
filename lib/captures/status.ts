/** What the captures of a run hold so far. */
import { readClocks } from "../events/clocks.ts";
import { readEvents } from "../events/read_events.ts";
import { unreadSiblings } from "../events/siblings.ts";
import { openSource } from "../events/sources/mod.ts";
import type { LogItem } from "../events/types.ts";
import { ProfileError } from "../errors.ts";
import { type Capture, spanOf } from "./format.ts";
import { isOpen, listCaptures } from "./marks.ts";
import { countEvents } from "./window.ts";

/** One capture with what became of it. */
export interface CaptureStatus {
  capture: Capture;
  open: boolean;
  /** Time since its start, in ms. */
  age_ms: number;
  /** Events of the log that belong to it; null when there is no log. */
  events: number | null;
}

/**
 * The captures of a run with their ages and numbers of events, and the names of older files that were not counted.
 *
 * @throws ProfileError when the run directory, the list or the log cannot be read
 */
export async function captureStatus(
  runDir: string,
  now: Date,
): Promise<{ captures: CaptureStatus[]; problems: number; unread: string[] }> {
  const captures = await listCaptures(runDir);
  const log = captures.length === 0 ? undefined : await logOf(runDir);
  let problems = 0;
  async function* counted(path: string): AsyncGenerator<LogItem> {
    for await (const item of readEvents(path)) {
      // A last line without its end is one that is being written.
      if (item.kind === "problem" && item.problem.kind !== "torn") problems++;
      yield item;
    }
  }
  const counts = log === undefined
    ? []
    : await countEvents(captures, counted(log), await readClocks(readEvents(log)));
  return {
    captures: captures.map((capture, index) => ({
      capture,
      open: isOpen(capture),
      age_ms: now.getTime() - spanOf(capture).from,
      events: counts[index] ?? null,
    })),
    problems,
    unread: log === undefined ? [] : await unreadSiblings(log),
  };
}

async function logOf(runDir: string): Promise<string | undefined> {
  try {
    return (await openSource(runDir)).log;
  } catch (error) {
    if (error instanceof ProfileError && error.verdict === "usage") return undefined;
    throw error;
  }
}
