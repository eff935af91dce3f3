/** Comparisons as lines for the terminal: a heading, then the differences in fixed columns. */
import type { JsonValue } from "../model/json.ts";
import type { ComparisonReport, Difference } from "../model/report.ts";
import { formatDelta, tellApart } from "./numbers.ts";

/** Longest text shown in a cell. */
const WIDEST = 34;
const HEADER = ["where", "baseline", "produced", "difference", "tolerance"];

/**
 * A comparison for people. One that passed is one line.
 *
 * @param most differences to show; the rest is counted
 * @example
 * ```text
 * failed  wepp/output/run/soil_loss.tif  raster_stats  1 difference
 *   where        baseline  produced  difference    tolerance
 *   band 1 mean  0.412     0.42436   +0.01236 (+3 %)  abs 0.005
 * ```
 */
export function explainComparison(report: ComparisonReport, most = Infinity): string[] {
  const lines = [heading(report)];
  if (report.reason !== undefined) lines.push(`  ${report.reason}`);
  const shown = report.differences.slice(0, most);
  for (const [file, differences] of byFile(shown)) {
    const indent = report.files.length > 1 && file !== undefined ? "    " : "  ";
    if (indent === "    ") lines.push(`  ${file}`);
    lines.push(...table(differences, indent));
  }
  const hidden = report.differences.length - shown.length;
  if (hidden > 0) lines.push(`  + ${hidden + report.omitted} more; all that were kept are in report.json`);
  else if (report.omitted > 0) lines.push(`  + ${report.omitted} more not listed`);
  return lines;
}

/** The lines about one file of a comparison, without heading. */
export function explainFile(report: ComparisonReport, file: string): string[] {
  return table(report.differences.filter((difference) => difference.file === file), "  ");
}

function heading({ verdict, target, method, differences, omitted, files }: ComparisonReport): string {
  const count = differences.length + omitted;
  const found = count === 0 ? [] : [`${count} difference${count === 1 ? "" : "s"}`];
  const several = files.length > 1 ? [`${files.length} files`] : [];
  return [verdict.padEnd(7), target, method, ...several, ...found].join("  ");
}

function byFile(differences: readonly Difference[]): Map<string | undefined, Difference[]> {
  const groups = new Map<string | undefined, Difference[]>();
  for (const difference of differences) {
    groups.set(difference.file, [...groups.get(difference.file) ?? [], difference]);
  }
  return groups;
}

function table(differences: readonly Difference[], indent: string): string[] {
  if (differences.length === 0) return [];
  const plain = differences.filter(isWholeFile).map((found) => `${indent}${found.message}`);
  const rows = differences.filter((found) => !isWholeFile(found)).map(row);
  if (rows.length === 0) return plain;
  const all = [HEADER, ...rows];
  const widths = HEADER.map((_, column) => Math.max(...all.map((cells) => (cells[column] ?? "").length)));
  const aligned = all.map((cells) =>
    indent + cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd()
  );
  return [...plain, ...aligned];
}

function isWholeFile({ where, kind }: Difference): boolean {
  return where === "file" && kind !== "changed";
}

function row({ kind, where, baseline, actual, tolerance }: Difference): string[] {
  const [before, after] = shownPair(baseline, actual);
  const delta = kind === "changed" && typeof baseline === "number" && typeof actual === "number"
    ? formatDelta(baseline, actual)
    : kind;
  return [where, before, after, delta, tolerance ?? ""];
}

/** Both values, cut so that the place where they part is seen. */
function shownPair(baseline: JsonValue | undefined, actual: JsonValue | undefined): [string, string] {
  if (typeof baseline === "number" && typeof actual === "number") return tellApart(baseline, actual);
  const [a, b] = [shown(baseline), shown(actual)];
  let start = 0;
  if (baseline !== undefined && actual !== undefined && Math.max(a.length, b.length) > WIDEST) {
    while (start < a.length && a[start] === b[start]) start++;
  }
  const from = start > WIDEST / 2 ? start - 8 : 0;
  return [cut(a, from), cut(b, from)];
}

function shown(value: JsonValue | undefined): string {
  return value === undefined ? "-" : JSON.stringify(value);
}

function cut(text: string, from: number): string {
  const tail = from > 0 && text.length > from ? `…${text.slice(from)}` : text;
  return tail.length <= WIDEST ? tail : `${tail.slice(0, WIDEST - 1)}…`;
}
