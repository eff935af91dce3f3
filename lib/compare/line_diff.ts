/** Differences of two texts by lines: inserted and removed lines do not make the rest differ. */

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

/** Cells of the table up to which the smallest set of changes is looked for; beyond, lines are paired by position. */
const TABLE_LIMIT = 4_000_000;

/** Tells whether two lines count as the same. */
export type SameLine = (baseline: NumberedLine, produced: NumberedLine) => boolean;

const equalText: SameLine = (a, b) => a.text === b.text;

/** The differences in file order; empty when both are the same. */
export function diffLines(
  baseline: readonly NumberedLine[],
  produced: readonly NumberedLine[],
  same: SameLine = equalText,
): LineChange[] {
  const are = (a: NumberedLine | undefined, b: NumberedLine | undefined) =>
    a !== undefined && b !== undefined && same(a, b);
  let start = 0;
  const shorter = Math.min(baseline.length, produced.length);
  while (start < shorter && are(baseline[start], produced[start])) start++;
  let end = 0;
  while (end < shorter - start && are(baseline.at(-1 - end), produced.at(-1 - end))) end++;
  const a = baseline.slice(start, baseline.length - end);
  const b = produced.slice(start, produced.length - end);
  return (a.length + 1) * (b.length + 1) > TABLE_LIMIT ? byPosition(a, b, are) : bySubsequence(a, b, are);
}

type Are = (a: NumberedLine | undefined, b: NumberedLine | undefined) => boolean;

/** Pairs lines by position; equal pairs are left out. */
function byPosition(a: readonly NumberedLine[], b: readonly NumberedLine[], are: Are): LineChange[] {
  const changes: LineChange[] = [];
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const baseline = a[index];
    const produced = b[index];
    if (are(baseline, produced)) continue;
    changes.push({ ...(baseline && { baseline }), ...(produced && { produced }) });
  }
  return changes;
}

/** Keeps the longest common subsequence and pairs what is left between its members. */
function bySubsequence(a: readonly NumberedLine[], b: readonly NumberedLine[], are: Are): LineChange[] {
  const width = b.length + 1;
  const length = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const at = i * width + j;
      length[at] = are(a[i], b[j])
        ? (length[at + width + 1] ?? 0) + 1
        : Math.max(length[at + width] ?? 0, length[at + 1] ?? 0);
    }
  }
  const changes: LineChange[] = [];
  let [i, j, fromA, fromB] = [0, 0, 0, 0];
  const flush = () => changes.push(...byPosition(a.slice(fromA, i), b.slice(fromB, j), are));
  while (i < a.length && j < b.length) {
    if (are(a[i], b[j])) {
      flush();
      [fromA, fromB] = [++i, ++j];
    } else if ((length[(i + 1) * width + j] ?? 0) >= (length[i * width + j + 1] ?? 0)) i++;
    else j++;
  }
  [i, j] = [a.length, b.length];
  flush();
  return changes;
}
