import assert from "node:assert/strict";
import process from "node:process";
import { test } from "node:test";
import fc from "fast-check";
import { tiff, type TiffOptions } from "../raster/test_tiff.ts";
import { testCases } from "../test_cases.ts";
import { compareOne, found, raster } from "../test_fixtures.ts";

const cells = Float32Array.of(1, 2, 3, 4, 5, 6, -9999, 8, NaN);
const of = (change: (values: Float32Array) => void) => {
  const values = cells.slice();
  change(values);
  return raster(values, 3, 3);
};
const base = raster(cells, 3, 3);

testCases("raster_pixels", base, [
  {
    name: "the same cells in other blocks",
    produced: tiff([...cells], { ...{ width: 3, height: 3 }, rows: 1, nodata: "-9999" }),
    verdict: "failed",
    differences: ["changed transform", "changed crs GTModelTypeGeoKey", "changed crs ProjectedCSTypeGeoKey"],
  },
  {
    name: "a cell within",
    produced: of((values) => values[4] = 5.04),
    params: { tolerance: 0.05 },
    verdict: "passed",
  },
  {
    name: "a cell beyond",
    produced: of((values) => values[4] = 5.06),
    params: { tolerance: 0.05 },
    verdict: "failed",
    differences: ["changed band 1 row 1 column 1"],
    message: /5\.05999994, the baseline has 5 \(x 500045, y 5199955\)/,
  },
  {
    name: "a cell beyond a relative tolerance",
    produced: of((values) => values[7] = 8.2),
    params: { tolerance: { rel: 0.02 } },
    verdict: "failed",
    differences: ["changed band 1 row 2 column 1"],
  },
  {
    name: "a share of the cells beyond that is allowed",
    produced: of((values) => values[7] = 80),
    params: { share: 0.15 },
    verdict: "passed",
  },
  {
    name: "a share of the cells beyond that is just so large",
    baseline: raster(new Float32Array(100), 10, 10),
    produced: raster(new Float32Array(100).fill(1, 0, 29), 10, 10),
    params: { share: 0.29 },
    verdict: "passed",
  },
  {
    name: "a larger share of the cells beyond",
    produced: of((values) => values.fill(80, 0, 2)),
    params: { share: 0.15 },
    verdict: "failed",
    differences: ["changed band 1 row 0 column 0", "changed band 1 row 0 column 1"],
  },
  {
    name: "an error above the limit of all cells",
    produced: of((values) => values[7] = 9),
    params: { share: 1, max_error: 0.5, mean_error: 0.1, rmse: 1 },
    verdict: "failed",
    differences: ["changed band 1 max_error", "changed band 1 mean_error"],
  },
  {
    name: "a cell that lost its data",
    produced: of((values) => values[0] = -9999),
    params: { tolerance: 99 },
    verdict: "failed",
    differences: ["changed band 1 row 0 column 0"],
    message: /no data, the baseline has 1/,
  },
  {
    name: "a cell that has data now",
    produced: of((values) => values[8] = 1),
    verdict: "failed",
    differences: ["changed band 1 row 2 column 2"],
    message: /^1, the baseline has no data/,
  },
  {
    name: "as many cells of a moved mask as are allowed",
    produced: of((values) => values[8] = 1),
    params: { mask: 1 },
    verdict: "passed",
  },
  {
    name: "a cell beyond behind many cells of a mask that may move",
    baseline: raster(Float32Array.from({ length: 60 }, (_, at) => at), 10, 6),
    produced: raster(
      Float32Array.from({ length: 60 }, (_, at) => at < 30 ? -9999 : at === 59 ? 1 : at),
      10,
      6,
    ),
    params: { mask: 30 },
    verdict: "failed",
    differences: ["changed band 1 row 5 column 9"],
  },
  { name: "NaN in place of nodata", produced: of((values) => values[6] = NaN), verdict: "passed" },
  {
    name: "another nodata value for the same cells",
    produced: raster(cells.map((value) => value === -9999 ? -1 : value), 3, 3, { GDAL_NODATA: "-1" }),
    verdict: "failed",
    differences: ["changed nodata value"],
  },
  {
    name: "another type",
    produced: raster(Float64Array.from(cells), 3, 3),
    verdict: "failed",
    differences: ["changed type"],
  },
  {
    name: "another size",
    produced: raster(cells.slice(0, 6), 3, 2),
    verdict: "failed",
    differences: ["changed size"],
  },
  { name: "an empty file", produced: "", verdict: "error", reason: /produced file "out\/file".*empty/ },
  {
    name: "a truncated file",
    produced: base.slice(0, -8),
    verdict: "error",
    reason: /produced file.*truncated/,
  },
  {
    name: "a text",
    produced: "no raster at all, but a text\n",
    verdict: "error",
    reason: /produced file.*no TIFF/,
  },
  {
    name: "a baseline that is no raster",
    baseline: "text of the baseline",
    produced: base,
    verdict: "error",
    reason: /baseline file.*no TIFF/,
  },
  {
    name: "a band that does not exist",
    produced: of((values) => values[0] = 2),
    params: { bands: { 2: { tolerance: 1 } } },
    verdict: "error",
    reason: /unknown "2"; valid here: 1/,
  },
]);

const classes = (values: number[], type: "int16" | "float32" = "int16") =>
  tiff(values, { width: 4, height: 2, nodata: "0", type });
const land = [41, 41, 42, 42, 71, 71, 0, 41];

testCases("raster_pixels", classes(land), [
  {
    name: "classes that became others",
    produced: classes([42, 42, 42, 42, 71, 41, 0, 0]),
    params: { classes: true },
    verdict: "failed",
    differences: [
      "changed band 1 class 41 (2 cells)",
      "changed band 1 class 71 (1 cell)",
      "changed band 1 row 1 column 3",
    ],
    message: /^2 cells of class 41 are 42 now$/,
  },
  {
    name: "a share of the cells that may be of another class",
    produced: classes([42, 41, 42, 42, 71, 71, 0, 41]),
    params: { classes: true, share: 0.2 },
    verdict: "passed",
  },
  {
    name: "classes with a tolerance",
    produced: classes(land.with(0, 1)),
    params: { classes: true, tolerance: 1 },
    verdict: "error",
    reason: /leave `tolerance` out/,
  },
  {
    name: "a band whose tolerance goes before the classes of all",
    produced: classes(land.with(0, 42)),
    params: { classes: true, bands: { 1: { tolerance: 1 } } },
    verdict: "passed",
  },
  {
    name: "classes in a raster of floats",
    baseline: classes(land, "float32"),
    produced: classes(land.with(0, 1), "float32"),
    params: { classes: true },
    verdict: "error",
    reason: /band 1 holds float32 numbers, not classes/,
  },
  {
    name: "classes in a raster with too many numbers",
    baseline: tiff(Array.from({ length: 300 * 300 }, (_, at) => at % 300), {
      ...{ width: 300, height: 300, type: "int16" },
    }),
    produced: tiff(Array.from({ length: 300 * 300 }, (_, at) => Math.floor(at / 300)), {
      ...{ width: 300, height: 300, type: "int16" },
    }),
    params: { classes: true },
    verdict: "error",
    reason: /too many different numbers/,
  },
]);

test("raster_pixels compare() tells the confusion of classes, and how well they agree", async () => {
  const produced = classes([42, 42, 42, 42, 71, 71, 0, 41]);
  const report = await compareOne("raster_pixels", classes(land), produced, { classes: true });
  const facts = report.facts["out/file"] as Record<string, Record<string, unknown>>;
  // By hand: 5 of 7 agree; by chance (3 * 1 + 2 * 4 + 2 * 2) / 49.
  const [agreement, chance] = [5 / 7, 15 / 49];
  assert.equal(facts["band 1"]?.["agreement"], agreement);
  assert.equal(facts["band 1"]?.["kappa"], (agreement - chance) / (1 - chance));
  assert.deepEqual(facts["band 1"]?.["confusion"], [
    { baseline: 41, produced: 42, cells: 2 },
    { baseline: 42, produced: 42, cells: 2 },
    { baseline: 71, produced: 71, cells: 2 },
    { baseline: 41, produced: 41, cells: 1 },
  ]);
  assert.deepEqual(report.notes, ["71.43 % of the cells are of the same class (kappa 0.5882)"]);
});

test("raster_pixels compare() says how many cells are beyond, and where the worst one is", async () => {
  const report = await compareOne(
    "raster_pixels",
    base,
    of((values) => {
      values[0] = 1.5;
      values[5] = 9;
      values[8] = 3;
    }),
  );
  assert.deepEqual(report.notes, [
    "2 of 7 cells beyond the tolerance, at most 3 apart at row 1, column 2 (x 500075, y 5199955), " +
    "1 cell with data that had none",
  ]);
  assert.deepEqual(report.facts["out/file"], {
    "band 1": {
      count: 7,
      beyond: 2,
      lost: 0,
      gained: 1,
      max_error: 3,
      mean_error: 0.5,
      rmse: Math.sqrt(9.25 / 7),
    },
  });
  assert.deepEqual(report.counts, { missing: 0, extra: 0, changed: 3 });
});

const layouts: fc.Arbitrary<Pick<TiffOptions, "rows" | "tile" | "compression">> = fc.tuple(
  fc.oneof(
    fc.integer({ min: 1, max: 9 }).map((rows) => ({ rows })),
    fc.constantFrom(16, 32).map((tile) => ({ tile })),
  ),
  fc.constantFrom("none" as const, "deflate" as const, "lzw" as const),
).map(([blocks, compression]) => ({ ...blocks, compression }));

test("raster_pixels compare() finds every cell that moved beyond the tolerance, and none within", async () => {
  const runs = process.env["PROFILE_TEST_SOAK"] === "1" ? 2000 : 150;
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 40 }),
      fc.array(fc.tuple(fc.nat(1599), fc.constantFrom(0.5, 1, 2, -2, 100)), { maxLength: 30 }),
      layouts,
      layouts,
      async (width, height, changes, before, after) => {
        const values = Array.from({ length: width * height }, (_, at) => at % 97);
        const moved = new Map(changes.map(([at, by]) => [at % values.length, by]));
        const next = values.map((value, at) => value + (moved.get(at) ?? 0));
        const beyond = [...moved].filter(([, by]) => Math.abs(by) > 1).length;
        const a = tiff(values, { width, height, ...before });
        const report = await compareOne("raster_pixels", a, tiff(next, { width, height, ...after }), {
          tolerance: 1,
        });
        assert.equal(report.counts.changed, beyond, found(report).join());
        assert.equal(report.verdict, beyond === 0 ? "passed" : "failed");
      },
    ),
    { numRuns: runs },
  );
});
