/** Reads a GeoTIFF: what describes it, and the statistics of every band, block by block. */
import type { GeoTIFFImage } from "geotiff";
import type { JsonValue } from "../model/json.ts";
import { BandAccumulator, type BandStats } from "./band_stats.ts";
import { FileSlices } from "./raster_source.ts";

/** One raster, summed up. */
export interface RasterSummary {
  width: number;
  height: number;
  /** Sample type of each band: `float32`, `uint8`. */
  types: string[];
  /** Affine transform from cell to map: `[x0, dx, rx, y0, ry, dy]`; null when the file has none. */
  transform: number[] | null;
  /** Geo keys that name the coordinate reference system. */
  crs: Record<string, JsonValue>;
  nodata: number | null;
  /** What the numbers of each band mean. */
  meanings: BandMeaning[];
  bands: BandStats[];
  /** Per band one bit a cell, 1 is valid. */
  masks: Uint8Array[];
}

/** How GDAL reads a band's numbers: value = number * scale + offset, in this unit. */
export interface BandMeaning {
  /** A number, or the text of the file where it is none. */
  scale: JsonValue;
  offset: JsonValue;
  /** Empty when the file names none. */
  unit: string;
}

/** Bytes that one row of blocks may take in memory. */
const LARGEST_WINDOW = 1024 ** 3;
const MOST_BANDS = 4096;
/** Cells of all bands together. */
const MOST_CELLS = 4e9;

/**
 * Reads a raster.
 *
 * @throws Error when it is not a TIFF, is damaged, or uses what cannot be decoded
 */
export async function readRaster(path: string): Promise<RasterSummary> {
  const source = await FileSlices.open(path);
  try {
    if (source.fileSize === 0) throw new Error("it is empty (0 bytes)");
    const { GeoTIFF } = await import("geotiff");
    const tiff = await GeoTIFF.fromSource(source);
    return await summarise(await tiff.getImage(0), source.fileSize);
  } catch (error) {
    // The decompressor throws bare texts.
    throw error instanceof Error ? error : new Error(`a block cannot be decompressed: ${String(error)}`);
  } finally {
    await source.close();
  }
}

async function summarise(image: GeoTIFFImage, fileSize: number): Promise<RasterSummary> {
  const [width, height, bands] = [image.getWidth(), image.getHeight(), image.getSamplesPerPixel()];
  for (const number of [width, height, bands]) {
    if (!Number.isInteger(number) || number < 1) throw new Error("its header has no valid size");
  }
  if (bands > MOST_BANDS || width * height * bands > MOST_CELLS) {
    throw new Error(`it is too large to be read: ${width} x ${height} cells, ${bands} bands`);
  }
  const rows = image.getTileHeight();
  if (rows * width * bands * 8 > LARGEST_WINDOW) throw new Error("its blocks are too large to be read");
  await checkBlocks(image, fileSize);
  const types = Array.from({ length: bands }, (_, band) => sampleType(image, band));
  const nodata = image.getGDALNoData();
  const sums = types.map((type) => new BandAccumulator(width * height, nodataAs(type, nodata)));
  for (let top = 0; top < height; top += rows) {
    const window = [0, top, width, Math.min(height, top + rows)];
    const values = await image.readRasters({ window, interleave: false });
    sums.forEach((sum, band) => sum.add(values[band] ?? []));
  }
  return {
    width,
    height,
    types,
    transform: await transformOf(image),
    crs: { ...image.getGeoKeys() } as Record<string, JsonValue>,
    nodata,
    meanings: await Promise.all(types.map((_, band) => meaningOf(image, band))),
    bands: sums.map((sum) => sum.result()),
    masks: sums.map((sum) => sum.mask),
  };
}

/** A truncated file would read as zeros: every block must lie within the file, and there must be all of them. */
async function checkBlocks(image: GeoTIFFImage, fileSize: number): Promise<void> {
  const [across, down] = [image.getTileWidth(), image.getTileHeight()];
  if (!(across > 0) || !(down > 0)) throw new Error("its header has no valid block size");
  const planes = image.planarConfiguration === 2 ? image.getSamplesPerPixel() : 1;
  const blocks = Math.ceil(image.getWidth() / across) * Math.ceil(image.getHeight() / down) * planes;
  // Each block has an offset and a length of at least two bytes.
  if (blocks * 4 > fileSize) throw new Error(`it is too short for its ${blocks} blocks`);
  const kind = image.isTiled ? "Tile" : "Strip";
  const offsets = await numbers(image, `${kind}Offsets`);
  const lengths = await numbers(image, `${kind}ByteCounts`);
  if (offsets.length !== blocks || lengths.length !== blocks) {
    throw new Error(`it should have ${blocks} blocks and lists ${offsets.length}`);
  }
  const end = offsets.reduce((last, offset, index) => Math.max(last, offset + (lengths[index] ?? 0)), 0);
  if (end > fileSize) throw new Error(`it is truncated: ${fileSize} bytes of at least ${end}`);
}

async function numbers(image: GeoTIFFImage, tag: BlockTag): Promise<number[]> {
  const value: unknown = await image.fileDirectory.loadValue(tag);
  if (typeof value === "number") return [value];
  if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    return Array.from(value as ArrayLike<number | bigint>, Number);
  }
  throw new Error(`its header lacks ${tag}`);
}

type BlockTag = `${"Tile" | "Strip"}${"Offsets" | "ByteCounts"}`;

function sampleType(image: GeoTIFFImage, band: number): string {
  const kind = ["uint", "uint", "int", "float"][image.getSampleFormat(band)];
  const bits = image.getBitsPerSample(band);
  if (kind === undefined || bits === undefined) throw new Error("its sample type is not supported");
  return `${kind}${bits}`;
}

/** The nodata value as cells of this type hold it: GDAL writes it as decimal text. */
function nodataAs(type: string, nodata: number | null): number {
  if (nodata === null) return NaN;
  return type === "float32" ? Math.fround(nodata) : nodata;
}

/** GDAL keeps them as items SCALE, OFFSET and UNITTYPE of the band in the XML of its metadata tag. */
async function meaningOf(image: GeoTIFFImage, band: number): Promise<BandMeaning> {
  const items = await image.getGDALMetadata(band) ?? {};
  const number = (name: string, fallback: number): JsonValue => {
    const text = String(items[name] ?? "").trim();
    const value = Number(text);
    return text === "" ? fallback : Number.isFinite(value) ? value : text;
  };
  return {
    scale: number("SCALE", 1),
    offset: number("OFFSET", 0),
    unit: String(items["UNITTYPE"] ?? "").trim(),
  };
}

async function transformOf(image: GeoTIFFImage): Promise<number[] | null> {
  const directory = image.fileDirectory;
  const matrix = await optionalNumbers(directory.loadValue("ModelTransformation"));
  if (matrix.length >= 8) return [3, 0, 1, 7, 4, 5].map((index) => matrix[index] ?? 0);
  const scale = await optionalNumbers(directory.loadValue("ModelPixelScale"));
  const tie = await optionalNumbers(directory.loadValue("ModelTiepoint"));
  const [dx, dy] = scale;
  const [column, row, , x, y] = tie;
  if (dx === undefined || dy === undefined || x === undefined || y === undefined) return null;
  return [x - (column ?? 0) * dx, dx, 0, y + (row ?? 0) * dy, 0, -dy];
}

async function optionalNumbers(value: Promise<unknown>): Promise<number[]> {
  const found = await value;
  return Array.isArray(found) || ArrayBuffer.isView(found) ? Array.from(found as ArrayLike<number>) : [];
}
