/** Two rasters cell by cell: how far they are apart, where, and which cells have data on one side only. */
import { FLOAT32, type Tolerance, within } from "../tolerance.ts";
import type { RowPair } from "./rows.ts";

/** A cell whose number moved beyond the tolerance, or that has data on one side only. */
export interface Cell {
  /** From 0. */
  row: number;
  column: number;
  /** NaN where it has no data. */
  baseline: number;
  produced: number;
}

/** What was found in one band. */
export interface PixelStats {
  /** Cells with data on both sides. */
  count: number;
  /** Cells beyond the tolerance among them. */
  beyond: number;
  /** Cells with data in the baseline only, and in the produced file only. */
  lost: number;
  gained: number;
  /** Largest absolute error and where; null when no cell has data on both sides. */
  maxError: number;
  worst: Cell | null;
  meanError: number;
  /** Root of the mean squared error. */
  rmse: number;
}

/** Adds up rows of one band. */
export class PixelAccumulator {
  readonly #columns: number;
  readonly #tolerance: Tolerance;
  readonly #nodata: readonly [a: number, b: number];
  readonly #onCell: (cell: Cell) => void;
  #count = 0;
  #beyond = 0;
  #lost = 0;
  #gained = 0;
  #maxError = 0;
  #worst: Cell | null = null;
  #sum = 0;
  #squares = 0;

  /**
   * @param columns of both rasters
   * @param nodata of baseline and produced, NaN when there is none
   * @param onCell gets every cell that is beyond the tolerance or has data on one side only, by rows
   */
  constructor(
    columns: number,
    tolerance: Tolerance,
    nodata: readonly [a: number, b: number],
    onCell: (cell: Cell) => void,
  ) {
    this.#columns = columns;
    this.#tolerance = tolerance;
    this.#nodata = nodata;
    this.#onCell = onCell;
  }

  add({ top, a, b }: RowPair): void {
    const [none, empty] = this.#nodata;
    let count = 0;
    let sum = 0;
    let squares = 0;
    const spacing = a instanceof Float32Array || b instanceof Float32Array ? FLOAT32 : undefined;
    for (let at = 0; at < a.length; at++) {
      const [before, after] = [a[at] ?? NaN, b[at] ?? NaN];
      const hasBefore = before === before && before !== none;
      const hasAfter = after === after && after !== empty;
      if (!hasBefore || !hasAfter) {
        if (hasBefore !== hasAfter) this.#oneSided(top, at, hasBefore ? before : NaN, hasAfter ? after : NaN);
        continue;
      }
      count++;
      if (before === after) continue;
      const error = Math.abs(after - before);
      sum += error;
      squares += error * error;
      if (error > this.#maxError || this.#worst === null) {
        this.#maxError = error;
        this.#worst = this.#cell(top, at, before, after);
      }
      if (within(before, after, this.#tolerance, spacing)) continue;
      this.#beyond++;
      this.#onCell(this.#cell(top, at, before, after));
    }
    this.#count += count;
    this.#sum += sum;
    this.#squares += squares;
  }

  result(): PixelStats {
    const count = Math.max(1, this.#count);
    return {
      count: this.#count,
      beyond: this.#beyond,
      lost: this.#lost,
      gained: this.#gained,
      maxError: this.#maxError,
      worst: this.#worst,
      meanError: this.#sum / count,
      rmse: Math.sqrt(this.#squares / count),
    };
  }

  #oneSided(top: number, at: number, baseline: number, produced: number): void {
    if (Number.isNaN(produced)) this.#lost++;
    else this.#gained++;
    this.#onCell(this.#cell(top, at, baseline, produced));
  }

  #cell(top: number, at: number, baseline: number, produced: number): Cell {
    return {
      row: top + Math.floor(at / this.#columns),
      column: at % this.#columns,
      baseline,
      produced,
    };
  }
}
