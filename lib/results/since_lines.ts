/** The difference of two results for people. */
import { oneLine } from "../report/plain_text.ts";
import { counted } from "../text/counted.ts";
import { formatDuration } from "../text/duration.ts";
import { WIDTH } from "../text/wrap.ts";
import type { PastResult } from "./history.ts";
import type { Item, SinceReport, SlowerStep } from "./since.ts";

/** Lines of a group; the JSON has all. */
const MOST = 30;
const NOT_RUN = 8;

/**
 * The lines: what they compare, then each group that is not empty.
 *
 * @param width columns of the terminal
 */
export function sinceLines(
  { before, after }: { before: PastResult; after: PastResult },
  since: SinceReport,
  width = WIDTH,
): string[] {
  const head = (label: string, { name, report }: PastResult) =>
    `${label.padEnd(9)} ${name}  ${report.summary}`;
  const lines = [
    head("now", after),
    head("before", before),
    ...since.notes.map((note) => `note      ${note}`),
    ...group("new failures", since.new_failures.map(item), width),
    ...group("still failing", since.still_failing.map(item), width),
    ...group("fixed", since.fixed.map(item), width),
    ...group("no longer run", notRun(since.no_longer_run), width, since.no_longer_run.length),
    ...group("slower", since.slower.map(pace), width),
    ...group("faster", since.faster.map(pace), width),
    ...group(
      "changed values",
      since.changed.map(({ item, what, before, after }) =>
        `${item} ${what}: ${JSON.stringify(before)} -> ${JSON.stringify(after)}`
      ),
      width,
    ),
  ];
  const nothing = lines.length === 2 + since.notes.length;
  return nothing ? [...lines, "", "Nothing else is another than before"] : lines;
}

/**
 * `2 new failures, 1 fixed, 3 still failing, 1 slower`; of a play that could not go on, that comes first.
 *
 * @param verdict of the newest result
 */
export function sinceWords(since: SinceReport, verdict: string): string {
  const { new_failures, fixed, still_failing, slower, no_longer_run } = since;
  const stopped = verdict === "passed" || verdict === "differences"
    ? ""
    : no_longer_run.length === 0
    ? `${verdict}: `
    : `${verdict}: ${counted(no_longer_run.length, "check")} did not run; `;
  const failures = `${new_failures.length} new failure${new_failures.length === 1 ? "" : "s"}`;
  return `${stopped}${failures}, ${fixed.length} fixed, ${still_failing.length} still failing, ${slower.length} slower`;
}

function group(title: string, entries: string[], width: number, count = entries.length): string[] {
  if (entries.length === 0) return [];
  const more = entries.length - MOST;
  return [
    "",
    `${title} (${count})`,
    ...entries.slice(0, MOST).map((entry) => `  ${oneLine(entry, width - 2)}`),
    ...(more > 0 ? [`  and ${more} more; --json has all`] : []),
  ];
}

/** A play that stopped early leaves out nearly all: then their number says enough. */
function notRun(items: Item[]): string[] {
  if (items.length <= NOT_RUN) return items.map(item);
  const count = (kind: Item["kind"]) => items.filter((one) => one.kind === kind).length;
  const counts = (["step", "expectation", "comparison"] as const).filter((kind) => count(kind) > 0);
  return [`${counts.map((kind) => counted(count(kind), kind)).join(", ")}; --json names them`];
}

function item({ kind, name, message }: Item): string {
  return `${kind} ${name}${message === "" ? "" : `: ${message}`}`;
}

function pace({ step, before_ms, ms, factor }: SlowerStep): string {
  const times = factor >= 1 ? `${factor} times as long` : `${Math.round((1 - factor) * 100)} % less`;
  return `${step}: ${formatDuration(ms)}, was ${formatDuration(before_ms)} (${times})`;
}
