/** Two tables as curves, a column each: what a plot of the differing columns is made of. */
import { closeCell, isNumeric } from "../table/cell_rules.ts";
import { type Cells, cellValue, type Table } from "../table/cells.ts";
import type { ColumnPair, ColumnPlan, ColumnRules } from "../table/column_plan.ts";
import { planColumns } from "../table/column_plan.ts";
import { rowName } from "../table/row_name.ts";
import { alignable } from "../table/align_rows.ts";
import { firstPairing, type Pairing, pairRows } from "../table/compare_tables.ts";
import { Cursor } from "../table/cursor.ts";
import type { PairSink } from "../table/pairing.ts";
import { Findings } from "../findings.ts";
import { allowance } from "../tolerance.ts";
import { ColumnCurve } from "./column_curve.ts";

/** Columns of a table that are looked at, so that memory stays bounded. */
const MOST_COLUMNS = 1000;
/** Cells that are listed. */
const MOST_CELLS = 200;

/** One column of both sides. */
export interface ColumnSample {
  pair: ColumnPair;
  curve: ColumnCurve;
  /** Cells beyond the tolerance, of them those that hold a number on both sides. */
  beyond: number;
  numbers: number;
  /** The two numbers that are furthest apart beyond the tolerance. */
  worst: readonly [baseline: number, produced: number];
}

/** A cell beyond the tolerance. */
export interface SampledCell {
  /** `hillslope 7`, or `row 12`. */
  key: string;
  column: string;
  baseline: string | number | null;
  produced: string | number | null;
}

/** Two tables of one name. */
export interface TableSample {
  columns: ColumnSample[];
  /** Rows on both sides, in the baseline only, in the produced table only. */
  paired: number;
  gone: number;
  come: number;
  keys: string[];
  /** The first cells beyond the tolerance of each stretch of rows, by rows; no more than {@link MOST_CELLS}. */
  cells: SampledCell[];
}

/**
 * Reads both tables once more, rows paired as for the comparison.
 *
 * @returns undefined where rows cannot be paired, as a key column is gone
 * @throws Error of the readers
 */
export async function sampleTables(a: Table, b: Table, rules: ColumnRules): Promise<TableSample | undefined> {
  const plan = planColumns(a, b, rules, new Findings());
  if (plan.lacksKey) return undefined;
  const pairing = firstPairing(plan, rules);
  const sample = await read(a, b, plan, pairing);
  const { paired, gone, come } = sample;
  const isUneven = pairing === "position" && gone !== come;
  return isUneven && alignable(paired + gone, paired + come) ? await read(a, b, plan, "aligned") : sample;
}

async function read(a: Table, b: Table, plan: ColumnPlan, pairing: Pairing): Promise<TableSample> {
  const sink = new SampleSink(plan);
  await pairRows(new Cursor(a, () => {}), new Cursor(b, () => {}), plan, pairing, sink);
  return sink;
}

class SampleSink implements PairSink, TableSample {
  readonly columns: ColumnSample[];
  readonly keys: string[];
  paired = 0;
  gone = 0;
  come = 0;
  readonly cells: SampledCell[] = [];
  readonly #keys: readonly ColumnPair[];

  constructor({ pairs, keys }: ColumnPlan) {
    this.keys = keys.map(({ name }) => name);
    this.#keys = keys;
    this.columns = pairs.slice(0, MOST_COLUMNS).map((pair) => ({
      ...{ pair, curve: new ColumnCurve(), beyond: 0, numbers: 0, worst: [0, 0] },
    }));
  }

  pairs(
    a: readonly Cells[],
    i: number,
    b: readonly Cells[],
    j: number,
    count: number,
    rowA: number,
  ): void {
    this.paired += count;
    const found: { row: number; cell: SampledCell }[] = [];
    for (const column of this.columns) {
      const [one, other] = [a[column.pair.a], b[column.pair.b]];
      if (one === undefined || other === undefined) continue;
      let listed = this.cells.length;
      for (let row = 0; row < count; row++) {
        if (!addCell(column, one, i + row, other, j + row) || listed++ >= MOST_CELLS) continue;
        const key = rowName(this.#keys, a, i + row, rowA + row);
        const [baseline, produced] = [cellValue(one, i + row), cellValue(other, j + row)];
        found.push({ row, cell: { key, column: column.pair.name, baseline, produced } });
      }
    }
    found.sort((x, y) => x.row - y.row);
    this.cells.push(...found.slice(0, MOST_CELLS - this.cells.length).map(({ cell }) => cell));
  }

  missing(): void {
    this.gone++;
  }

  extra(): void {
    this.come++;
  }

  moved(): void {
    // The points are in the order in which rows were paired.
  }
}

/** @returns true when the cells are beyond the tolerance */
function addCell(column: ColumnSample, one: Cells, i: number, other: Cells, j: number): boolean {
  const { tolerance } = column.pair;
  const before = isNumeric(one.kinds[i]) ? one.numbers[i] ?? NaN : NaN;
  const after = isNumeric(other.kinds[j]) ? other.numbers[j] ?? NaN : NaN;
  column.curve.add(before, after, allowance(tolerance, before));
  if (closeCell(one, i, other, j, tolerance)) return false;
  column.beyond++;
  if (Number.isNaN(before) || Number.isNaN(after)) return true;
  column.numbers++;
  const [low, high] = column.worst;
  if (Math.abs(after - before) > Math.abs(high - low)) column.worst = [before, after];
  return true;
}
