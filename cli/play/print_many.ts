/** What plays print that run at the same time: a block each, whole and in order, and what did not pass at the end. */
import type { Report } from "../../lib/model/report.ts";
import { summaryLines, whyLines } from "../../lib/play/lines.ts";
import { cleanReport } from "../../lib/report/clean.ts";
import { counted } from "../../lib/text/counted.ts";
import { formatDuration } from "../../lib/text/duration.ts";
import type { Output } from "../output.ts";
import type { Context } from "../context.ts";
import { shortPaths } from "../terminal.ts";
import { coloured, viewOf } from "./print.ts";

/** A line of a play, kept until the whole is printed. */
export interface KeptLine {
  text: string;
  level: "step" | "detail";
}

/** Everything that a play printed, when it has ended. */
export interface Block {
  report: Report;
  lines: readonly KeptLine[];
}

/** Prints a block: one line for a play that passed, all of the others; `--verbose` all of all. */
export function printBlock({ report, lines }: Block, context: Context): void {
  const { out } = context;
  const { verbose, quiet } = out.options;
  const begun = "result" in report.artifacts || report.error === undefined;
  if (!begun) return printUnready(report, out);
  if (quiet) {
    if (report.verdict === "passed") return;
    for (const line of whyLines(report)) out.warn(shortPaths(`${report.profile}: ${line}`, context));
    return;
  }
  if (report.verdict === "passed" && !verbose) {
    out.lines([
      coloured(passedLine(report), out),
      ...report.notes.map((note) => `      note  ${note}`),
    ]);
    return;
  }
  const told = lines.filter(({ level }) => verbose || level === "step").map(({ text }) =>
    coloured(text, out)
  );
  const summary = summaryLines(cleanReport(report, out.shown), viewOf(context)).map((line) =>
    shortPaths(line, context)
  );
  out.lines([...told, ...summary, `${report.summary}`, ""]);
}

/** Prints a profile that could not be played. */
export function printUnready(report: Report, out: Output): void {
  const { message = "", position, remedy } = report.error ?? {};
  if (out.options.quiet) return out.warn(`${report.profile}: error: ${message}`);
  out.lines([
    coloured(`ERROR ${report.profile}  ${message}`, out),
    ...(position === undefined ? [] : [`      --> ${position}`]),
    ...(remedy === undefined ? [] : [`      ${remedy}`]),
  ]);
}

/**
 * The end of several plays: how many passed, and of each other one the verdict, why, and where its result lies.
 *
 * @param left names of those that were not played any more
 * @param how.wall ms of the whole, when it is known
 */
export function printTotals(
  reports: readonly Report[],
  left: readonly string[],
  { wall, jobs }: { wall?: number; jobs: number },
  out: Output,
): void {
  const passed = reports.filter(({ verdict }) => verdict === "passed").length;
  const what = new Set(reports.map(({ profile }) => profile)).size < reports.length ? "play" : "profile";
  const others = reports.filter(({ verdict }) => verdict !== "passed");
  const width = Math.max(0, ...others.map(({ verdict }) => verdict.length));
  const name = Math.max(0, ...others.map(({ profile }) => profile.length));
  const atOnce = jobs > 1 ? `, ${jobs} at a time` : "";
  const time = wall === undefined ? "" : `, ${formatDuration(wall)}`;
  const last = reports.at(-1);
  // A block that was printed in full ends with an empty line.
  const spaced = jobs > 1 && last !== undefined && last.verdict !== "passed" && "result" in last.artifacts;
  out.lines([
    ...(spaced ? [] : [""]),
    `${passed} of ${counted(reports.length + left.length, what)} passed${time}${atOnce}`,
    ...others.map((report) =>
      `${report.verdict.padEnd(width)}  ${report.profile.padEnd(name)}  ${reasonOf(report)}`.trimEnd()
    ),
    ...(left.length === 0 ? [] : [`not played: ${left.join(", ")}`]),
  ]);
}

function passedLine({ profile, counts, duration_ms }: Report): string {
  const { steps, comparisons } = counts;
  const compared = comparisons.ran === 0 ? "nothing compared" : counted(comparisons.passed, "comparison");
  return `ok    ${profile}  ${counted(steps.passed, "step")}, ${compared}, ${formatDuration(duration_ms)}`;
}

/** The first reason in a line, and the folder with the rest. */
function reasonOf(report: Report): string {
  const [why = ""] = whyLines({ ...report, artifacts: {} });
  const first = why.replace(/^error: /, "").split("\n")[0] ?? "";
  return [first, report.artifacts["result"]].filter((part) => part !== undefined && part !== "").join("  ");
}
