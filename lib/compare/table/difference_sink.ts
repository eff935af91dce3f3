/** Compares pairs of rows cell by cell, lists the first differences in the order of the rows, and sums up all. */
import type { JsonObject } from "../../model/json.ts";
import type { Findings } from "../findings.ts";
import { formatDelta } from "../numbers.ts";
import { within } from "../tolerance.ts";
import { closeCell, distance } from "./cell_rules.ts";
import { type Cells, cellValue, NUMBER } from "./cells.ts";
import type { ColumnPair, ColumnPlan } from "./column_plan.ts";
import type { PairSink } from "./pairing.ts";
import { rowName } from "./row_name.ts";

/** Cells and rows of a table that are listed; the rest is counted. */
const LISTED_CELLS = 30;
const LISTED_ROWS = 10;
/** Cells that are shown of a row. */
const SHOWN_CELLS = 12;

/** What was found in one column. */
export interface ColumnDifferences {
  beyond: number;
  within: number;
  /** Largest distance of two numbers. */
  most: number;
}

/** The cell that lies furthest from its baseline, by its size. */
export interface Worst {
  where: string;
  baseline: string | number | null;
  produced: string | number | null;
  distance: number;
}

/** A cell beyond its tolerance, before it is told. */
interface Found {
  k: number;
  pair: ColumnPair;
}

export class DifferenceSink implements PairSink {
  readonly #plan: ColumnPlan;
  readonly #findings: Findings;
  readonly #place: string;
  #listedCells = 0;
  #listedMissing = 0;
  #listedExtra = 0;
  readonly columns = new Map<string, ColumnDifferences>();
  pairsCount = 0;
  missingCount = 0;
  extraCount = 0;
  beyond = 0;
  worst: Worst | undefined;
  /** Baseline and produced number of the first row out of order, from 0. */
  firstMoved: [number, number] | undefined;

  /** @param place what stands before every `where`: `table 2 `, or nothing */
  constructor(plan: ColumnPlan, findings: Findings, place: string) {
    this.#plan = plan;
    this.#findings = findings;
    this.#place = place;
    for (const { name } of plan.pairs) this.columns.set(name, { beyond: 0, within: 0, most: 0 });
  }

  pairs(
    a: readonly Cells[],
    i: number,
    b: readonly Cells[],
    j: number,
    count: number,
    rowA: number,
    rowB: number,
  ): void {
    this.pairsCount += count;
    const found: Found[] = [];
    for (const pair of this.#plan.pairs) {
      const [one, other] = [a[pair.a], b[pair.b]];
      const sums = this.columns.get(pair.name);
      if (one === undefined || other === undefined || sums === undefined) continue;
      this.#column(pair, one, i, other, j, count, sums, found, a, rowA);
    }
    if (found.length === 0) return;
    found.sort((x, y) => x.k - y.k || x.pair.a - y.pair.a);
    for (const { k, pair } of found) {
      if (this.#listedCells >= LISTED_CELLS) break;
      this.#listedCells++;
      const [one, other] = [a[pair.a], b[pair.b]];
      if (one === undefined || other === undefined) continue;
      const [before, after] = [cellValue(one, i + k), cellValue(other, j + k)];
      const where = `${this.#place}${pair.name} at ${this.#rowName(a, i + k, rowA + k)}` +
        (rowA === rowB || this.#plan.keys.length > 0 ? "" : ` (produced: row ${rowB + k + 1})`);
      const isNumbers = typeof before === "number" && typeof after === "number";
      const message = isNumbers ? formatDelta(before, after) : "The cell is another";
      this.#findings.changed(where, before, after, message, pair.rule);
    }
  }

  /** Compares a stretch of one column. */
  #column(
    pair: ColumnPair,
    one: Cells,
    i: number,
    other: Cells,
    j: number,
    count: number,
    sums: ColumnDifferences,
    found: Found[],
    row: readonly Cells[],
    rowA: number,
  ): void {
    const [kindsA, kindsB, numbersA, numbersB] = [one.kinds, other.kinds, one.numbers, other.numbers];
    const { tolerance } = pair;
    let listed = 0;
    for (let k = 0; k < count; k++) {
      if (kindsA[i + k] === NUMBER && kindsB[j + k] === NUMBER) {
        const x = numbersA[i + k] ?? NaN;
        const y = numbersB[j + k] ?? NaN;
        if (x === y || (x !== x && y !== y)) continue;
        const apart = Math.abs(y - x);
        if (apart > sums.most) sums.most = apart;
        if (within(x, y, tolerance)) {
          sums.within++;
          continue;
        }
      } else if (kindsA[i + k] === 0 && kindsB[j + k] === 0) continue;
      else if (closeCell(one, i + k, other, j + k, tolerance)) continue;
      sums.beyond++;
      this.beyond++;
      if (listed++ < LISTED_CELLS - this.#listedCells) found.push({ k, pair });
      else this.#findings.count("changed");
      const far = distance(one, i + k, other, j + k);
      if (this.worst === undefined || far > this.worst.distance) {
        this.worst = {
          where: `${pair.name} at ${this.#rowName(row, i + k, rowA + k)}`,
          baseline: cellValue(one, i + k),
          produced: cellValue(other, j + k),
          distance: far,
        };
      }
    }
  }

  missing(cells: readonly Cells[], at: number, row: number): void {
    this.missingCount++;
    if (this.#listedMissing++ >= LISTED_ROWS) this.#findings.count("missing");
    else {this.#findings.missing(
        this.#place + this.#rowName(cells, at, row),
        this.#shown(cells, at, "a"),
        "The row is gone",
      );}
  }

  extra(cells: readonly Cells[], at: number, row: number): void {
    this.extraCount++;
    if (this.#listedExtra++ >= LISTED_ROWS) this.#findings.count("extra");
    else {this.#findings.extra(
        this.#place + this.#rowName(cells, at, row, "b"),
        this.#shown(cells, at, "b"),
        "The row is new",
      );}
  }

  moved(rowA: number, rowB: number): void {
    this.firstMoved ??= [rowA, rowB];
  }

  #rowName(cells: readonly Cells[], at: number, row: number, side: "a" | "b" = "a"): string {
    return rowName(this.#plan.keys, cells, at, row, side);
  }

  #shown(cells: readonly Cells[], at: number, side: "a" | "b"): JsonObject {
    return Object.fromEntries(
      this.#plan.pairs.slice(0, SHOWN_CELLS).map((pair) => {
        const column = cells[pair[side]];
        return [pair.name, column === undefined ? null : cellValue(column, at)];
      }),
    );
  }
}
