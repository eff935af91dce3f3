/** Reads GeoJSON (RFC 7946) and GeoJSON text sequences, newline-delimited or with record separators (RFC 8142). */
import { messageOf } from "../../errors.ts";
import { isObject, type JsonValue } from "../../model/json.ts";
import { numberOf, parseJsonText, showJson } from "../json/text.ts";
import { type Feature, type Geometry, type Layer, type Part, polygonArea } from "./layer.ts";

/** The CRS of GeoJSON that names none. */
const DEFAULT_CRS = "urn:ogc:def:crs:OGC:1.3:CRS84";
/** Stands before each record of a text sequence. */
const SEPARATOR = "\u001e";
/** Collections in collections in …: deeper ones are no data. */
const DEEPEST = 16;

/**
 * The layer in a text.
 *
 * @throws Error that says which feature cannot be read
 * @example
 * ```ts
 * import { parseGeojson } from "./geojson.ts";
 * parseGeojson('{"type":"Feature","properties":{"id":1},"geometry":null}').features.length; // 1
 * ```
 */
export function parseGeojson(text: string): Layer {
  const sequence = sequenceOf(text);
  if (sequence !== undefined) {
    const features = sequence.map(({ line, text }) => {
      try {
        return featureOf(parseJsonText(text));
      } catch (error) {
        throw new Error(`line ${line}: ${messageOf(error)}`, { cause: error });
      }
    });
    return layerOf(features, DEFAULT_CRS);
  }
  const root = parseJsonText(text);
  if (!isObject(root)) throw new Error("it is JSON, but no GeoJSON object");
  const crs = crsOf(root);
  if (root["type"] !== "FeatureCollection") return layerOf([featureOf(root)], crs);
  const list = root["features"];
  if (!Array.isArray(list)) throw new Error('its "features" are no list');
  const features = list.map((feature: unknown, index) => {
    try {
      return featureOf(feature);
    } catch (error) {
      throw new Error(`feature ${index + 1}: ${messageOf(error)}`, { cause: error });
    }
  });
  return layerOf(features, crs);
}

/** The lines of a text sequence; undefined when the text is one document. */
function sequenceOf(text: string): { line: number; text: string }[] | undefined {
  const lines = text.split("\n").map((one, index) => ({
    line: index + 1,
    text: (one.startsWith(SEPARATOR) ? one.slice(1) : one).trim(),
  })).filter((one) => one.text !== "");
  const [first, second] = lines;
  if (first === undefined || (second === undefined && !text.startsWith(SEPARATOR))) return undefined;
  if (!/^\{.*\}$/.test(first.text)) return undefined;
  try {
    const root = parseJsonText(first.text);
    return isObject(root) && root["type"] !== "FeatureCollection" ? lines : undefined;
  } catch {
    return undefined;
  }
}

function layerOf(features: Feature[], crs: string): Layer {
  const columns = new Map<string, undefined>();
  for (const { attributes } of features) {
    for (const name of Object.keys(attributes)) columns.set(name, undefined);
  }
  return { columns, features, crs };
}

/** The member `crs` of GeoJSON 2008, which GDAL still writes. */
function crsOf(root: Record<string, unknown>): string {
  const crs = root["crs"];
  if (!isObject(crs)) return DEFAULT_CRS;
  const properties = crs["properties"];
  const name = isObject(properties) ? properties["name"] : undefined;
  return typeof name === "string" ? name : JSON.stringify(crs);
}

function featureOf(value: unknown): Feature {
  if (!isObject(value)) throw new Error("it is no object");
  if (value["type"] !== "Feature") return { attributes: {}, geometry: geometryOf(value, 0) };
  const { id, properties, geometry } = value;
  if (properties !== null && properties !== undefined && !isObject(properties)) {
    throw new Error('its "properties" are no object');
  }
  return {
    ...(typeof id === "string" || typeof id === "number" ? { id: String(showJson(id)) } : {}),
    attributes: (properties ?? {}) as Record<string, JsonValue>,
    geometry: geometry === null || geometry === undefined ? null : geometryOf(geometry, 0),
  };
}

function geometryOf(value: unknown, depth: number): Geometry {
  if (!isObject(value)) throw new Error("its geometry is no object");
  const { type, coordinates } = value;
  if (type === "GeometryCollection") {
    const list = value["geometries"];
    if (!Array.isArray(list) || depth > DEEPEST) {
      throw new Error("its geometries are no list that can be read");
    }
    const all = list.map((one: unknown) => geometryOf(one, depth + 1));
    return {
      type: `GeometryCollection(${all.map((one) => one.type).join(", ")})`,
      dimension: "mixed",
      parts: all.flatMap((one) => one.parts),
      area: all.reduce((sum, one) => sum + one.area, 0),
    };
  }
  switch (type) {
    case "Point":
      return { type, dimension: "points", parts: [[position(coordinates)]], area: 0 };
    case "MultiPoint":
      return { type, dimension: "points", parts: listOf(coordinates).map((one) => [position(one)]), area: 0 };
    case "LineString":
      return { type, dimension: "lines", parts: [partOf(coordinates)], area: 0 };
    case "MultiLineString":
      return { type, dimension: "lines", parts: listOf(coordinates).map(partOf), area: 0 };
    case "Polygon": {
      const rings = listOf(coordinates).map(partOf);
      return { type, dimension: "rings", parts: rings, area: polygonArea(rings) };
    }
    case "MultiPolygon": {
      const polygons = listOf(coordinates).map((rings) => listOf(rings).map(partOf));
      const area = polygons.reduce((sum, rings) => sum + polygonArea(rings), 0);
      return { type, dimension: "rings", parts: polygons.flat(), area };
    }
    default:
      throw new Error(`${JSON.stringify(type ?? null)} is no type of GeoJSON`);
  }
}

function listOf(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new Error("its coordinates are no list");
  return value;
}

function partOf(value: unknown): Part {
  return listOf(value).map(position);
}

function position(value: unknown): number[] {
  const numbers = listOf(value).slice(0, 3).map((one) => numberOf(one as JsonValue));
  if (numbers.length < 2 || numbers.includes(undefined)) {
    throw new Error("its coordinates are no positions of two or three numbers");
  }
  return numbers as number[];
}
