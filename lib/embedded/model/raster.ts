/** Rasters in memory and as GeoTIFF. The geotiff package is loaded when the first raster is needed. */
import type { Grid } from "./grid.ts";

/** How a raster's values are stored. Int32 is left out: the writer of the package damages it. */
export type RasterType = "float32" | "uint16" | "uint8";

/** Values with their size; enough for what is read from an upload. */
export interface Values {
  width: number;
  height: number;
  data: ArrayLike<number>;
  nodata: number | undefined;
}

/** Bytes of a one-band GeoTIFF in UTM. Equal input gives equal bytes. */
export async function encodeRaster(
  grid: Grid,
  values: ArrayLike<number>,
  type: RasterType,
  nodata: number,
): Promise<Uint8Array> {
  const { writeArrayBuffer } = await import("geotiff");
  const data = TYPES[type].from(values);
  const buffer = writeArrayBuffer(data, {
    width: grid.width,
    height: grid.height,
    BitsPerSample: [data.BYTES_PER_ELEMENT * 8],
    SampleFormat: [type === "float32" ? 3 : 1],
    ModelPixelScale: [grid.cell, grid.cell, 0],
    ModelTiepoint: [0, 0, 0, grid.west, grid.north, 0],
    GTModelTypeGeoKey: 1,
    GTRasterTypeGeoKey: 1,
    ProjectedCSTypeGeoKey: grid.epsg,
    GDAL_NODATA: String(nodata),
  });
  return new Uint8Array(buffer);
}

/**
 * First band of a GeoTIFF.
 *
 * @throws whatever the package throws for bytes that are no GeoTIFF
 */
export async function decodeRaster(bytes: Uint8Array): Promise<Values> {
  const { fromArrayBuffer } = await import("geotiff");
  const image = await (await fromArrayBuffer(Uint8Array.from(bytes).buffer)).getImage();
  const [band] = await image.readRasters({ samples: [0] }) as ArrayLike<number>[];
  if (band === undefined) throw new Error("The raster has no band");
  return {
    width: image.getWidth(),
    height: image.getHeight(),
    data: band,
    nodata: image.getGDALNoData() ?? undefined,
  };
}

/** Values of one raster on the cells of a grid, nearest neighbour, laid corner to corner. */
export function resample(source: Values, grid: { width: number; height: number }): number[] {
  const out: number[] = [];
  for (let row = 0; row < grid.height; row++) {
    const from = Math.floor((row + 0.5) * source.height / grid.height);
    for (let column = 0; column < grid.width; column++) {
      const at = from * source.width + Math.floor((column + 0.5) * source.width / grid.width);
      out.push(source.data[at] ?? 0);
    }
  }
  return out;
}

/** Mean, smallest and largest of the values that are not nodata, and how many there are. */
export function statistics(values: ArrayLike<number>, nodata: number | undefined): {
  count: number;
  mean: number;
  min: number;
  max: number;
} {
  let count = 0;
  let sum = 0;
  let min = Infinity;
  let max = -Infinity;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? NaN;
    if (value === nodata || Number.isNaN(value)) continue;
    count++;
    sum += value;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  return count === 0 ? { count, mean: 0, min: 0, max: 0 } : { count, mean: sum / count, min, max };
}

const TYPES = { float32: Float32Array, uint16: Uint16Array, uint8: Uint8Array } as const;
