/** Reads the layers of GeoPackages (OGC 12-128r19): SQLite files with a table for each layer. */
import { sha256 } from "../../files/hash.ts";
import type { JsonValue } from "../../model/json.ts";
import { markedNumber } from "../json/text.ts";
import type { Feature, Geometry, Layer } from "./layer.ts";
import { type Sqlite, type SqlValue, withSqlite } from "./sqlite.ts";
import { readWkb } from "./wkb.ts";

/** Bytes of the box in a geometry's header, by its kind. */
const ENVELOPES = [0, 32, 48, 48, 64];
const EMPTY = 0b10000;

/**
 * The layers by name: tables with features, attributes or tiles that `gpkg_contents` names.
 *
 * @throws Error that says what is wrong
 */
export async function readGeopackage(bytes: Uint8Array): Promise<Map<string, Layer>> {
  return await withSqlite(bytes, (database) => {
    const tables = new Map([
      ...database.query("SELECT name, sql FROM sqlite_schema WHERE type = 'table'"),
    ].map(({ name, sql }) => [text(name), text(sql)]));
    if (!tables.has("gpkg_contents")) throw new Error("it is a SQLite file, but no GeoPackage");
    const layers = new Map<string, Layer>();
    for (const { table_name } of [...database.query("SELECT table_name FROM gpkg_contents ORDER BY 1")]) {
      const name = text(table_name);
      const sql = tables.get(name);
      // A view or a virtual table may compute anything, for ever.
      if (sql === undefined || /^\s*create\s+virtual\b/i.test(sql)) {
        throw new Error(`its layer "${name}" is no plain table`);
      }
      layers.set(name, readLayer(database, name, tables.has("gpkg_geometry_columns")));
    }
    return layers;
  });
}

function readLayer(database: Sqlite, table: string, mayHaveGeometry: boolean): Layer {
  const columns = new Map<string, string>();
  let key: string | undefined;
  for (const { name, type, pk } of database.query(`PRAGMA table_info(${quoted(table)})`)) {
    if (pk === 1) key = text(name);
    else columns.set(text(name), text(type).toUpperCase());
  }
  const [place] = mayHaveGeometry
    ? database.query(
      `SELECT column_name, srs_id FROM gpkg_geometry_columns WHERE table_name = ${literal(table)}`,
    )
    : [];
  const shape = place === undefined ? undefined : text(place["column_name"]);
  if (shape !== undefined) columns.delete(shape);
  const order = key === undefined ? "rowid" : quoted(key);
  const features: Feature[] = [];
  for (const row of database.query(`SELECT * FROM ${quoted(table)} ORDER BY ${order}`)) {
    const id = key === undefined ? undefined : text(row[key]);
    features.push({
      ...(id === undefined ? {} : { id }),
      attributes: Object.fromEntries([...columns.keys()].map((name) => [name, attribute(row[name])])),
      geometry: shape === undefined ? null : geometryOf(row[shape], id ?? String(features.length + 1)),
    });
  }
  const crs = place === undefined ? undefined : crsOf(database, Number(place["srs_id"]));
  return { columns, features, ...(crs === undefined ? {} : { crs }) };
}

function crsOf(database: Sqlite, id: number): string {
  const [found] = database.query(
    `SELECT organization, organization_coordsys_id AS code FROM gpkg_spatial_ref_sys WHERE srs_id = ${id}`,
  );
  return found === undefined ? `srs_id ${id}` : `${text(found["organization"])}:${text(found["code"])}`;
}

/** GeoPackage's own header, then well-known binary. */
function geometryOf(value: SqlValue | undefined, feature: string): Geometry | null {
  if (value === null || value === undefined) return null;
  const damaged = (why: string) => new Error(`feature ${feature}: ${why}`);
  if (!(value instanceof Uint8Array) || value[0] !== 0x47 || value[1] !== 0x50) {
    throw damaged("its geometry is no GeoPackage geometry");
  }
  const flags = value[3] ?? 0;
  const envelope = ENVELOPES[(flags >> 1) & 0b111];
  if (envelope === undefined) throw damaged("its geometry has an unknown box");
  if ((flags & EMPTY) !== 0) return { type: "empty", dimension: "mixed", parts: [], area: 0 };
  try {
    return readWkb(value.subarray(8 + envelope));
  } catch (error) {
    throw damaged(error instanceof Error ? error.message : String(error));
  }
}

function attribute(value: SqlValue | undefined): JsonValue {
  if (value instanceof Uint8Array) return `${value.length} bytes, SHA-256 ${sha256(value)}`;
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  return typeof value === "bigint" ? markedNumber(String(value)) : value ?? null;
}

function text(value: SqlValue | undefined): string {
  return value instanceof Uint8Array || value === null || value === undefined ? "" : String(value);
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function literal(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
