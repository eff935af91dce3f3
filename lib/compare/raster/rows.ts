/** One band of a raster in whole rows from the top, whatever the blocks of its file; two rasters side by side. */
import type { Raster } from "./header.ts";
import type { Samples } from "./tiff/samples.ts";

/** Some rows of a band. */
export interface Rows {
  /** First row, from 0, and how many. */
  top: number;
  height: number;
  /** Cells by rows. */
  values: Samples;
}

/** The same rows of two rasters of one size. */
export interface RowPair {
  top: number;
  height: number;
  a: Samples;
  b: Samples;
}

/**
 * The rows of a band, one row of blocks at a time; valid until the next ones are asked for.
 *
 * @param underWay bytes, compressed and not, that may be under way
 */
export async function* rowsOf(raster: Raster, band: number, underWay?: number): AsyncGenerator<Rows> {
  const { width, type } = raster.header;
  let joined: Float32Array | Float64Array | undefined;
  for await (const block of raster.blocks(band, underWay)) {
    const { left, top, height, stride, values } = block;
    // A strip is whole rows already.
    if (left === 0 && block.width === width && stride === width) {
      yield { top, height, values: values.subarray(0, width * height) };
      continue;
    }
    // Both hold every number of such cells. The last blocks may be lower than the first ones.
    joined ??= /32$|64$/.test(type) && type !== "float32"
      ? new Float64Array(width * height)
      : new Float32Array(width * height);
    for (let row = 0; row < height; row++) {
      joined.set(values.subarray(row * stride, row * stride + block.width), row * width + left);
    }
    if (left + block.width === width) yield { top, height, values: joined.subarray(0, width * height) };
  }
}

/**
 * The same rows of two rasters of one size, as many at a time as both have at hand.
 *
 * @param left as {@link rowsOf} gives them
 * @param width columns of both
 */
export async function* pairedRows(
  left: AsyncGenerator<Rows>,
  right: AsyncGenerator<Rows>,
  width: number,
): AsyncGenerator<RowPair> {
  try {
    let [first, second] = [await left.next(), await right.next()];
    for (let top = 0; first.done !== true && second.done !== true;) {
      const [one, other] = [first.value, second.value];
      const end = Math.min(one.top + one.height, other.top + other.height);
      const part = ({ top: begin, values }: Rows) =>
        values.subarray((top - begin) * width, (end - begin) * width);
      yield { top, height: end - top, a: part(one), b: part(other) };
      top = end;
      if (one.top + one.height === end) first = await left.next();
      if (other.top + other.height === end) second = await right.next();
    }
  } finally {
    await left.return(undefined);
    await right.return(undefined);
  }
}
