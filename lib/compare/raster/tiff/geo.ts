/**
 * Where a TIFF's cells lie and what their numbers mean. Sources: OGC 19-008r4 (GeoTIFF 1.1) for the geo keys and the
 * transform; GDAL's GeoTIFF driver for the tags of metadata and nodata.
 */
import type { JsonValue } from "../../../model/json.ts";
import { unescaped } from "../xml.ts";
import { type Directory, TAG } from "./directory.ts";

/** How GDAL reads a band's numbers: value = number * scale + offset, in this unit. */
export interface BandMeaning {
  /** A number, or the text of the file where it is none. */
  scale: JsonValue;
  offset: JsonValue;
  /** Empty when the file names none. */
  unit: string;
}

const RASTER_TYPE = "GTRasterTypeGeoKey";
const PIXEL_IS_POINT = 2;
/** Names of the geo keys that are used, by number. */
const GEO_KEYS: Record<number, string> = {
  ...numbered(1024, "GTModelType GTRasterType GTCitation"),
  ...numbered(
    2048,
    "GeographicType GeogCitation GeogGeodeticDatum GeogPrimeMeridian GeogLinearUnits GeogLinearUnitSize " +
      "GeogAngularUnits GeogAngularUnitSize GeogEllipsoid GeogSemiMajorAxis GeogSemiMinorAxis GeogInvFlattening " +
      "GeogAzimuthUnits GeogPrimeMeridianLong GeogTOWGS84",
  ),
  ...numbered(
    3072,
    "ProjectedCSType PCSCitation Projection ProjCoordTrans ProjLinearUnits ProjLinearUnitSize ProjStdParallel1 " +
      "ProjStdParallel2 ProjNatOriginLong ProjNatOriginLat ProjFalseEasting ProjFalseNorthing ProjFalseOriginLong " +
      "ProjFalseOriginLat ProjFalseOriginEasting ProjFalseOriginNorthing ProjCenterLong ProjCenterLat " +
      "ProjCenterEasting ProjCenterNorthing ProjScaleAtNatOrigin ProjScaleAtCenter ProjAzimuthAngle " +
      "ProjStraightVertPoleLong ProjRectifiedGridAngle",
  ),
  ...numbered(4096, "VerticalCSType VerticalCitation VerticalDatum VerticalUnits"),
};

function numbered(first: number, names: string): Record<number, string> {
  return Object.fromEntries(names.split(" ").map((name, index) => [first + index, `${name}GeoKey`]));
}

/** Geo keys that name the coordinate reference system, by name; without any the file has none. */
export async function readGeoKeys(directory: Directory): Promise<Record<string, JsonValue>> {
  const keys = await directory.numbers(TAG.geoKeyDirectory) ?? new Float64Array();
  const found: Record<string, JsonValue> = {};
  // Four numbers a key, behind a head of four: key, tag of its values, count, value or place.
  for (let at = 4; at + 3 < keys.length; at += 4) {
    const [key = 0, tag = 0, count = 0, value = 0] = keys.subarray(at, at + 4);
    found[GEO_KEYS[key] ?? `key ${key}`] = await geoValue(directory, tag, count, value);
  }
  return found;
}

async function geoValue(directory: Directory, tag: number, count: number, value: number): Promise<JsonValue> {
  if (tag === 0) return value;
  if (tag === TAG.geoAsciiParams) {
    const text = await directory.text(tag) ?? "";
    return text.slice(value, value + count).replace(/[|\0]+$/, "");
  }
  const numbers = Array.from((await directory.numbers(tag))?.subarray(value, value + count) ?? []);
  return numbers.length === 1 ? numbers[0] ?? null : numbers;
}

/**
 * The affine transform from cell to map, of the upper left corner of the first cell: `[x0, dx, rx, y0, ry, dy]`; null
 * when the file has none. Files whose transform is about the centres of cells are moved by half a cell, as GDAL does.
 */
export async function readTransform(
  directory: Directory,
  keys: Record<string, JsonValue>,
): Promise<number[] | null> {
  const found = await plainTransform(directory);
  if (found === null || keys[RASTER_TYPE] !== PIXEL_IS_POINT) return found;
  const [x = 0, dx = 0, rx = 0, y = 0, ry = 0, dy = 0] = found;
  return [x - (dx + rx) / 2, dx, rx, y - (ry + dy) / 2, ry, dy];
}

async function plainTransform(directory: Directory): Promise<number[] | null> {
  const matrix = await directory.numbers(TAG.modelTransformation) ?? [];
  if (matrix.length >= 8) return [3, 0, 1, 7, 4, 5].map((index) => matrix[index] ?? 0);
  const [dx, dy] = await directory.numbers(TAG.modelPixelScale) ?? [];
  const [column = 0, row = 0, , x, y] = await directory.numbers(TAG.modelTiepoint) ?? [];
  if (dx === undefined || dy === undefined || x === undefined || y === undefined) return null;
  return [x - column * dx, dx, 0, y + row * dy, 0, -dy];
}

/** The number that stands for no data; null when the file names none. */
export async function readNodata(directory: Directory): Promise<number | null> {
  return nodataOf(await directory.text(TAG.gdalNodata) ?? "");
}

/** The nodata value as GDAL writes it in decimal; null when the text is none. */
export function nodataOf(written: string): number | null {
  const text = written.trim();
  if (/^[+-]?nan$/i.test(text)) return NaN;
  if (/^[+-]?inf(inity)?$/i.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  const number = Number(text);
  return text === "" || Number.isNaN(number) ? null : number;
}

/** What the numbers of each band mean: items of the XML in GDAL's tag of metadata. */
export async function readMeanings(directory: Directory, bands: number): Promise<BandMeaning[]> {
  const xml = await directory.text(TAG.gdalMetadata) ?? "";
  const items = [...xml.matchAll(/<Item\s([^>]*)>([^<]*)<\/Item>/g)].map((
    [, attributes = "", text = ""],
  ) => ({
    name: attribute(attributes, "name"),
    sample: attribute(attributes, "sample"),
    text: unescaped(text).trim(),
  }));
  const text = (band: number, name: string) =>
    items.find((item) => item.name === name && item.sample === String(band))?.text ?? "";
  return Array.from({ length: bands }, (_, band) => ({
    scale: numberOf(text(band, "SCALE"), 1),
    offset: numberOf(text(band, "OFFSET"), 0),
    unit: text(band, "UNITTYPE"),
  }));
}

function attribute(attributes: string, name: string): string | undefined {
  return new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)?.[1];
}

/** The number of a text; the text itself where it is none, the fallback where it is empty. */
export function numberOf(text: string, fallback: number): JsonValue {
  const value = Number(text);
  return text === "" ? fallback : Number.isFinite(value) ? value : text;
}
