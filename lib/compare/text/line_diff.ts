/** Differences of two texts by lines: inserted and removed lines do not make the rest differ. */
import { commonRuns } from "./common_runs.ts";

/** A line with its number in its file, from 1. */
export interface NumberedLine {
  number: number;
  text: string;
}

/** One difference: a line on one side, or a pair of lines that stand for one another. */
export interface LineChange {
  baseline?: NumberedLine;
  produced?: NumberedLine;
}

/** All differences, in file order. */
export interface Alignment {
  changes: LineChange[];
  /** False when both sides are long and differ too much: then lines are paired by position. */
  isAligned: boolean;
}

/** Tells whether two lines count as the same. */
export type SameLine = (baseline: NumberedLine, produced: NumberedLine) => boolean;

const equalText: SameLine = (a, b) => a.text === b.text;

/** The differences in file order; empty when both are the same. */
export function diffLines(
  baseline: readonly NumberedLine[],
  produced: readonly NumberedLine[],
  same: SameLine = equalText,
): LineChange[] {
  return alignLines(baseline, produced, same).changes;
}

/** As {@link diffLines}, and whether it could be done. */
export function alignLines(
  baseline: readonly NumberedLine[],
  produced: readonly NumberedLine[],
  same: SameLine = equalText,
): Alignment {
  const are = (a: NumberedLine | undefined, b: NumberedLine | undefined) =>
    a !== undefined && b !== undefined && same(a, b);
  let start = 0;
  const shorter = Math.min(baseline.length, produced.length);
  while (start < shorter && are(baseline[start], produced[start])) start++;
  let end = 0;
  while (end < shorter - start && are(baseline.at(-1 - end), produced.at(-1 - end))) end++;
  const a = baseline.slice(start, baseline.length - end);
  const b = produced.slice(start, produced.length - end);
  const runs = commonRuns(a.length, b.length, (i, j) => are(a[i], b[j]));
  const changes: LineChange[] = [];
  let [fromA, fromB] = [0, 0];
  for (const { i, j, count } of [...runs ?? [], { i: a.length, j: b.length, count: 0 }]) {
    addByPosition(a.slice(fromA, i), b.slice(fromB, j), are, changes);
    [fromA, fromB] = [i + count, j + count];
  }
  return { changes, isAligned: runs !== undefined };
}

type Are = (a: NumberedLine | undefined, b: NumberedLine | undefined) => boolean;

/** Pairs lines by position; equal pairs are left out. */
function addByPosition(
  a: readonly NumberedLine[],
  b: readonly NumberedLine[],
  are: Are,
  changes: LineChange[],
): void {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const baseline = a[index];
    const produced = b[index];
    if (are(baseline, produced)) continue;
    changes.push({ ...(baseline && { baseline }), ...(produced && { produced }) });
  }
}
