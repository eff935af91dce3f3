/** Reads the vector data of one side, by the ending of its name. */
import { readFile, stat } from "node:fs/promises";
import { basename, extname } from "node:path";
import { messageOf } from "../../errors.ts";
import { decodeUtf8, readTextBytes, type Side } from "../text/content.ts";
import { readDbf } from "./dbf.ts";
import { parseGeojson } from "./geojson.ts";
import type { Feature, Layer } from "./layer.ts";
import { readShapes } from "./shapefile.ts";

/** Largest file that is read whole, bytes. */
const LARGEST = 256 * 1024 * 1024;

/** Layers by name; a format of one layer has it under the empty name. */
export type Layers = ReadonlyMap<string, Layer>;

/**
 * The layers of one side.
 *
 * @param file path as in the run: its ending says the format
 * @param keyed attributes are needed to tell the features of a shapefile apart
 * @throws Error that names the side and the file
 */
export async function readLayers(path: string, side: Side, file: string, keyed: boolean): Promise<Layers> {
  try {
    if (extname(file).toLowerCase() === ".gpkg") {
      const { readGeopackage } = await import("./geopackage.ts");
      return await readGeopackage(await readBytes(path));
    }
    return new Map([["", await readLayer(path, side, file, keyed)]]);
  } catch (error) {
    const why = messageOf(error);
    if (why.startsWith("The ")) throw error;
    throw new Error(`The ${side} file "${file}" cannot be read: ${why}`, { cause: error });
  }
}

async function readLayer(path: string, side: Side, file: string, keyed: boolean): Promise<Layer> {
  switch (extname(file).toLowerCase()) {
    case ".shp":
      return await readShapefile(path, keyed);
    case ".dbf": {
      const { columns, rows } = readDbf(await readBytes(path));
      return { columns, features: rows.map((attributes) => ({ attributes, geometry: null })) };
    }
    case ".prj":
      return { columns: new Map(), features: [], crs: await readText(path, side, file) };
    default:
      return parseGeojson(await readText(path, side, file));
  }
}

async function readShapefile(path: string, keyed: boolean): Promise<Layer> {
  const shapes = readShapes(await readBytes(path));
  const plain: Feature[] = shapes.map((geometry) => ({ attributes: {}, geometry }));
  if (!keyed) return { columns: new Map(), features: plain };
  const dbf = sibling(path, ".dbf");
  if (await stat(dbf).catch(() => undefined) === undefined) {
    throw new Error(`its features have no keys, as ${basename(dbf)} is not beside it`);
  }
  const { rows } = readDbf(await readBytes(dbf));
  if (rows.length !== shapes.length) {
    throw new Error(`it has ${shapes.length} features, but ${basename(dbf)} has ${rows.length} rows`);
  }
  return {
    columns: new Map(),
    features: plain.map((feature, index) => ({ ...feature, attributes: rows[index] ?? {} })),
  };
}

/** A file of the same shapefile. */
export function sibling(path: string, ending: string): string {
  const own = extname(path);
  return path.slice(0, -own.length) + (own === own.toUpperCase() ? ending.toUpperCase() : ending);
}

async function readBytes(path: string): Promise<Uint8Array> {
  const { size } = await stat(path);
  if (size > LARGEST) throw new Error(`it is too large (${size} bytes)`);
  return await readFile(path);
}

async function readText(path: string, side: Side, file: string): Promise<string> {
  const text = decodeUtf8(await readTextBytes(path, side, file));
  if (text === undefined) throw new Error("it is not UTF-8 text");
  return text;
}
