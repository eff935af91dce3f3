/** Statistics of one raster band in one pass over its blocks. */
import type { Block } from "./tiff/blocks.ts";
import { BlockSum, LONGEST_RUN, Sum } from "./sums.ts";

/** What is known of a band. A cell is valid when it is neither NaN nor the nodata value. */
export interface BandStats {
  /** Valid cells. */
  count: number;
  /** Cells that are NaN or nodata. */
  nodata: number;
  /** In the raster's unit; null when no cell is valid. */
  min: number | null;
  max: number | null;
  mean: number | null;
  /** Of the population, as GDAL computes it. */
  std: number | null;
  sum: number | null;
}

/** The cells of a block, wherever it lies in the raster. */
export type BlockCells = Omit<Block, "band">;

/** Sums up blocks of a band. Means and squares are merged block by block, so that no digits are lost. */
export class BandAccumulator {
  /** One bit a cell, by rows: 1 is not valid. */
  readonly invalid: Uint8Array;
  readonly #columns: number;
  readonly #nodata: number;
  #cells = 0;
  #count = 0;
  #min = Infinity;
  #max = -Infinity;
  readonly #mean = new Sum();
  #squares = 0;
  readonly #sum = new Sum();

  /**
   * @param columns of the raster
   * @param rows of the raster
   * @param nodata value that stands for no data, as the sample type holds it; NaN when there is none
   */
  constructor(columns: number, rows: number, nodata: number) {
    this.invalid = new Uint8Array(Math.ceil(columns * rows / 8));
    this.#columns = columns;
    this.#nodata = nodata;
  }

  /** Takes the cells of a block; no cell may come twice. */
  add({ left, top, width, height, stride, values }: BlockCells): void {
    const nodata = this.#nodata;
    const sum = new BlockSum();
    for (let row = 0; row < height; row++) {
      const [start, end] = [row * stride, row * stride + width];
      const first = (top + row) * this.#columns + left - start;
      // Cells come in long runs, with data and without: what is done with each is told apart once a run.
      for (let at = start; at < end;) {
        const begin = at;
        const stop = Math.min(end, begin + LONGEST_RUN);
        // No function tells what is valid: where it is not inlined, every number becomes an object.
        for (; at < stop; at++) {
          const value = values[at] ?? NaN;
          if (value === nodata || value !== value) break;
        }
        if (at > begin) sum.addRun(values, begin, at);
        for (; at < end; at++) {
          const value = values[at] ?? NaN;
          if (value !== nodata && value === value) break;
          const cell = first + at;
          this.invalid[cell >>> 3] = (this.invalid[cell >>> 3] ?? 0) | (1 << (cell & 7));
        }
      }
    }
    this.#cells += width * height;
    this.#min = Math.min(this.#min, sum.min);
    this.#max = Math.max(this.#max, sum.max);
    if (sum.count > 0) this.#merge(sum);
  }

  /** Chan, Golub, LeVeque: "Updating formulae and a pairwise algorithm for computing sample variances" (1979). */
  #merge({ count, shift, shifted: { value: shifted }, squares: { value: squares } }: BlockSum): void {
    const total = this.#count + count;
    const apart = shift + shifted / count - this.#mean.value;
    this.#squares += squares - (shifted * shifted) / count + (apart * apart * this.#count * count) / total;
    this.#mean.add((apart * count) / total);
    this.#sum.add(shift * count);
    this.#sum.add(shifted);
    this.#count = total;
  }

  result(): BandStats {
    const count = this.#count;
    const nodata = this.#cells - count;
    if (count === 0) return { count, nodata, min: null, max: null, mean: null, std: null, sum: null };
    const std = Math.sqrt(Math.max(0, this.#squares / count));
    return {
      count,
      nodata,
      min: this.#min,
      max: this.#max,
      mean: this.#mean.value,
      std,
      sum: this.#sum.value,
    };
  }
}

/** Cells that are valid on one side only. */
export function maskDifferences(a: Uint8Array, b: Uint8Array): number {
  let different = 0;
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    for (let bits = (a[index] ?? 0) ^ (b[index] ?? 0); bits !== 0; bits &= bits - 1) different++;
  }
  return different;
}

/**
 * How many cells can be valid on one side only, where the masks of both are known to differ, but not where.
 *
 * @param before cells that are not valid in the baseline
 * @param after as many of the produced file
 * @param cells of each
 */
export function movedCells(before: number, after: number, cells: number): [least: number, most: number] {
  // A cell that moves is one that is left and one that is taken.
  const least = before === after ? 2 : Math.abs(after - before);
  return [least, Math.min(before + after, 2 * cells - before - after)];
}
