/** Two rasters as a few dots: whatever their size, a picture has no more, and no cell that differs is lost. */
import { PixelAccumulator, type PixelStats } from "../raster/pixels.ts";
import type { RowPair } from "../raster/rows.ts";
import type { Samples } from "../raster/tiff/samples.ts";
import { EXACT } from "../tolerance.ts";

/** What is known of the cells with data of one side; NaN where there are none. */
export interface SideStats {
  min: number;
  mean: number;
  max: number;
}

/** One band of both sides. */
export interface RasterSample {
  /** Dots across and down. */
  columns: number;
  rows: number;
  /** One number a dot, by rows; NaN is no data. */
  a: Float64Array;
  b: Float64Array;
  /** Which cell of the raster was taken for each dot, counted by rows from 0; -1 where none has data. */
  cells: Int32Array;
  /** Of all cells, not of the dots only. */
  stats: PixelStats;
  sides: [SideStats, SideStats];
}

/** Both rasters have this size in cells, and these nodata values (NaN: none). */
export interface Extent {
  width: number;
  height: number;
  nodata: readonly [a: number, b: number];
}

/**
 * Takes one cell for each dot: the one that differs most, a cell with data on one side only before all others.
 *
 * @param pairs rows of both sides from the top, which are read once
 * @param side most dots across and down
 */
export async function sampleRaster(
  pairs: AsyncIterable<RowPair>,
  extent: Extent,
  side: number,
): Promise<RasterSample> {
  const sampler = new Sampler(extent, side);
  const all = new PixelAccumulator(extent.width, EXACT, extent.nodata, () => {});
  for await (const pair of pairs) {
    sampler.add(pair);
    all.add(pair);
  }
  return { ...sampler.result(), stats: all.result() };
}

class Sampler {
  readonly #columns: number;
  readonly #rows: number;
  readonly #dotOfColumn: Int32Array;
  readonly #a: Float64Array;
  readonly #b: Float64Array;
  readonly #cells: Int32Array;
  /** How far apart the cell is that was taken for each dot; -1 when none has data. */
  readonly #apart: Float64Array;
  readonly #sides: [SideSum, SideSum] = [new SideSum(), new SideSum()];

  constructor(private readonly extent: Extent, side: number) {
    const { width, height } = extent;
    const scale = Math.min(1, side / Math.max(width, height));
    const columns = this.#columns = Math.max(1, Math.round(width * scale));
    this.#rows = Math.max(1, Math.round(height * scale));
    this.#dotOfColumn = Int32Array.from({ length: width }, (_, x) => Math.floor((x * columns) / width));
    const dots = columns * this.#rows;
    this.#a = new Float64Array(dots).fill(NaN);
    this.#b = new Float64Array(dots).fill(NaN);
    this.#cells = new Int32Array(dots).fill(-1);
    this.#apart = new Float64Array(dots).fill(-1);
  }

  add({ top, height, a, b }: RowPair): void {
    const { width } = this.extent;
    for (let row = 0; row < height; row++) {
      const first = Math.floor(((top + row) * this.#rows) / this.extent.height) * this.#columns;
      this.#addRow(
        first,
        (top + row) * width,
        a.subarray(row * width, (row + 1) * width),
        b.subarray(row * width, (row + 1) * width),
      );
    }
  }

  /** @param first,begin first dot and first cell of the row */
  #addRow(first: number, begin: number, a: Samples, b: Samples): void {
    const [none, empty] = this.extent.nodata;
    const [dots, taken] = [this.#dotOfColumn, this.#apart];
    const [one, other] = [new SideSum(), new SideSum()];
    for (let column = 0; column < a.length; column++) {
      const before = a[column] ?? NaN;
      const after = b[column] ?? NaN;
      const hasBefore = before === before && before !== none;
      const hasAfter = after === after && after !== empty;
      if (hasBefore) one.add(before);
      if (hasAfter) other.add(after);
      if (!hasBefore && !hasAfter) continue;
      const apart = hasBefore !== hasAfter ? Infinity : before === after ? 0 : Math.abs(after - before);
      const dot = first + (dots[column] ?? 0);
      if (apart <= (taken[dot] ?? 0)) continue;
      taken[dot] = apart;
      this.#cells[dot] = begin + column;
      this.#a[dot] = hasBefore ? before : NaN;
      this.#b[dot] = hasAfter ? after : NaN;
    }
    this.#sides[0].merge(one);
    this.#sides[1].merge(other);
  }

  result(): Omit<RasterSample, "stats"> {
    const [first, second] = this.#sides;
    return {
      ...{ columns: this.#columns, rows: this.#rows, a: this.#a, b: this.#b, cells: this.#cells },
      sides: [first.result(), second.result()],
    };
  }
}

/** Sums of numbers; of each row apart, as that is quick and loses fewer digits. */
class SideSum {
  count = 0;
  sum = 0;
  min = Infinity;
  max = -Infinity;

  add(value: number): void {
    this.count++;
    this.sum += value;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
  }

  merge({ count, sum, min, max }: SideSum): void {
    this.count += count;
    this.sum += sum;
    this.min = Math.min(this.min, min);
    this.max = Math.max(this.max, max);
  }

  result(): SideStats {
    if (this.count === 0) return { min: NaN, mean: NaN, max: NaN };
    return { min: this.min, mean: this.sum / this.count, max: this.max };
  }
}
