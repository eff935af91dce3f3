/** Plays what was chosen, some at a time; nothing of one play stops or mixes with another. */
import type { Progress } from "../../lib/model/progress.ts";
import type { ShardInfo } from "../../lib/model/report.ts";
import type { Report } from "../../lib/model/report.ts";
import type { PlayOptions } from "../../lib/play/options.ts";
import { notPlayed } from "../../lib/report/not_played.ts";
import { cameToItsEnd } from "../../lib/play/settle.ts";
import { play } from "../../lib/play/play.ts";
import type { Context } from "../context.ts";
import { isPlayable, type ReadyProfile, type Unready } from "./chosen.ts";
import { shortPaths } from "../terminal.ts";
import { showLines, showsProgress } from "../progress/show.ts";
import { LivePlays } from "./live.ts";
import { coloured, printEnd } from "./print.ts";
import { type Block, type KeptLine, printBlock, printUnready } from "./print_many.ts";
import { printBrief } from "./repeat.ts";
import { InOrder, runTasks } from "./schedule.ts";

/** How they are played. */
export interface RunOptions {
  /** How many at a time. */
  jobs: number;
  /** After so many that did not pass no further play starts. */
  maxFailures: number;
  shard: ShardInfo | undefined;
  /** One line for a play that came to its end: it is one of many of the same profile. */
  brief: boolean;
  /** Options of one play, without what is its own. */
  optionsOf(one: ReadyProfile): Shared;
}
type Shared = Omit<PlayOptions, "loaded" | "part" | "baseUrl" | "invocation" | "progress">;

/**
 * Plays them all.
 *
 * @returns a report for each, undefined for those that did not start any more
 */
export async function runAll(
  all: readonly (ReadyProfile | Unready)[],
  options: RunOptions,
  context: Context,
): Promise<(Report | undefined)[]> {
  const { out, signal } = context;
  const single = all.length === 1;
  const invocation = all.map((one) => isPlayable(one) ? one.loaded.profile.metadata.slug : one.key);
  const live = new LivePlays(all.length, Date.now, (text) => out.shown.text(text));
  const listens = showsProgress(context);
  const shown = showLines((width) => live.lines(width), context);
  const blocks = new InOrder<() => void>((print) => print());
  let failures = 0;
  const one = async (ready: ReadyProfile, index: number): Promise<Report> => {
    const streams = options.jobs === 1 && !options.brief;
    const kept: KeptLine[] = [];
    const progress: PlayOptions["progress"] = streams
      ? (text, level) => {
        const line = shortPaths(text, context);
        if (level === "step") out.line(coloured(line, out));
        else out.detail(line);
      }
      : (text, level) => void kept.push({ text: shortPaths(text, context), level });
    const { loaded, part, target: baseUrl } = ready;
    const report = await playSafely(ready, single, async () => {
      const shared = options.optionsOf(ready);
      live.begin(ready.key);
      const { shard } = options;
      const onProgress = (at: Progress) => {
        live.take(ready.key, at);
        shown.changed();
      };
      const extra = {
        ...(listens ? { onProgress } : {}),
        ...(shard === undefined ? {} : { shard }),
      };
      return await play({ ...shared, ...extra, loaded, part, baseUrl, invocation, progress });
    }, context);
    live.end(ready.key);
    const block: Block = { report, lines: kept };
    blocks.take(
      index,
      () => {
        if (streams) printEnd(report, ready, !single, context);
        else if (options.brief && cameToItsEnd(report)) printBrief(report, out);
        else printBlock(block, context);
      },
    );
    return report;
  };
  try {
    const tasks = all.map((item, index) => async () => {
      const report = isPlayable(item) ? await one(item, index) : item.report;
      if (!isPlayable(item)) {
        live.begin(item.key);
        live.end(item.key);
        blocks.take(index, () => printUnready(report, out));
      }
      if (report.verdict !== "passed") failures++;
      return report;
    });
    return await runTasks(tasks, options.jobs, () => !signal.aborted && failures < options.maxFailures);
  } finally {
    blocks.flush();
    shown.end();
  }
}

/** What stops one of several plays is its report; the others go on. */
async function playSafely(
  { key, loaded, target }: ReadyProfile,
  single: boolean,
  work: () => Promise<Report>,
  { dataRoot }: Context,
): Promise<Report> {
  try {
    return await work();
  } catch (error) {
    if (single) throw error;
    return notPlayed(
      { profile: key, dataRoot: await dataRoot(), file: loaded.file, target, at: Date.now() },
      error,
    );
  }
}
