/** `diff/<file>.view.json` of a result: what a report shows of one file that differs. Beside it lies its picture, `.png`. */
import { z } from "zod";

/** Ending of such files. */
export const VIEW_SUFFIX = ".view.json";

/** A number or text as in the file: null is no data or an empty cell, NaN and infinities are text. */
const Cell = z.union([z.number(), z.string(), z.null()]);
export type EvidenceCell = z.infer<typeof Cell>;

const Limits = z.object({ low: z.number(), high: z.number(), isBelow: z.boolean(), isAbove: z.boolean() });
const Place = { row: z.number(), column: z.number() };

/** One band of both rasters, as a grid of cells taken from it. */
export const RasterView = z.object({
  kind: z.literal("raster"),
  file: z.string(),
  /** From 1, of so many. */
  band: z.number(),
  bands: z.number(),
  unit: z.string(),
  type: z.string(),
  width: z.number(),
  height: z.number(),
  /** Affine transform from cell to map, as GDAL orders it; null when there is none. */
  transform: z.array(z.number()).nullable(),
  /** `EPSG:32611`, or the keys of the file; empty when it says none. */
  crs: z.string(),
  nodata: z.object({ baseline: Cell, produced: Cell }),
  grid: z.object({
    columns: z.number(),
    rows: z.number(),
    /** Of the numbers in `baseline` and `produced`: base64, little endian, by rows; NaN is no data. */
    encoding: z.enum(["float32", "float64"]),
    baseline: z.string(),
    produced: z.string(),
    /**
     * Where fewer cells are shown than there are: two bytes a cell (base64), how many rows and columns the cell taken
     * lies behind `floor(row * height / rows)` and `floor(column * width / columns)`. Missing: every cell is shown, or
     * the areas are too large for it.
     */
    offsets: z.string().optional(),
  }),
  limits: z.object({ values: Limits, differences: Limits }),
  histogram: z.object({
    /** Cells of the grid in each bin, of even width within the limits. */
    values: z.object({ baseline: z.array(z.number()), produced: z.array(z.number()) }),
    /** Of cells that differ. */
    differences: z.array(z.number()),
  }),
  /** Of all cells. */
  stats: z.object({ count: z.number(), differing: z.number(), lost: z.number(), gained: z.number() }),
  /** Some cells have no data, on one side or both. */
  empties: z.boolean(),
  /** Cells of the grid that are furthest apart. */
  worst: z.array(z.object({ ...Place, baseline: Cell, produced: Cell })),
});
export type RasterView = z.infer<typeof RasterView>;

const Line = z.object({ number: z.number(), text: z.string() });
const LineRow = z.object({
  baseline: Line.optional(),
  produced: Line.optional(),
  /** The two do not differ, or only within the tolerance: they stand there to find one's way. */
  same: z.boolean(),
});
export type LineRow = z.infer<typeof LineRow>;

/** Lines that differ, with those around them. */
export const TextView = z.object({
  kind: z.literal("text"),
  file: z.string(),
  hunks: z.array(z.array(LineRow)),
  /** Changes that are in none of the hunks. */
  omitted: z.number(),
});
export type TextView = z.infer<typeof TextView>;

/** Places of a document that differ; values as JSON text, with their key. */
export const JsonView = z.object({
  kind: z.literal("json"),
  file: z.string(),
  places: z.array(z.object({
    where: z.string(),
    kind: z.enum(["missing", "extra", "changed"]),
    message: z.string(),
    tolerance: z.string().optional(),
    /** Neighbours that are the same on both sides. */
    before: z.array(z.string()),
    baseline: z.string().optional(),
    produced: z.string().optional(),
    after: z.array(z.string()),
  })),
  omitted: z.number(),
});
export type JsonView = z.infer<typeof JsonView>;

/** Cells of one table that differ. */
export const TableView = z.object({
  kind: z.literal("table"),
  file: z.string(),
  table: z.string(),
  keys: z.array(z.string()),
  rows: z.object({ paired: z.number(), gone: z.number(), come: z.number() }),
  columns: z.array(z.object({
    name: z.string(),
    /** The tolerance in words. */
    rule: z.string(),
    /** Cells beyond it. */
    beyond: z.number(),
    /** The two numbers that are furthest apart; missing where none are. */
    worst: z.object({ baseline: Cell, produced: Cell }).optional(),
  })),
  /** The first in the order of the rows. */
  cells: z.array(z.object({ key: z.string(), column: z.string(), baseline: Cell, produced: Cell })),
  omitted: z.number(),
});
export type TableView = z.infer<typeof TableView>;

const Positions = z.array(z.array(z.tuple([z.number(), z.number()])));

/** Outlines of features that differ, simplified. */
export const VectorView = z.object({
  kind: z.literal("vector"),
  file: z.string(),
  layer: z.string(),
  /** `[xmin, ymin, xmax, ymax]` in units of the CRS. */
  bounds: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  features: z.array(z.object({
    name: z.string(),
    dimension: z.enum(["points", "lines", "rings", "mixed"]),
    baseline: Positions.optional(),
    produced: Positions.optional(),
  })),
  omitted: z.number(),
});
export type VectorView = z.infer<typeof VectorView>;

/** Members of both archives with their sizes in bytes; null where a side has none of that name. */
export const ArchiveView = z.object({
  kind: z.literal("archive"),
  file: z.string(),
  members: z.array(
    z.object({ path: z.string(), baseline: z.number().nullable(), produced: z.number().nullable() }),
  ),
  omitted: z.number(),
});
export type ArchiveView = z.infer<typeof ArchiveView>;

/** The document of such a file. */
export const EvidenceView = z.discriminatedUnion("kind", [
  RasterView,
  TextView,
  JsonView,
  TableView,
  VectorView,
  ArchiveView,
]);
export type EvidenceView = z.infer<typeof EvidenceView>;
