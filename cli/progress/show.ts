/** Shows what a command is at, at the foot of the terminal, where there is one that a person reads. */
import { writeSync } from "node:fs";
import process from "node:process";
import { clearInterval, setInterval } from "node:timers";
import type { OnProgress } from "../../lib/model/progress.ts";
import type { Context } from "../context.ts";
import { LiveLines } from "./live_lines.ts";
import { Activity } from "./activity.ts";
import { fitParts } from "./fit.ts";

/** How often the lines may change, ms: often enough to follow, seldom enough to read. */
const BEAT = 250;
/** What is done sooner shows nothing, ms. */
const PATIENCE = 1000;

/** What showing needs of a command. */
type Surroundings = Pick<Context, "out" | "env" | "signal">;

/** The two streams, as far as they are terminals. */
export interface Terminals {
  stdout: Terminal;
  stderr: Terminal;
}
interface Terminal {
  isTTY?: boolean;
  columns?: number;
  rows?: number;
}

/** The terminal for the lines: the one that the words for people go to, when somebody looks at it. */
function terminalFor({ out, env }: Surroundings, terminals: Terminals): Terminal | undefined {
  const { json, quiet } = out.options;
  const stream = terminals[out.peopleTo];
  const calm = json || quiet || env["TERM"] === "dumb";
  return !calm && stream.isTTY === true ? stream : undefined;
}

/** True when progress is shown at all: where it is not, nobody has to report it. */
export function showsProgress(context: Surroundings, terminals: Terminals = process): boolean {
  return terminalFor(context, terminals) !== undefined;
}

/** Lines that are being shown. */
export interface Shown {
  /** There is something new: work that lets no clock tick is drawn, too. */
  changed(): void;
  /** Leaves the terminal as it was. */
  end(): void;
}

/**
 * Shows the lines from a second on, until it is ended.
 *
 * @param lines what is to be seen now, in so many cells
 */
export function showLines(lines: (width: number) => string[], context: Surroundings): Shown {
  const { out, signal } = context;
  const terminal = terminalFor(context, process);
  if (terminal === undefined) return { changed: () => {}, end: () => {} };
  const from = Date.now() + PATIENCE;
  const size = () => ({ columns: terminal.columns || 80, rows: terminal.rows || 24 });
  const live = new LiveLines((width) => Date.now() < from ? [] : lines(width), size);
  out.showLive(live);
  let drawn = Date.now();
  const changed = () => {
    if (Date.now() - drawn < BEAT) return;
    drawn = Date.now();
    out.refreshLive();
  };
  // A little more: a clock that ticks too early must not leave a beat out.
  const beat = setInterval(changed, BEAT + 10);
  // Whoever does not wait for the end, and a crash, leave no line behind either.
  const descriptor = out.peopleTo === "stdout" ? 1 : 2;
  const hideNow = () => {
    const text = live.hide();
    if (text !== "") writeSync(descriptor, text);
  };
  let heard = signal.aborted ? 1 : 0;
  const onInterrupt = () => {
    if (heard++ === 0) return;
    process.off("SIGINT", onInterrupt);
    hideNow();
    process.kill(process.pid, "SIGINT");
  };
  // Ctrl-Z gives the terminal to the shell; the lines come back with the next beat.
  const onStop = () => {
    hideNow();
    process.kill(process.pid, "SIGSTOP");
  };
  process.on("SIGINT", onInterrupt).on("SIGTSTP", onStop).on("exit", hideNow);
  const end = () => {
    clearInterval(beat);
    process.off("SIGINT", onInterrupt).off("SIGTSTP", onStop).off("exit", hideNow);
    out.showLive(undefined);
  };
  return { changed, end };
}

/**
 * Does some work and shows what it is at.
 *
 * @param work gets whom to report to; undefined where nobody looks
 */
export async function withProgress<T>(
  context: Surroundings,
  work: (onProgress: OnProgress | undefined) => Promise<T>,
): Promise<T> {
  if (!showsProgress(context)) return await work(undefined);
  const activity = new Activity(Date.now, (text) => context.out.shown.text(text));
  const { changed, end } = showLines((width) => linesOf(activity, width), context);
  try {
    return await work((progress) => {
      activity.take(progress);
      changed();
    });
  } finally {
    end();
  }
}

function linesOf(activity: Activity, width: number): string[] {
  const line = fitParts(activity.parts(), width);
  return line === "" ? [] : [line];
}
