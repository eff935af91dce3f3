/** Several plays at a glance: a line each, the ones that did not pass last, so that they are seen. */
import type { Report } from "../model/report.ts";
import { oneLine } from "../report/plain_text.ts";
import { formatDuration } from "../text/duration.ts";
import { WIDTH } from "../text/wrap.ts";

/**
 * The table, fit to the width; empty for a single play.
 *
 * @param width columns of the terminal
 */
export function profilesTable(reports: readonly Report[], width = WIDTH): string[] {
  if (reports.length < 2) return [];
  const passed = (report: Report) => report.verdict === "passed";
  const sorted = [...reports.filter(passed), ...reports.filter((report) => !passed(report))];
  const rows = [
    ["profile", "verdict", "steps", "compared", "time", "first failure"],
    ...sorted.map((report) => [
      report.profile,
      report.summary,
      `${report.counts.steps.passed}/${report.counts.steps.planned}`,
      `${report.counts.comparisons.passed}/${report.counts.comparisons.planned}`,
      formatDuration(report.duration_ms),
      firstFailure(report),
    ]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const used = widths.slice(0, -1).reduce((sum, one) => sum + one + 2, 0);
  return [
    "",
    ...rows.map((row) =>
      row.map((cell, column) =>
        column === row.length - 1
          ? oneLine(cell, Math.max(20, width - used))
          : cell.padEnd(widths[column] ?? 0)
      ).join("  ").trimEnd()
    ),
  ];
}

function firstFailure({ verdict, failed_step, steps, error, expectations, comparisons }: Report): string {
  if (verdict === "passed") return "";
  const step = steps.find(({ id }) => id === failed_step);
  if (step !== undefined && step.failures.length > 0) return `${step.id}: ${step.failures[0]}`;
  if (error !== undefined) return error.message;
  const expectation = expectations.find((one) => one.verdict !== "passed");
  if (expectation !== undefined) return expectation.message;
  const comparison = comparisons.find((one) => one.verdict === "failed" || one.verdict === "error");
  return comparison === undefined ? "" : `${comparison.target} (${comparison.method})`;
}
