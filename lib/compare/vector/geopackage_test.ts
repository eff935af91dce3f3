import assert from "node:assert/strict";
import { test } from "node:test";
import { compareFiles, found } from "../test_fixtures.ts";
import { readGeopackage } from "./geopackage.ts";
import { gpkg, type TestPoint } from "./test_geopackage.ts";

const POINTS: TestPoint[] = [["1.5", "'a'", 1, 2], ["NULL", "'b'", 3, 4]];

async function compare(before: Uint8Array, after: Uint8Array, params: Record<string, unknown> = {}) {
  const file = "export/hills.gpkg";
  const [report] = await compareFiles({ [file]: before }, { [file]: after }, [
    { target: "export/*", method: "vector_diff", params },
  ]);
  assert.ok(report);
  return report.verdict === "error" ? [report.reason] : [report.verdict, ...found(report)];
}

test("readGeopackage() gives the layers with ids, attributes, geometries and CRS", async () => {
  const layers = await readGeopackage(await gpkg({ hills: POINTS, empty: [] }));
  assert.deepEqual([...layers.keys()], ["empty", "hills"]);
  const hills = layers.get("hills");
  assert.deepEqual([...hills?.columns ?? []], [["loss", "REAL"], ["name", "TEXT"]]);
  assert.equal(hills?.crs, "EPSG:26911");
  assert.deepEqual(hills?.features, [
    {
      id: "1",
      attributes: { loss: 1.5, name: "a" },
      geometry: { type: "Point", dimension: "points", parts: [[[1, 2]]], area: 0 },
    },
    {
      id: "2",
      attributes: { loss: null, name: "b" },
      geometry: { type: "Point", dimension: "points", parts: [[[3, 4]]], area: 0 },
    },
  ]);
});

test("vector_diff compares GeoPackages layer by layer", async () => {
  const base = await gpkg({ hills: POINTS });
  const changed = (...points: TestPoint[]) => gpkg({ hills: points });
  const [first, second] = POINTS as [TestPoint, TestPoint];
  assert.deepEqual(await compare(base, await gpkg({ hills: POINTS }, "PRAGMA user_version = 7")), ["passed"]);
  assert.deepEqual(await compare(base, await changed(["1.6", "'a'", 1, 2], second)), [
    "failed",
    "changed layer hills, feature id=1: loss",
  ]);
  assert.deepEqual(await compare(base, await changed(["1.6", "'a'", 1, 2], second), { tolerance: 0.2 }), [
    "passed",
  ]);
  const large = async (loss: string) =>
    await gpkg({ hills: POINTS }, `ALTER TABLE hills ADD n INTEGER; UPDATE hills SET n = ${loss}`);
  const [odd, even] = [await large("9007199254740993"), await large("9007199254740992")];
  const found = ["changed layer hills, feature id=1: n", "changed layer hills, feature id=2: n"];
  assert.deepEqual(await compare(odd, even, { tolerance: 0.5 }), ["failed", ...found]);
  assert.deepEqual(await compare(odd, even, { tolerance: 1 }), ["passed"]);
  assert.deepEqual(
    await compare(base, await changed(first, ["2", "'b'", 3, 5]), { geometry: { distance: 0.5 } }),
    [
      "failed",
      "changed layer hills, feature id=2: loss",
      "changed layer hills, feature id=2: distance",
    ],
  );
  assert.deepEqual(await compare(base, await changed(second, first)), [
    "failed",
    "changed layer hills, feature id=1: loss",
    "changed layer hills, feature id=1: name",
    ...["xmin", "ymin", "xmax", "ymax", "distance"].map((one) => `changed layer hills, feature id=1: ${one}`),
    "changed layer hills, feature id=2: loss",
    "changed layer hills, feature id=2: name",
    ...["xmin", "ymin", "xmax", "ymax", "distance"].map((one) => `changed layer hills, feature id=2: ${one}`),
  ]);
  assert.deepEqual(await compare(base, await changed(second, first), { key: "name" }), ["passed"]);
  assert.deepEqual(await compare(base, await changed(first)), [
    "failed",
    "changed layer hills, features",
    "missing layer hills, feature id=2",
  ]);
  assert.deepEqual(await compare(base, await gpkg({ hills: POINTS, channels: [] })), [
    "failed",
    "extra layer channels",
  ]);
  assert.deepEqual(await compare(base, await gpkg({ channels: POINTS })), [
    "failed",
    "missing layer hills",
    "extra layer channels",
  ]);
  const retyped = await gpkg(
    { hills: POINTS },
    "ALTER TABLE hills ADD COLUMN area REAL; ALTER TABLE hills DROP COLUMN loss",
  );
  assert.deepEqual(await compare(base, retyped), [
    "failed",
    "missing layer hills, column loss",
    "extra layer hills, column area",
  ]);
  const crs = await gpkg(
    { hills: POINTS },
    "UPDATE gpkg_spatial_ref_sys SET organization_coordsys_id = 32611",
  );
  assert.deepEqual(await compare(base, crs), ["failed", "changed layer hills, crs"]);
});

test("vector_diff refuses what is no GeoPackage, or would compute something", async () => {
  const base = await gpkg({ hills: POINTS });
  const refused = async (after: Uint8Array, words: RegExp) => {
    const [reason] = await compare(base, after);
    assert.match(reason ?? "", words);
    assert.match(reason ?? "", /^The produced file "export\/hills.gpkg" cannot be read: /);
  };
  await refused(new TextEncoder().encode("no database"), /not a database/);
  await refused(new Uint8Array(), /no GeoPackage/);
  await refused(base.slice(0, 5000), /malformed|no GeoPackage|cut/);
  await refused(await gpkg({}, "DROP TABLE gpkg_contents"), /a SQLite file, but no GeoPackage/);
  const view =
    "ALTER TABLE hills RENAME TO x; CREATE VIEW hills AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n FROM c) SELECT n FROM c";
  await refused(await gpkg({ hills: POINTS }, view), /its layer "hills" is no plain table/);
  await refused(
    await gpkg({ hills: POINTS }, "UPDATE hills SET geom = x'4750'"),
    /feature 1: its geometry is cut/,
  );
  await refused(
    await gpkg({ hills: POINTS }, "UPDATE hills SET geom = 3"),
    /feature 1: its geometry is no GeoPackage/,
  );
});
