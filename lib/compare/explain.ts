/** Comparisons as lines for the terminal: a heading, then the differences in columns that fit its width. */
import type { ComparisonReport, Difference } from "../model/report.ts";
import { counted } from "../text/counted.ts";
import { printable, wrapWords } from "../text/wrap.ts";
import { differenceTable } from "./difference_table.ts";

const KINDS = ["missing", "extra", "changed"] as const;

/**
 * A comparison for people. One that passed is one line.
 *
 * @param most differences to show; the rest is counted
 * @param width columns of the terminal
 * @example
 * ```text
 * failed  wepp/output/run/soil_loss.tif  raster_stats  1 changed
 *   where        baseline  produced  difference    tolerance
 *   band 1 mean  0.412     0.42436   +0.01236 (+3 %)  abs 0.005
 * ```
 */
export function explainComparison(report: ComparisonReport, most = Infinity, width = Infinity): string[] {
  const lines = [heading(report)];
  for (const text of [report.reason ?? [], report.notes].flat()) lines.push(...fitted(text, "  ", width));
  const shown = report.differences.slice(0, most);
  for (const [file, differences] of byFile(shown)) {
    const indent = report.files.length > 1 && file !== undefined ? "    " : "  ";
    if (indent === "    " && file !== undefined) lines.push(`  ${printable(file)}`);
    lines.push(...table(differences, indent, width));
  }
  const hidden = report.differences.length - shown.length;
  if (hidden > 0) lines.push(`  + ${hidden + report.omitted} more; all that were kept are in report.json`);
  else if (report.omitted > 0) lines.push(`  + ${report.omitted} more not listed`);
  lines.push(...report.artifacts.filter(isPicture).map((path) => `  picture  ${path}`));
  return lines;
}

/** The lines about one file of a comparison, without heading. */
export function explainFile(report: ComparisonReport, file: string, width = Infinity): string[] {
  return table(report.differences.filter((difference) => difference.file === file), "  ", width);
}

/** Names of the pictures of one file, told from the result folder. */
export function picturesOfFile({ artifacts }: ComparisonReport, file: string): string[] {
  return artifacts.filter(isPicture).filter((name) => {
    const at = name.indexOf(`/${file}.`);
    return at > 0 && !name.includes("/", at + file.length + 1);
  });
}

/** True for a picture, false for a view: that is for the pages of a report. */
function isPicture(artifact: string): boolean {
  return artifact.endsWith(".png");
}

/** True when something was drawn of any of them. */
export function hasPictures(comparisons: readonly ComparisonReport[]): boolean {
  return comparisons.some(({ artifacts }) => artifacts.some(isPicture));
}

function heading(report: ComparisonReport): string {
  const { verdict, target, method, files } = report;
  const found = countWords(report);
  const several = files.length > 1 ? [`${files.length} files`] : [];
  const parts = [verdict.padEnd(7), printable(target), method, ...several, ...found];
  return parts.join("  ");
}

/** `3 missing, 12 changed`. */
function countWords({ counts, differences, omitted }: ComparisonReport): string[] {
  const told = KINDS.flatMap((kind) => counts[kind] === 0 ? [] : [`${counts[kind]} ${kind}`]);
  if (told.length > 0) return [told.join(", ")];
  // An older result has no counts.
  const all = differences.length + omitted;
  return all === 0 ? [] : [counted(all, "difference")];
}

function byFile(differences: readonly Difference[]): Map<string | undefined, Difference[]> {
  const groups = new Map<string | undefined, Difference[]>();
  for (const difference of differences) {
    groups.set(difference.file, [...groups.get(difference.file) ?? [], difference]);
  }
  return groups;
}

function table(differences: readonly Difference[], indent: string, width: number): string[] {
  const [plain, rows] = [differences.filter(isWholeFile), differences.filter((one) => !isWholeFile(one))];
  return [
    ...plain.flatMap(({ message }) => fitted(message, indent, width)),
    ...(rows.length === 0 ? [] : differenceTable(rows, indent, width)),
  ];
}

function isWholeFile({ where, kind }: Difference): boolean {
  return where === "file" && kind !== "changed";
}

/** A sentence in lines of the width. */
function fitted(text: string, indent: string, width: number): string[] {
  return wrapWords(text.replace(/[\t\r\n]+/g, " "), Math.max(20, width - indent.length)).map((line) =>
    indent + line
  );
}
