/** Writes GeoPackages for tests. */
import { Buffer } from "node:buffer";
import initSqlJs from "sql.js";

/** A feature: its attributes as SQL literals, and a point. */
export type TestPoint = [loss: string, name: string, x: number, y: number];

interface SqlJs {
  Database: new () => { run(sql: string): void; export(): Uint8Array; close(): void };
}

/** The bytes of a GeoPackage with layers of points; each may run more SQL at its end. */
export async function gpkg(layers: Readonly<Record<string, TestPoint[]>>, more = ""): Promise<Uint8Array> {
  const { Database } = await (initSqlJs() as unknown as Promise<SqlJs>);
  const database = new Database();
  const run = (sql: string) => database.run(sql);
  run("CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT, last_change DATETIME)");
  run("CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, srs_id INTEGER)");
  run(
    "CREATE TABLE gpkg_spatial_ref_sys (srs_id INTEGER, organization TEXT, organization_coordsys_id INTEGER)",
  );
  run("INSERT INTO gpkg_spatial_ref_sys VALUES (26911, 'EPSG', 26911)");
  for (const [name, points] of Object.entries(layers)) {
    run(`INSERT INTO gpkg_contents VALUES ('${name}', 'features', '2026-01-02T03:04:05Z')`);
    run(`INSERT INTO gpkg_geometry_columns VALUES ('${name}', 'geom', 26911)`);
    run(`CREATE TABLE "${name}" (fid INTEGER PRIMARY KEY, geom POINT, loss REAL, name TEXT)`);
    for (const [loss, text, x, y] of points) {
      run(`INSERT INTO "${name}" (geom, loss, name) VALUES (x'${point(x, y)}', ${loss}, ${text})`);
    }
  }
  if (more !== "") run(more);
  const bytes = database.export();
  database.close();
  return bytes;
}

/** The header of a geometry without a box, and a point as well-known binary; in hex. */
function point(x: number, y: number): string {
  const bytes = Buffer.alloc(29);
  bytes.write("GP", 0);
  bytes[3] = 1;
  bytes.writeInt32LE(26911, 4);
  bytes[8] = 1;
  bytes.writeUInt32LE(1, 9);
  bytes.writeDoubleLE(x, 13);
  bytes.writeDoubleLE(y, 21);
  return bytes.toString("hex");
}
