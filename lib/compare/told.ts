/** What did not match, told apart: comparisons that differ, and those that could not be made at all. */
import type { ComparisonReport } from "../model/report.ts";

/** Longest reason in one line, characters. */
const REASON = 300;

/** One comparison that did not pass: `out/a.tif differs (raster_stats)`, or why it could not be compared. */
export function notMatchedWords(
  { target, method, verdict, reason }: Pick<ComparisonReport, "target" | "method" | "verdict" | "reason">,
  name = target,
): string {
  if (verdict !== "error") return `${name} differs (${method})`;
  return `${name} could not be compared (${method})${
    reason === undefined ? "" : `: ${reason.slice(0, REASON)}`
  }`;
}

/** `2 differ, 1 could not be compared`; none of what there is none. */
export function notMatchedCounts(comparisons: readonly Pick<ComparisonReport, "verdict">[]): string[] {
  const count = (verdict: string) => comparisons.filter((one) => one.verdict === verdict).length;
  const [differ, errors] = [count("failed"), count("error")];
  return [
    ...(differ === 0 ? [] : [`${differ} differ`]),
    ...(errors === 0 ? [] : [`${errors} could not be compared`]),
  ];
}
