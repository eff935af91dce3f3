/**
 * What a VRT says: a raster put together from parts of others. Format: GDAL's documentation, "VRT -- GDAL Virtual
 * Format"; of its sources those that copy cells one to one are read.
 */
import { nodataOf, numberOf } from "../tiff/geo.ts";
import type { RasterHeader } from "../header.ts";
import { checkSize } from "../tiff/layout.ts";
import { child, childText, type Element, parseXml } from "../xml.ts";

/** Cells that come from another raster. */
export interface Source {
  /** As written. */
  path: string;
  isRelative: boolean;
  /** From 0. */
  band: number;
  /** Place in the other raster and in this one, in cells; null is the whole of both. */
  rect: { from: Place; to: Place; width: number; height: number } | null;
  /** The number in the other raster that leaves a cell as it is. */
  skipped: number | null;
  ratio: number;
  offset: number;
}

/** Column and row of the upper left cell, from 0. */
export interface Place {
  column: number;
  row: number;
}

/** A VRT. */
export interface Vrt {
  header: RasterHeader;
  /** Of each band, in the order in which they are painted. */
  sources: Source[][];
}

const TYPES: Record<string, string> = {
  ...{ Byte: "uint8", Int8: "int8", UInt16: "uint16", Int16: "int16", UInt32: "uint32", Int32: "int32" },
  ...{ UInt64: "uint64", Int64: "int64", Float32: "float32", Float64: "float64" },
};
/** Children of a band that hold cells. */
const SOURCES = ["SimpleSource", "ComplexSource"];
/** Children of a source that change its cells in ways that are not read. */
const UNREAD = ["LUT", "ColorTableComponent", "Exponent", "UseMaskBand"];
const MOST_SOURCES = 10_000;

/**
 * Reads the text of a VRT.
 *
 * @throws Error when it is damaged, or puts cells together in a way that is not supported
 */
export function parseVrt(text: string): Vrt {
  const root = parseXml(text);
  if (root.name !== "VRTDataset") throw new Error("it is no VRT");
  const kind = root.attributes["subClass"];
  if (kind !== undefined) throw new Error(`it is a ${kind}, which is not supported`);
  const elements = root.children.filter(({ name }) => name === "VRTRasterBand");
  const [width, height] = [whole(root, "rasterXSize"), whole(root, "rasterYSize")];
  if (width < 1 || height < 1 || elements.length === 0) throw new Error("its header has no valid size");
  checkSize(width, height, elements.length);
  const header: RasterHeader = {
    ...{ width, height, bands: elements.length },
    type: same(elements.map(typeOf), "sample types"),
    transform: transformOf(root),
    crs: child(root, "SRS") === undefined ? {} : { SRS: childText(root, "SRS") },
    nodata: same(elements.map((band) => nodataOf(childText(band, "NoDataValue"))), "nodata values"),
    meanings: elements.map((band) => ({
      scale: numberOf(childText(band, "Scale"), 1),
      offset: numberOf(childText(band, "Offset"), 0),
      unit: childText(band, "UnitType"),
    })),
  };
  return { header, sources: elements.map(sourcesOf) };
}

/** The value that all bands have. */
function same<T>(values: T[], what: string): T {
  const [first] = values;
  if (first === undefined || values.some((value) => !Object.is(value, first))) {
    throw new Error(`its bands have different ${what}, which is not supported`);
  }
  return first;
}

function typeOf({ attributes }: Element): string {
  const name = attributes["dataType"] ?? "Byte";
  const type = TYPES[name];
  if (type === undefined) throw new Error(`its sample type ${name} is not supported`);
  return type;
}

function transformOf(root: Element): number[] | null {
  const text = childText(root, "GeoTransform");
  const numbers = text.split(",").map(Number);
  return numbers.length === 6 && numbers.every(Number.isFinite) ? numbers : null;
}

function sourcesOf(band: Element): Source[] {
  const kind = band.attributes["subClass"];
  if (kind !== undefined && kind !== "VRTSourcedRasterBand") {
    throw new Error(`it has a ${kind}, which is not supported`);
  }
  const sources = band.children.filter(({ name }) => /Source$/.test(name));
  const unread = sources.find(({ name }) => !SOURCES.includes(name))?.name ??
    sources.flatMap(({ children }) => children).find(({ name }) => UNREAD.includes(name))?.name;
  if (unread !== undefined) throw new Error(`it uses ${unread}, which is not supported`);
  if (sources.length > MOST_SOURCES) throw new Error(`it has ${sources.length} sources`);
  return sources.map(sourceOf);
}

function sourceOf(element: Element): Source {
  const name = child(element, "SourceFilename");
  const band = childText(element, "SourceBand") || "1";
  if (name === undefined || !/^[1-9]\d{0,3}$/.test(band)) {
    throw new Error(`it has a source without file, or of the band ${band}, which is not supported`);
  }
  return {
    path: name.text,
    isRelative: name.attributes["relativeToVRT"] === "1",
    band: Number(band) - 1,
    rect: rectOf(element),
    skipped: nodataOf(childText(element, "NODATA")),
    ratio: finite(childText(element, "ScaleRatio") || "1"),
    offset: finite(childText(element, "ScaleOffset") || "0"),
  };
}

function rectOf(element: Element): Source["rect"] {
  const [from, to] = [child(element, "SrcRect"), child(element, "DstRect")];
  if (from === undefined || to === undefined) return null;
  const [width, height] = [whole(to, "xSize"), whole(to, "ySize")];
  if (whole(from, "xSize") !== width || whole(from, "ySize") !== height) {
    throw new Error("it resamples a source, which is not supported");
  }
  const place = (rect: Element): Place => ({ column: whole(rect, "xOff"), row: whole(rect, "yOff") });
  return { from: place(from), to: place(to), width, height };
}

function finite(text: string): number {
  const number = Number(text);
  if (!Number.isFinite(number)) throw new Error(`it scales a source by "${text}", which is no number`);
  return number;
}

/** An attribute that counts cells. */
function whole({ name, attributes }: Element, attribute: string): number {
  const text = attributes[attribute] ?? "";
  const number = Number(text);
  if (text === "" || !Number.isSafeInteger(number)) {
    throw new Error(`its ${name} has the ${attribute} "${text}", which is no whole number of cells`);
  }
  return number;
}
