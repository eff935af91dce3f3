/** The cells of a VRT, painted from its sources some rows at a time. */
import { emptyAs, nodataAs, type Raster, type RasterHeader } from "../header.ts";
import { type Rows, rowsOf } from "../rows.ts";
import { type Block, UNDER_WAY } from "../tiff/blocks.ts";
import type { Samples } from "../tiff/samples.ts";
import type { Source, Vrt } from "./file.ts";

/** Opens a source. */
export type OpenSource = (source: Source) => Promise<Raster>;

/** Bytes of the rows that are painted at a time. */
const AT_A_TIME = 1024 ** 2;
/** Sources side by side, which are read at the same time. */
const MOST_OPEN = 256;
/** Fewest bytes that one of many sources may have under way. */
const LEAST_UNDER_WAY = 64 * 1024;

const CELLS: Record<string, (count: number) => Samples> = {
  uint8: (count) => new Uint8Array(count),
  int8: (count) => new Int8Array(count),
  uint16: (count) => new Uint16Array(count),
  int16: (count) => new Int16Array(count),
  uint32: (count) => new Uint32Array(count),
  int32: (count) => new Int32Array(count),
  float32: (count) => new Float32Array(count),
};

/**
 * The blocks of a VRT: all columns of some rows of one band, from the top; bands one after the other. Values are valid
 * until the next block is asked for.
 *
 * @param only a band, from 0: nothing of the others comes
 * @throws Error when a source cannot be opened or read, or is smaller than the VRT says
 */
export async function* mosaicBlocks(
  { header, sources }: Vrt,
  open: OpenSource,
  only?: number,
): AsyncGenerator<Block> {
  const { width, height } = header;
  const atATime = Math.max(1, Math.min(height, Math.floor(AT_A_TIME / (8 * width))));
  const count = width * atATime;
  const values = CELLS[header.type]?.(count) ?? new Float64Array(count);
  for (let band = 0; band < header.bands; band++) {
    if (only !== undefined && band !== only) continue;
    const painters = (sources[band] ?? []).map((source) => new Painter(source, header, open));
    const underWay = Math.max(LEAST_UNDER_WAY, UNDER_WAY / Math.max(1, painters.length));
    try {
      for (let top = 0; top < height; top += atATime) {
        const rows = Math.min(atATime, height - top);
        values.fill(emptyAs(header));
        for (const painter of painters) await painter.paint(values, top, rows, underWay);
        if (painters.filter(({ isOpen }) => isOpen).length > MOST_OPEN) {
          throw new Error(`it has more than ${MOST_OPEN} sources side by side`);
        }
        yield { band, left: 0, top, width, height: rows, stride: width, values };
      }
    } finally {
      for (const painter of painters) await painter.close();
    }
  }
}

/** One source, whose rows are painted from the top; it is open only while it is needed. */
class Painter {
  readonly #source: Source;
  readonly #header: RasterHeader;
  readonly #open: OpenSource;
  #raster: Raster | undefined;
  #rows: AsyncGenerator<Rows> | undefined;
  #current: Rows | undefined;

  constructor(source: Source, header: RasterHeader, open: OpenSource) {
    this.#source = source;
    this.#header = header;
    this.#open = open;
  }

  get isOpen(): boolean {
    return this.#raster !== undefined;
  }

  /** Paints what the source has of some rows of the mosaic. */
  async paint(values: Samples, top: number, rows: number, underWay: number): Promise<void> {
    const { width, height } = this.#header;
    const { from, to, ...size } = this.#source.rect ??
      { from: { column: 0, row: 0 }, to: { column: 0, row: 0 }, width, height };
    const [begin, end] = [Math.max(top, to.row), Math.min(top + rows, to.row + size.height)];
    if (begin >= end) return;
    const raster = this.#raster ??= await this.#opened(from, to, size);
    const convert = converter(this.#source, raster.header, this.#header);
    for (let row = begin; row < end; row++) {
      const cells = await this.#row(raster, row - to.row + from.row, underWay);
      const start = (row - top) * width + to.column;
      for (let column = 0; column < size.width; column++) {
        const value = convert(cells[from.column + column] ?? NaN);
        if (value !== undefined) values[start + column] = value;
      }
    }
    if (end === to.row + size.height) await this.close();
  }

  async #opened(
    from: { column: number; row: number },
    to: typeof from,
    size: { width: number; height: number },
  ) {
    const raster = await this.#open(this.#source);
    this.#raster = raster;
    const { header } = raster;
    const fits = (place: typeof from, whole: RasterHeader) =>
      place.column >= 0 && place.row >= 0 && place.column + size.width <= whole.width &&
      place.row + size.height <= whole.height;
    if (!fits(from, header) || !fits(to, this.#header) || this.#source.band >= header.bands) {
      throw new Error(`its source "${this.#source.path}" has not the cells that it takes of it`);
    }
    return raster;
  }

  /** One row of the source; rows are asked for from the top. */
  async #row(raster: Raster, row: number, underWay: number): Promise<Samples> {
    this.#rows ??= rowsOf(raster, this.#source.band, underWay);
    while (this.#current === undefined || row >= this.#current.top + this.#current.height) {
      const next = await this.#rows.next();
      if (next.done === true) throw new Error(`its source "${this.#source.path}" has no row ${row}`);
      this.#current = next.value;
    }
    const { width } = raster.header;
    const start = (row - this.#current.top) * width;
    return this.#current.values.subarray(start, start + width);
  }

  async close(): Promise<void> {
    await this.#rows?.return(undefined);
    await this.#raster?.close();
    this.#rows = this.#raster = this.#current = undefined;
  }
}

/** What a number of the source becomes; undefined where the cell stays as it is. */
function converter(
  { skipped, ratio, offset }: Source,
  from: RasterHeader,
  to: RasterHeader,
): (value: number) => number | undefined {
  const none = skipped === null ? undefined : nodataAs({ type: from.type, nodata: skipped });
  const range = from.type === to.type && ratio === 1 && offset === 0 ? undefined : integerRange(to.type);
  return (value) => {
    if (none !== undefined && (value === none || (none !== none && value !== value))) return undefined;
    const scaled = value * ratio + offset;
    if (range === undefined) return scaled;
    // As GDAL does: to the nearest integer, halves away from 0, and into the range of the type.
    return Math.min(range[1], Math.max(range[0], Math.sign(scaled) * Math.floor(Math.abs(scaled) + 0.5)));
  };
}

/** Smallest and largest number of a type of integers. */
function integerRange(type: string): [number, number] | undefined {
  const [, kind, bits] = /^(u?int)(\d+)$/.exec(type) ?? [];
  if (kind === undefined) return undefined;
  return kind === "uint"
    ? [0, 2 ** Number(bits) - 1]
    : [-(2 ** (Number(bits) - 1)), 2 ** (Number(bits) - 1) - 1];
}
