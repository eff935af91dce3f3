import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { RasterView } from "../../model/evidence.ts";
import { drawRaster } from "../draw/raster.ts";
import { PANEL } from "../draw/raster_picture.ts";
import { sampleRaster } from "../draw/raster_sample.ts";
import { raster, withFolder, writeFiles } from "../test_fixtures.ts";
import { rasterView } from "./raster_view.ts";

type Numbers = Float32Array | Float64Array;

/** The view of a band of two GeoTIFFs. */
async function viewOf(a: Numbers, b: Numbers, width: number, height: number): Promise<RasterView> {
  return await withFolder(async (folder) => {
    await writeFiles(folder, { before: raster(a, width, height), after: raster(b, width, height) });
    const files = await drawRaster({
      file: "out/loss.tif",
      baseline: { path: join(folder, "before"), sha256: "", size: 0 },
      produced: join(folder, "after"),
      params: {},
    }, (text) => text);
    const view = files.find(({ suffix }) => suffix === ".view.json");
    return RasterView.parse(JSON.parse(new TextDecoder().decode(view?.bytes)));
  });
}

/** The same of cells in memory: large ones take long to be written. */
async function sampled(a: Float32Array, b: Float32Array, width: number, height: number): Promise<RasterView> {
  const nodata = [NODATA, NODATA] as const;
  const sample = await sampleRaster(
    (async function* () {
      yield await Promise.resolve({ top: 0, height, a, b });
    })(),
    { width, height, nodata },
    PANEL,
  );
  const header = {
    width,
    height,
    bands: 1,
    type: "float32",
    transform: null,
    crs: {},
    nodata: NODATA,
    meanings: [],
  };
  return rasterView(sample, { file: "a.tif", band: 0, headers: [header, header], views: 1 }, (text) => text);
}

/** Reads a side of the grid as the page does, with other means. */
function numbersOf({ grid }: RasterView, side: "baseline" | "produced"): number[] {
  const bytes = Buffer.from(grid[side], "base64");
  return Array.from(
    { length: grid.columns * grid.rows },
    (_, at) => grid.encoding === "float32" ? bytes.readFloatLE(at * 4) : bytes.readDoubleLE(at * 8),
  );
}

/** Index of the raster's cell that each cell of the grid shows. */
function cellsOf({ grid, width, height }: RasterView): number[] {
  const offsets = grid.offsets === undefined ? undefined : Buffer.from(grid.offsets, "base64");
  return Array.from({ length: grid.columns * grid.rows }, (_, at) => {
    const [row, column] = [Math.floor(at / grid.columns), at % grid.columns];
    return (Math.floor((row * height) / grid.rows) + (offsets?.[2 * at] ?? 0)) * width +
      Math.floor((column * width) / grid.columns) + (offsets?.[2 * at + 1] ?? 0);
  });
}

const NODATA = -9999;
const asRead = (value: number | undefined) => value === undefined || value === NODATA ? NaN : value;

test("rasterView() of a small raster has every cell as it is, no data as NaN", async () => {
  const [a, b] = [
    new Float32Array([1.1, 2, NODATA, NODATA, 5, NaN]),
    new Float32Array([1.1, 3, 7, NODATA, 5, 6]),
  ];
  const view = await viewOf(a, b, 3, 2);
  assert.deepEqual(numbersOf(view, "baseline"), [Math.fround(1.1), 2, NaN, NaN, 5, NaN]);
  assert.deepEqual(numbersOf(view, "produced"), [Math.fround(1.1), 3, 7, NaN, 5, 6]);
  assert.deepEqual([view.grid.encoding, view.grid.offsets, view.crs], ["float32", undefined, "EPSG:32611"]);
  assert.deepEqual(view.transform, [500_000, 30, 0, 5_200_000, 0, -30]);
  assert.deepEqual(view.nodata, { baseline: NODATA, produced: NODATA });
  assert.deepEqual(view.stats, { count: 3, differing: 1, lost: 0, gained: 2 });
  assert.deepEqual(view.worst, [
    { row: 0, column: 1, baseline: 2, produced: 3 },
    { row: 0, column: 2, baseline: null, produced: 7 },
    { row: 1, column: 2, baseline: null, produced: 6 },
  ]);
  const sum = (counts: number[]) => counts.reduce((all, one) => all + one, 0);
  const { values, differences } = view.histogram;
  assert.deepEqual([values.baseline, values.produced, differences].map(sum), [3, 5, 1]);
  assert.equal(view.empties, true);
});

test("rasterView() of numbers that 32 bits do not hold has all their digits", async () => {
  const view = await viewOf(new Float64Array([0.1, 1 / 3]), new Float64Array([0.1, 2 / 3]), 2, 1);
  assert.deepEqual([view.grid.encoding, ...numbersOf(view, "produced")], ["float64", 0.1, 2 / 3]);
});

test("rasterView() of a large raster says which cell each shown one is, and shows the one that differs", async () => {
  const sides = fc.integer({ min: 1, max: 500 });
  await fc.assert(
    fc.asyncProperty(sides, sides, fc.nat(), fc.boolean(), async (width, height, place, empties) => {
      const a = Float32Array.from(
        { length: width * height },
        (_, index) => empties && index % 7 === 0 ? NODATA : index,
      );
      const at = place % a.length;
      const b = a.with(at, empties ? NODATA : -1);
      if (a[at] === b[at]) return;
      const view = await sampled(a, b, width, height);
      const [before, after, cells] = [
        numbersOf(view, "baseline"),
        numbersOf(view, "produced"),
        cellsOf(view),
      ];
      assert.ok(Math.max(view.grid.columns, view.grid.rows) <= 200);
      for (const [index, cell] of cells.entries()) {
        // Where all of an area is empty no cell was taken.
        if (Number.isNaN(before[index]) && Number.isNaN(after[index])) continue;
        assert.ok(
          Object.is(before[index], asRead(a[cell])),
          `${width} x ${height}, shown ${index}, cell ${cell}`,
        );
        assert.ok(
          Object.is(after[index], asRead(b[cell])),
          `${width} x ${height}, shown ${index}, cell ${cell}`,
        );
      }
      const differing = cells.filter((_, index) => !Object.is(before[index], after[index]));
      assert.deepEqual(differing, [at]);
      assert.deepEqual(view.worst.map(({ row, column }) => row * width + column), [at]);
      assert.ok(JSON.stringify(view).length < 300_000);
    }),
    { numRuns: 60 },
  );
});
