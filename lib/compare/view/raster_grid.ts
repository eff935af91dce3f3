/** The cells of a raster that a report shows: few enough for a page, and no cell that differs is lost. */
import { Buffer } from "node:buffer";
import type { RasterSample } from "../draw/raster_sample.ts";
import type { RasterView } from "../../model/evidence.ts";

/** Most cells across and down. */
const SIDE = 200;
/** What the numbers of one file may take before they are text. */
export const GRID_BYTES = 180_000;

type Grid = RasterView["grid"];

/** What is taken of a sample: one dot of it for each cell of the grid. */
interface Taken {
  columns: number;
  rows: number;
  /** Index of the dot in the sample. */
  dots: Int32Array;
}

/** The grid, and the same cells as numbers. */
export interface ShownCells {
  grid: Grid;
  /** By rows of the grid; NaN is no data. */
  a: Float64Array;
  b: Float64Array;
  /** Which cell of the raster each is; -1 where none of its area has data. */
  cells: Int32Array;
}

/**
 * The grid of a sample. Of the dots that fall into one cell of it the one that differs most is taken.
 *
 * @param size cells of the raster
 * @param most bytes of the numbers before they are text
 */
export function gridOf(
  sample: RasterSample,
  size: { width: number; height: number },
  most: number,
): ShownCells {
  const encoding = [sample.a, sample.b].every(isSingle) ? "float32" : "float64";
  const bytes = encoding === "float32" ? 4 : 8;
  const isWhole = sample.columns === size.width && sample.rows === size.height;
  const whole = isWhole ? taken(sample, most / (2 * bytes)) : undefined;
  const all = whole !== undefined && whole.dots.length === sample.a.length;
  const { columns, rows, dots } = all ? whole : taken(sample, most / (2 * bytes + 2));
  const numbers = (side: Float64Array) => Float64Array.from(dots, (dot) => side[dot] ?? NaN);
  const [a, b] = [numbers(sample.a), numbers(sample.b)];
  const offsets = all ? undefined : offsetsOf(sample, { columns, rows, dots }, size);
  const grid: Grid = {
    ...{ columns, rows, encoding, baseline: toText(a, encoding), produced: toText(b, encoding) },
    ...(offsets === undefined ? {} : { offsets }),
  };
  return { grid, a, b, cells: dots.map((dot) => sample.cells[dot] ?? -1) };
}

/** Every dot where they are few, else one of each area. */
function taken({ columns, rows, a, b }: RasterSample, most: number): Taken {
  const scale = Math.min(1, SIDE / Math.max(columns, rows), Math.sqrt(most / (columns * rows)));
  const [across, down] = [columns, rows].map((side) => Math.max(1, Math.floor(side * scale))) as [
    number,
    number,
  ];
  const dots = new Int32Array(across * down).fill(-1);
  const apart = new Float64Array(across * down).fill(-1);
  for (let dot = 0; dot < a.length; dot++) {
    const row = Math.floor((Math.floor(dot / columns) * down) / rows);
    const at = row * across + Math.floor(((dot % columns) * across) / columns);
    const far = distance(a[dot] ?? NaN, b[dot] ?? NaN);
    if (dots[at] !== -1 && far <= (apart[at] ?? 0)) continue;
    dots[at] = dot;
    apart[at] = far;
  }
  return { columns: across, rows: down, dots };
}

/** How far two dots are apart: data on one side only before all others, none at all behind them. */
export function distance(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b) ? -0.5 : Infinity;
  return a === b ? 0 : Math.abs(b - a);
}

/** Where in its area each cell lies that was taken; undefined where two bytes do not hold it. */
function offsetsOf(
  { cells }: RasterSample,
  { columns, rows, dots }: Taken,
  { width, height }: { width: number; height: number },
): string | undefined {
  const offsets = new Uint8Array(2 * dots.length);
  for (const [at, dot] of dots.entries()) {
    const cell = cells[dot] ?? -1;
    if (cell < 0) continue;
    const down = Math.floor(cell / width) - Math.floor((Math.floor(at / columns) * height) / rows);
    const across = cell % width - Math.floor(((at % columns) * width) / columns);
    if (Math.max(down, across) > 255) return undefined;
    offsets.set([down, across], 2 * at);
  }
  return Buffer.from(offsets).toString("base64");
}

function isSingle(side: Float64Array): boolean {
  return side.every((value) => Object.is(Math.fround(value), value));
}

function toText(numbers: Float64Array, encoding: Grid["encoding"]): string {
  const size = encoding === "float32" ? 4 : 8;
  const view = new DataView(new ArrayBuffer(numbers.length * size));
  for (const [at, value] of numbers.entries()) {
    if (size === 4) view.setFloat32(at * 4, value, true);
    else view.setFloat64(at * 8, value, true);
  }
  return Buffer.from(view.buffer).toString("base64");
}
