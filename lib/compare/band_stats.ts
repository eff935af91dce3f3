/** Statistics of one raster band in one pass over its blocks. */

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

/** Values of a block, in row order. */
export type BlockValues = ArrayLike<number>;

/** Sums up blocks of a band. Means and squares are merged block by block, so that no digits are lost. */
export class BandAccumulator {
  /** One bit a cell in the order of the blocks: 1 is valid. */
  readonly mask: Uint8Array;
  readonly #nodata: number;
  #cells = 0;
  #count = 0;
  #min = Infinity;
  #max = -Infinity;
  #mean = 0;
  #squares = 0;
  #sum = 0;

  /**
   * @param cells cells of the whole band
   * @param nodata value that stands for no data, as the sample type holds it; NaN when there is none
   */
  constructor(cells: number, nodata: number) {
    this.mask = new Uint8Array(Math.ceil(cells / 8));
    this.#nodata = nodata;
  }

  add(values: BlockValues): void {
    const { mask } = this;
    const nodata = this.#nodata;
    let count = 0;
    let [sum, shift, shifted, squares] = [0, 0, 0, 0];
    let [min, max] = [this.#min, this.#max];
    const first = this.#cells;
    for (let index = 0; index < values.length; index++) {
      const value = values[index] ?? NaN;
      if (Number.isNaN(value) || value === nodata) continue;
      const cell = first + index;
      mask[cell >>> 3] = (mask[cell >>> 3] ?? 0) | (1 << (cell & 7));
      if (count === 0) shift = value;
      count++;
      sum += value;
      const part = value - shift;
      shifted += part;
      squares += part * part;
      if (value < min) min = value;
      if (value > max) max = value;
    }
    this.#cells += values.length;
    if (count === 0) return;
    [this.#min, this.#max] = [min, max];
    this.#sum += sum;
    const mean = shift + shifted / count;
    const total = this.#count + count;
    const apart = mean - this.#mean;
    this.#squares += squares - (shifted * shifted) / count + (apart * apart * this.#count * count) / total;
    this.#mean += (apart * count) / total;
    this.#count = total;
  }

  result(): BandStats {
    const count = this.#count;
    const nodata = this.#cells - count;
    if (count === 0) return { count, nodata, min: null, max: null, mean: null, std: null, sum: null };
    const std = Math.sqrt(Math.max(0, this.#squares / count));
    return { count, nodata, min: this.#min, max: this.#max, mean: this.#mean, std, sum: this.#sum };
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
