/** The difference of two texts as `diff -u` writes it, for people, `git apply` and `patch`. */
import { diffLines, type NumberedLine } from "../compare/text/line_diff.ts";

/** Unchanged lines around each change. */
const CONTEXT = 3;

/** One line of the output. */
interface Op {
  sign: " " | "-" | "+";
  text: string;
  /** Lines of each side before it. */
  before: number;
  after: number;
}

/**
 * A unified diff; empty when both are the same.
 *
 * @param path of the file on both sides, with forward slashes
 * @example
 * ```ts
 * import { unifiedDiff } from "./unified_diff.ts";
 * unifiedDiff("a\nb\n", "a\nc\n", "x"); // "--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n"
 * ```
 */
export function unifiedDiff(before: string, after: string, path: string): string {
  if (before === after) return "";
  const ops = opsOf(linesOf(before), linesOf(after));
  const lines = [`--- a/${path}`, `+++ b/${path}`];
  for (const [from, to] of hunksOf(ops)) {
    const hunk = ops.slice(from, to);
    const count = (sign: string) => hunk.filter((op) => op.sign !== sign).length;
    const range = (start: number, length: number) => `${length === 0 ? start : start + 1},${length}`;
    const { before: left = 0, after: right = 0 } = hunk[0] ?? {};
    lines.push(`@@ -${range(left, count("+"))} +${range(right, count("-"))} @@`);
    for (const { sign, text } of hunk) {
      lines.push(`${sign}${text.replace(/\n$/, "")}`);
      if (!text.endsWith("\n")) lines.push("\\ No newline at end of file");
    }
  }
  return lines.join("\n") + "\n";
}

/** Lines with their newline, so that a missing one at the end counts. */
function linesOf(text: string): NumberedLine[] {
  return (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).map((line, index) => ({ number: index + 1, text: line }));
}

function opsOf(a: readonly NumberedLine[], b: readonly NumberedLine[]): Op[] {
  const removed = new Set<number>();
  const added = new Set<number>();
  for (const { baseline, produced } of diffLines(a, b)) {
    if (baseline !== undefined) removed.add(baseline.number);
    if (produced !== undefined) added.add(produced.number);
  }
  const ops: Op[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [left, right] = [a[i], b[j]];
    const at = { before: i, after: j };
    if (left !== undefined && removed.has(left.number)) {
      ops.push({ sign: "-", text: left.text, ...at });
      i++;
    } else if (right !== undefined && added.has(right.number)) {
      ops.push({ sign: "+", text: right.text, ...at });
      j++;
    } else {
      ops.push({ sign: " ", text: left?.text ?? right?.text ?? "", ...at });
      i++;
      j++;
    }
  }
  return ops;
}

/** Spans of ops that are shown: changes with the lines around them. */
function hunksOf(ops: readonly Op[]): [from: number, to: number][] {
  const hunks: [number, number][] = [];
  for (const [index, { sign }] of ops.entries()) {
    if (sign === " ") continue;
    const [from, to] = [Math.max(0, index - CONTEXT), Math.min(ops.length, index + CONTEXT + 1)];
    const last = hunks.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = to;
    else hunks.push([from, to]);
  }
  return hunks;
}
