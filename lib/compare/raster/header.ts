/** What a raster is to those that read it: what describes it, and its cells in blocks. */
import type { JsonValue } from "../../model/json.ts";
import type { Block } from "./tiff/blocks.ts";
import type { BandMeaning } from "./tiff/geo.ts";

/** What describes a raster: everything but its cells. */
export interface RasterHeader {
  width: number;
  height: number;
  bands: number;
  /** Sample type of every band: `float32`, `uint8`. */
  type: string;
  /** Affine transform from cell to map: `[x0, dx, rx, y0, ry, dy]`; null when the file has none. */
  transform: number[] | null;
  /** Geo keys that name the coordinate reference system. */
  crs: Record<string, JsonValue>;
  nodata: number | null;
  /** What the numbers of each band mean. */
  meanings: BandMeaning[];
}

/** An open raster. */
export interface Raster {
  header: RasterHeader;
  /**
   * Its cells, in blocks that are valid until the next one is asked for.
   *
   * @param only a band, from 0: nothing of the others comes
   * @param underWay bytes, compressed and not, that may be under way
   */
  blocks(only?: number, underWay?: number): AsyncGenerator<Block>;
  close(): Promise<void>;
}

/** The nodata value as cells hold it: GDAL writes it as decimal text. NaN when there is none. */
export function nodataAs({ type, nodata }: Pick<RasterHeader, "type" | "nodata">): number {
  if (nodata === null) return NaN;
  return type === "float32" ? Math.fround(nodata) : nodata;
}

/** The number in blocks that were never written, as GDAL reads them: the nodata value, or 0. */
export function emptyAs(header: Pick<RasterHeader, "type" | "nodata">): number {
  return header.nodata === null ? 0 : nodataAs(header);
}
