/** Pairs rows in order when some were put in or left out: the longest common part, as for lines of text. */
import { alignLines } from "../text/line_diff.ts";
import { closeCell } from "./cell_rules.ts";
import type { ColumnPair } from "./column_plan.ts";
import type { Cursor } from "./cursor.ts";
import type { PairSink } from "./pairing.ts";
import { HeldRows } from "./held_rows.ts";

/** Rows that are held for it; beyond, rows are paired by number. */
const MOST_ROWS = 200_000;

/** True when tables of so many rows may be held. */
export function alignable(baseline: number, produced: number): boolean {
  return Math.max(baseline, produced) <= MOST_ROWS;
}

/**
 * Pairs rows in order, so that one more row does not make all others differ.
 *
 * @param pairs columns that count
 * @returns false when they are many and differ too much: then they are paired by number
 */
export async function pairAligned(
  a: Cursor,
  b: Cursor,
  pairs: readonly ColumnPair[],
  sink: PairSink,
): Promise<boolean> {
  const left = await held(a);
  const right = await held(b);
  const same = (i: number, j: number) =>
    pairs.every((pair) => {
      const [one, other] = [left.cells[pair.a], right.cells[pair.b]];
      return one !== undefined && other !== undefined && closeCell(one, i, other, j, pair.tolerance);
    });
  const rows = (store: HeldRows) => Array.from({ length: store.size }, (_, number) => ({ number, text: "" }));
  // What lies between two changes is the same: it is paired, too, so that it is counted.
  let [i, j] = [0, 0];
  const upTo = (endA: number, endB: number) => {
    const count = Math.min(endA - i, endB - j);
    if (count > 0) sink.pairs(left.cells, i, right.cells, j, count, i, j);
    [i, j] = [i + count, j + count];
  };
  const { changes, isAligned } = alignLines(rows(left), rows(right), (x, y) => same(x.number, y.number));
  for (const { baseline, produced } of changes) {
    if (baseline !== undefined && produced !== undefined) upTo(baseline.number + 1, produced.number + 1);
    else if (baseline !== undefined) {
      upTo(baseline.number, Infinity);
      sink.missing(left.cells, baseline.number, baseline.number);
      i = baseline.number + 1;
    } else if (produced !== undefined) {
      upTo(Infinity, produced.number);
      sink.extra(right.cells, produced.number, produced.number);
      j = produced.number + 1;
    }
  }
  upTo(left.size, right.size);
  return isAligned;
}

/** All rows of a side. */
async function held(cursor: Cursor): Promise<HeldRows> {
  const store = new HeldRows(cursor.columns);
  for (; await cursor.fill(); cursor.at++) {
    store.add(cursor.cells, cursor.at, cursor.row);
  }
  return store;
}
