/** What a play prints for people around its steps: what is left out, the summary, the last line. */
import type { Report } from "../../lib/model/report.ts";
import { partWords, type PlayPart } from "../../lib/play/holes.ts";
import { summaryLines, whyLines } from "../../lib/play/lines.ts";
import { derivedWords } from "../../lib/profiles/derived.ts";
import type { Output } from "../output.ts";
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

/** Prints the end of one play. */
export function printEnd(report: Report, ready: ReadyProfile, out: Output): void {
  for (const line of summaryLines(withoutSaid(report, ready), out.options.verbose ? Infinity : 6)) {
    out.line(line);
  }
  if (out.options.quiet && report.verdict !== "passed") {
    for (const line of whyLines(report)) out.warn(line);
  }
}

/** The last line over several plays. */
export function summaryOf(reports: readonly Report[], verdict: string): string {
  const passed = reports.filter((report) => report.verdict === "passed").length;
  const embedded = reports.some((report) => report.target === "embedded") ? ", embedded" : "";
  return `${verdict} (${passed} of ${reports.length} profiles passed${embedded})`;
}

/** The report without the notes that stand on the terminal already. */
function withoutSaid(report: Report, { loaded: { derived }, part }: ReadyProfile): Report {
  const said = [derived === undefined ? undefined : derivedWords(derived), partWords(part)];
  return { ...report, notes: report.notes.filter((note) => !said.includes(note)) };
}
