/** What a play prints for people around its steps: what is left out, the summary, the last line. */
import { strongest, type Verdict } from "../../lib/model/exit.ts";
import type { Report } from "../../lib/model/report.ts";
import { troubleWords } from "../../lib/model/troubles.ts";
import { partWords, type PlayPart } from "../../lib/play/holes.ts";
import { summaryLines, whyLines } from "../../lib/play/lines.ts";
import { cleanReport } from "../../lib/report/clean.ts";
import { derivedWords } from "../../lib/profiles/derived.ts";
import type { SummaryView } from "../../lib/play/summary.ts";
import type { Context } from "../context.ts";
import type { Output } from "../output.ts";
import { shortPaths, terminalWidth } from "../terminal.ts";
import type { ReadyProfile } from "./chosen.ts";

/** Nothing is left out in silence. */
export function sayPart(part: PlayPart, out: Output): void {
  const words = partWords(part);
  if (words === undefined) return;
  out.line(words);
  for (const { id, reason } of part.leftOut) out.detail(`  ${id}  ${reason}`);
}

/** The lines of a play's step, with the first word in the colour of how it went. */
export function coloured(line: string, out: Output): string {
  return line.replace(/^(?:ok|FAIL|ERROR)\b/, (word) => out.style(word, word === "ok" ? "green" : "red"));
}

/**
 * Prints the end of one play.
 *
 * @param named true when it is one of several, so that short words have to say which
 */
export function printEnd(report: Report, ready: ReadyProfile, named: boolean, context: Context): void {
  const { out } = context;
  // Cut and wrapped lines could hold a half of a secret that nobody would know any more.
  const shown = cleanReport(withoutSaid(report, ready), out.shown);
  for (const line of summaryLines(shown, viewOf(context))) {
    out.line(shortPaths(line, context));
  }
  if (out.options.quiet && report.verdict !== "passed") {
    for (const line of whyLines(report)) {
      out.warn(shortPaths(named ? `${report.profile}: ${line}` : line, context));
    }
  }
}

/** Six differences of a comparison are enough to know what it is about. */
export function viewOf(context: Context): SummaryView {
  return { most: context.out.options.verbose ? Infinity : 6, width: terminalWidth(context) };
}

/**
 * One verdict over several plays.
 *
 * @param left how many were not played any more: without them the whole is not complete
 */
export function verdictOver(reports: readonly Report[], left: number): Verdict {
  return strongest([
    ...reports.map(({ verdict }) => verdict),
    ...(left === 0 ? [] : ["incomplete" as const]),
  ]);
}

/**
 * The last line over several plays.
 *
 * @param left names of those that were not played any more
 * @param words what else there is to say
 */
export function summaryOf(
  reports: readonly Report[],
  left: readonly string[],
  verdict: string,
  words = "",
): string {
  const [only] = reports;
  if (only !== undefined && reports.length + left.length === 1 && only.verdict === verdict) {
    return only.summary;
  }
  const passed = reports.filter((report) => report.verdict === "passed");
  const embedded = reports.some((report) => report.target === "embedded") ? ", embedded" : "";
  const troubles = [...new Set(reports.flatMap(troubleWords))];
  const trouble = troubles.map((word) => `, ${word}`).join("");
  const open = left.length === 0 ? "" : `, ${left.length} not played`;
  // What was asked for in part is said in part: `steps only`, `partial`.
  const part = [
    ...new Set(passed.flatMap(({ summary }) => /\(([^)]*)\)/.exec(summary)?.[1]?.split(", ") ?? [])),
  ]
    .filter((word) => word !== "embedded" && !troubles.includes(word)).map((word) => `, ${word}`).join("");
  const what = new Set(reports.map(({ profile }) => profile)).size < reports.length ? "plays" : "profiles";
  return `${verdict} (${passed.length} of ${
    reports.length + left.length
  } ${what} passed${open}${part}${embedded}${trouble}${words})`;
}

/** The report without the notes that stand on the terminal already. */
function withoutSaid(report: Report, { loaded: { derived }, part }: ReadyProfile): Report {
  const said = [derived === undefined ? undefined : derivedWords(derived), partWords(part)];
  return { ...report, notes: report.notes.filter((note) => !said.includes(note)) };
}
