import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { burnClasses, burnCounts } from "./burn.ts";
import { climateSummary, generateStorms, readCli, writeCli } from "./climate.ts";
import { readCsv, writeCsv } from "./csv.ts";
import { drain } from "./flow.ts";
import { gridOver } from "./grid.ts";
import { decodeRaster, encodeRaster } from "./raster.ts";
import { makeTerrain } from "./terrain.ts";
import { abstractWatershed, channelMask, snapOutlet } from "./watershed.ts";

const BOUNDS = [-117.0412, 46.6811, -116.9774, 46.7231] as const;
const terrain = makeTerrain({
  bounds: BOUNDS,
  center: [-117.0093, 46.7021],
  zoom: 13,
  cellsize: 30,
  factor: 1,
});

test("gridOver() lies where the bounds are, in UTM, in whole cells", () => {
  const grid = gridOver(BOUNDS, 30);
  assert.equal(grid.epsg, 32611);
  assert.equal(grid.cell % 30, 0);
  assert.ok(grid.width <= 41 && grid.height <= 41 && grid.width > 20);
  // 46.7231 N, 117.0412 W is 496850 E, 5174600 N in zone 11 to within a cell.
  assert.ok(
    Math.abs(grid.west - 496_850) <= grid.cell && Math.abs(grid.north - 5_174_600) <= 2 * grid.cell,
    JSON.stringify(grid),
  );
});

test("drain() leads every cell downhill to the edge", () => {
  const flow = drain(terrain);
  for (let cell = 0; cell < flow.receiver.length; cell++) {
    let at = cell;
    for (let steps = 0; (flow.receiver[at] ?? -1) >= 0; steps++) {
      const to = flow.receiver[at] ?? -1;
      assert.ok((flow.filled[to] ?? Infinity) < (flow.filled[at] ?? 0));
      assert.ok(steps < 2000);
      at = to;
    }
  }
  const out = flow.receiver.reduce((sum, to, cell) => to < 0 ? sum + (flow.upstream[cell] ?? 0) : sum, 0);
  assert.equal(out, flow.receiver.length);
});

test("abstractWatershed() shares out exactly the cells above the outlet", () => {
  const flow = drain(terrain);
  const mask = channelMask(flow, 5, 60);
  const found = snapOutlet(terrain.grid, flow, mask, 46.6948, -117.0127);
  assert.ok(found !== undefined);
  const options = {
    clipLength: 300,
    ofeLength: 50,
    ofeBuffer: false,
    walkFlowpaths: true,
    biegerWidths: false,
  };
  const { labels, hillslopes, channels } = abstractWatershed(terrain, flow, mask, found.cell, options);
  assert.equal(labels.filter((label) => label !== 0).length, flow.upstream[found.cell]);
  assert.ok(hillslopes.length >= 5 && channels.length >= 3);
  assert.deepEqual(hillslopes.map((slope) => slope.wepp_id), hillslopes.map((_, index) => index + 1));
  assert.ok(hillslopes.every((slope) => slope.length <= 300 && [1, 2, 3].includes(slope.topaz_id % 10)));
  assert.equal(channels.filter((channel) => channel.into === undefined).length, 1);
  assert.equal(snapOutlet(terrain.grid, flow, mask, 10, 10), undefined);
});

test("encodeRaster() gives GeoTIFFs that decodeRaster() reads, and equal bytes for equal input", async () => {
  const grid = gridOver(BOUNDS, 30);
  for (const [type, nodata] of [["float32", -9999], ["uint16", 0], ["uint8", 255]] as const) {
    const values = Array.from({ length: grid.width * grid.height }, (_, cell) => cell % 250);
    const bytes = await encodeRaster(grid, values, type, nodata);
    assert.deepEqual(bytes, await encodeRaster(grid, values, type, nodata));
    const back = await decodeRaster(bytes);
    assert.deepEqual([back.width, back.height, back.nodata], [grid.width, grid.height, nodata]);
    assert.deepEqual([...Array.from(back.data)], values);
  }
});

test("burnClasses() understands the usual codings", () => {
  const classes = (data: number[], nodata?: number) =>
    burnClasses({ width: data.length, height: 1, data, nodata });
  assert.deepEqual(classes([0, 1, 2, 3, 255]), [0, 1, 2, 3, 255]);
  assert.deepEqual(classes([1, 2, 3, 4]), [0, 1, 2, 3]);
  assert.deepEqual(classes([130, 131, 133, 0], 0), [0, 1, 3, 255]);
  assert.deepEqual(classes([0, 50, 100, 200]), [0, 1, 2, 3]);
  assert.deepEqual(burnCounts([0, 3, 3, 255]), { nodata: 1, unburned: 1, low: 0, moderate: 0, high: 2 });
});

test("writeCli() and readCli() agree, and the summary counts what is there", () => {
  const storms = generateStorms({
    station: "106388",
    years: 2,
    startYear: 1990,
    mode: 0,
    flavour: "",
    factor: 1,
  });
  assert.deepEqual(readCli(writeCli("STATION", 46.7, -117, storms)), storms);
  assert.equal(climateSummary(storms).years, 2);
  assert.deepEqual(readCli("no weather here"), []);
});

test("writeCsv() and readCsv() agree on text with commas, quotes and empty values", () => {
  const text = fc.stringMatching(/^[a-z ,"]{0,8}$/);
  fc.assert(
    fc.property(
      fc.array(fc.record({ a: text, n: fc.integer(), z: text }, { noNullPrototype: true }), { minLength: 1 }),
      (rows) => {
        assert.deepEqual(readCsv(writeCsv(rows, ["a", "n", "z"])), rows);
      },
    ),
  );
});
