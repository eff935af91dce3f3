/** Vector data of all formats, written by GDAL: the same features in each, and the areas and lengths that GDAL tells. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import type { Layer } from "../../lib/compare/vector/layer.ts";
import { lengthOf } from "../../lib/compare/vector/measures.ts";
import { readLayers } from "../../lib/compare/vector/reader.ts";
import { withFolder } from "../../lib/files/test_folder.ts";
import { random } from "../soak/damage.ts";

const COUNT = 40;

/** Polygons around a hole, each with a key, a number and a name; some numbers are not there. */
function geojson(): string {
  const pick = random(7);
  const ring = (x: number, y: number, size: number, corners: number) => {
    const angles = Array.from({ length: corners }, (_, at) => at * 2 * Math.PI / corners);
    // Six digits, as GeoJSON of GDAL has seven.
    const places = angles.map((angle) =>
      [x + size * Math.cos(angle), y + size * Math.sin(angle)].map((value) => Number(value.toFixed(6)))
    );
    return [...places, places[0]];
  };
  const features = Array.from({ length: COUNT }, (_, index) => {
    const [x, y, size] = [pick(300) - 150, pick(120) - 60, 1 + pick(9)];
    const rings = [
      ring(x, y, size, 3 + pick(9)),
      ...(pick(2) === 0 ? [ring(x, y, size / 4, 5).reverse()] : []),
    ];
    const properties = {
      TopazID: 22 + index,
      loss: pick(5) === 0 ? null : pick(1e6) / 1024,
      name: `hill ${index} é`,
    };
    return { type: "Feature", properties, geometry: { type: "Polygon", coordinates: rings } };
  });
  return JSON.stringify({ type: "FeatureCollection", features });
}

test("readLayers() finds the same features in all formats, with the areas and lengths that GDAL tells", async () => {
  if (spawnSync("ogr2ogr", ["--version"]).status !== 0) return;
  await withFolder(async (folder) => {
    const source = join(folder, "hills.geojson");
    await writeFile(source, geojson());
    const write = (name: string, ...options: string[]) =>
      execFileSync("ogr2ogr", [join(folder, name), source, ...options], {
        stdio: ["ignore", "ignore", "ignore"],
      });
    write("hills.gpkg", "-f", "GPKG");
    write("hills.shp", "-f", "ESRI Shapefile", "-lco", "ENCODING=UTF-8");
    write("lines.geojsonl", "-f", "GeoJSONSeq");
    write("records.geojson", "-f", "GeoJSONSeq", "-lco", "RS=YES");
    const read = async (name: string) => {
      const [layer] = (await readLayers(join(folder, name), "baseline", name, false)).values();
      assert.ok(layer);
      return layer;
    };
    const base = await read("hills.geojson");
    assert.equal(base.features.length, COUNT);
    for (const name of ["hills.gpkg", "hills.shp", "lines.geojsonl", "records.geojson"]) {
      assert.deepEqual(corners(await read(name)), corners(base), name);
    }
    const attributes = (layer: Layer) => layer.features.map((feature) => feature.attributes);
    for (const name of ["hills.gpkg", "hills.dbf", "lines.geojsonl"]) {
      assert.deepEqual(attributes(await read(name)), attributes(base), name);
    }
    const sql = "SELECT OGR_GEOM_AREA AS area FROM hills";
    const table = execFileSync("ogr2ogr", ["-f", "CSV", "/vsistdout/", source, "-sql", sql], {
      encoding: "utf8",
    });
    const areas = table.trim().split("\n").slice(1).map((line) => Number(line.replaceAll('"', "")));
    assert.equal(areas.length, COUNT);
    base.features.forEach(({ geometry }, index) => {
      const [ours, theirs] = [geometry?.area ?? NaN, areas[index] ?? NaN];
      assert.ok(Math.abs(ours - theirs) <= 1e-9 * theirs, `${index}: ${ours} and ${theirs}`);
      assert.ok(geometry !== null && lengthOf(geometry) > 0);
    });
  });
});

/** The corners of each ring, whatever its start and direction. */
function corners({ features }: Layer): string[][] {
  return features.map(({ geometry }) =>
    (geometry?.parts ?? []).map((ring) => ring.slice(1).map((one) => one.join(" ")).sort().join(", ")).sort()
  );
}
