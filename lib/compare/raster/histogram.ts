/**
 * How the numbers of one raster band are distributed, in one pass and bounded memory: counts by the highest bits of
 * the number as a 32-bit float, so that every bin has the same relative width.
 */
import type { BlockCells } from "./band_stats.ts";
import type { Steps } from "./steps.ts";

/** How far a quantile may lie nearer to 0 than it is, as a share of it: a bin, where one band is counted. */
export const QUANTILE_ERROR = 2 ** -13;

/** Bits of one band's bins: sign, exponent (8) and 13 of the fraction. */
const MOST_BITS = 22;
const FEWEST_BITS = 12;
/** Counters are made by pages, so that only numbers that occur take memory. */
const PAGE_BITS = 10;

/** The quantiles that are told, by name: the smallest number that so large a share of the cells does not exceed. */
export const QUANTILES = {
  q1: 0.01,
  q5: 0.05,
  q10: 0.1,
  q25: 0.25,
  q50: 0.5,
  q75: 0.75,
  q90: 0.9,
  q95: 0.95,
  q99: 0.99,
} as const;
export type QuantileName = keyof typeof QUANTILES;

/** How the numbers of a band are distributed. */
export interface Distribution {
  /** In the raster's unit; null when no cell is valid. */
  quantiles: Record<QuantileName, number | null>;
  /** All valid cells; undefined in a summary that an earlier version made. */
  steps?: Steps | undefined;
}

export class Histogram {
  readonly #shift: number;
  readonly #pages: (Uint32Array | undefined)[];
  readonly #nodata: number;
  #count = 0;

  /**
   * @param nodata value that stands for no data, as the sample type holds it; NaN when there is none
   * @param bands that are counted at the same time: the bins of many are wider, twice for each doubling
   */
  constructor(nodata: number, bands: number) {
    const bits = Math.max(FEWEST_BITS, MOST_BITS - Math.ceil(Math.log2(bands)));
    this.#shift = 32 - bits;
    this.#pages = new Array(1 << (bits - PAGE_BITS)).fill(undefined);
    this.#nodata = nodata;
  }

  /** Takes the cells of a block; no cell may come twice. */
  add({ width, height, stride, values }: BlockCells): void {
    const nodata = this.#nodata;
    const shift = this.#shift;
    const number = new Float32Array(1);
    const pattern = new Uint32Array(number.buffer);
    const mask = (1 << PAGE_BITS) - 1;
    let count = 0;
    for (let row = 0; row < height; row++) {
      const end = row * stride + width;
      for (let at = row * stride; at < end; at++) {
        const value = values[at] ?? NaN;
        if (value === nodata || value !== value) continue;
        // 0 of -0.
        number[0] = value + 0;
        const bin = (pattern[0] ?? 0) >>> shift;
        const page = this.#pages[bin >>> PAGE_BITS] ?? this.#newPage(bin >>> PAGE_BITS);
        const place = bin & mask;
        page[place] = (page[place] ?? 0) + 1;
        count++;
      }
    }
    this.#count += count;
  }

  #newPage(index: number): Uint32Array {
    const page = new Uint32Array(1 << PAGE_BITS);
    this.#pages[index] = page;
    return page;
  }

  /**
   * The distribution, with {@link QUANTILE_ERROR}: integers up to 16384 and other numbers of up to 13 bits are exact.
   *
   * @param min smallest valid number of the band: no quantile lies below it
   * @param max largest valid number
   */
  distribution(min: number | null, max: number | null): Distribution {
    const steps = this.#steps(min ?? NaN, max ?? NaN);
    const names = Object.keys(QUANTILES) as QuantileName[];
    const numbers = min === null || max === null
      ? []
      : numbersAt(Object.values(QUANTILES), steps, this.#count);
    const quantiles = Object.fromEntries(names.map((name, index) => [name, numbers[index] ?? null]));
    return { quantiles: quantiles as Distribution["quantiles"], steps };
  }

  /** A step a bin. */
  #steps(min: number, max: number): Steps {
    let length = 0;
    for (const _ of this.#bins()) length++;
    const [numbers, counts] = [new Float64Array(length), new Float64Array(length)];
    let at = 0;
    for (const [bin, count] of this.#bins()) {
      numbers[at] = Math.min(max, Math.max(min, numberOf(bin << this.#shift >>> 0)));
      counts[at++] = count;
    }
    return { numbers, counts };
  }

  /** Bins that hold something, from the smallest number on: negative numbers have the larger patterns. */
  *#bins(): Generator<[bin: number, count: number]> {
    const bins = this.#pages.length << PAGE_BITS;
    const half = bins / 2;
    for (let step = 0; step < bins; step++) {
      const bin = step < half ? bins - 1 - step : step - half;
      const page = this.#pages[bin >>> PAGE_BITS];
      if (page === undefined) {
        // The rest of the page is skipped; both halves are whole pages.
        step += (1 << PAGE_BITS) - 1;
        continue;
      }
      const count = page[bin & ((1 << PAGE_BITS) - 1)] ?? 0;
      if (count > 0) yield [bin, count];
    }
  }
}

/** The numbers at these shares of the sorted cells; the shares are sorted. */
function numbersAt(shares: readonly number[], { numbers, counts }: Steps, cells: number): number[] {
  const found: number[] = [];
  let below = 0;
  for (let at = 0; at < numbers.length; at++) {
    below += counts[at] ?? 0;
    for (let share = shares[found.length]; share !== undefined; share = shares[found.length]) {
      if (Math.max(1, Math.ceil(share * cells)) > below) break;
      found.push(numbers[at] ?? NaN);
    }
  }
  return found;
}

/** The 32-bit float of this pattern (IEEE 754-2019, binary32). */
function numberOf(pattern: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, pattern);
  return view.getFloat32(0);
}
