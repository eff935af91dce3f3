import assert from "node:assert/strict";
import { test } from "node:test";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { compareOne, found, raster, withFolder } from "./test_fixtures.ts";
import { tiff, type TiffOptions } from "./test_tiff.ts";
import { readRaster } from "./raster_reader.ts";

const values = [1, 2, 3, 4, 5, -9999];
const base = raster(new Float32Array(values), 3, 2);
const moved = (factor: number) =>
  raster(new Float32Array(values.map((value) => value === -9999 ? value : value * factor)), 3, 2);
const all = (rule: unknown) => ({
  tolerance: Object.fromEntries(["min", "max", "mean", "std", "sum"].map((name) => [name, rule])),
});

const meaning = (items: string) => `<GDALMetadata>\n  ${items}\n</GDALMetadata>`;

interface Case {
  name: string;
  produced: Uint8Array | string;
  params?: Record<string, unknown>;
  verdict: string;
  differences?: string[];
  reason?: RegExp;
}

const cases: Case[] = [
  { name: "equal", produced: base, verdict: "passed" },
  { name: "within", produced: moved(1.001), params: all({ rel: 0.01 }), verdict: "passed" },
  {
    name: "beyond",
    produced: moved(1.03),
    params: { tolerance: { mean: { rel: 0.01 }, min: 1, max: 1, std: 1, sum: 1 } },
    verdict: "failed",
    differences: ["changed band 1 mean"],
  },
  {
    name: "only the named statistics, as in the specification's sample",
    produced: moved(1.03),
    params: { tolerance: { mean: 1, max: 1 } },
    verdict: "passed",
  },
  {
    name: "no tolerance compares all statistics",
    produced: moved(1.03),
    verdict: "failed",
    differences: ["min", "max", "mean", "std", "sum"].map((name) => `changed band 1 ${name}`),
  },
  {
    name: "a band that vanished",
    produced: base,
    verdict: "failed",
    differences: ["changed bands"],
  },
  {
    name: "reordered cells",
    produced: raster(new Float32Array([5, 4, 3, 2, 1, -9999]), 3, 2),
    verdict: "passed",
  },
  {
    name: "nodata that moved",
    produced: raster(new Float32Array([-9999, 1, 2, 3, 4, 5]), 3, 2),
    verdict: "failed",
    differences: ["changed band 1 mask"],
  },
  {
    name: "NaN in place of nodata",
    produced: raster(new Float32Array([1, 2, 3, 4, 5, NaN]), 3, 2),
    verdict: "passed",
  },
  {
    name: "one nodata cell more",
    produced: raster(new Float32Array([3, 1, 5, -9999, 3, -9999]), 3, 2),
    params: all(10),
    verdict: "failed",
    differences: ["changed band 1 count", "changed band 1 nodata"],
  },
  {
    name: "no valid cell left",
    produced: raster(new Float32Array(6).fill(-9999), 3, 2),
    verdict: "failed",
    differences: ["count", "nodata", "min", "max", "mean", "std", "sum"].map((s) => `changed band 1 ${s}`),
  },
  {
    name: "another nodata value",
    produced: raster(new Float32Array([1, 2, 3, 4, 5, -1]), 3, 2, { GDAL_NODATA: "-1" }),
    verdict: "failed",
    differences: ["changed nodata value"],
  },
  {
    name: "another type",
    produced: raster(new Float64Array(values), 3, 2),
    verdict: "failed",
    differences: ["changed band 1 type"],
  },
  {
    name: "another size",
    produced: raster(new Float32Array(values), 2, 3),
    verdict: "failed",
    differences: ["changed size"],
  },
  {
    name: "another place",
    produced: raster(new Float32Array(values), 3, 2, { ModelTiepoint: [0, 0, 0, 500_030, 5_200_000, 0] }),
    verdict: "failed",
    differences: ["changed transform"],
  },
  {
    name: "another coordinate reference system",
    produced: raster(new Float32Array(values), 3, 2, { ProjectedCSTypeGeoKey: 32612 }),
    verdict: "failed",
    differences: ["changed crs ProjectedCSTypeGeoKey"],
  },
  { name: "an empty file", produced: "", verdict: "error", reason: /produced file "out\/file".*empty/ },
  { name: "a truncated file", produced: base.slice(0, -8), verdict: "error", reason: /truncated/ },
  { name: "half a header", produced: base.slice(0, 12), verdict: "error", reason: /produced file/ },
  { name: "a text", produced: "no raster at all, but a text\n", verdict: "error", reason: /GeoTIFF/ },
  {
    name: "a Git LFS pointer",
    produced: "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
    verdict: "error",
    reason: /produced file.*git lfs pull/,
  },
  {
    name: "a band that does not exist",
    produced: moved(1.1),
    params: { bands: { "2": { mean: 1 } } },
    verdict: "error",
    reason: /unknown "2"; valid here: 1/,
  },
];

for (const { name, produced, params, verdict, differences = [], reason } of cases) {
  test(`raster_stats compare() with ${name} is ${verdict}`, async () => {
    const two = raster(new Float32Array([...values, ...values].map((_, i) => values[i >> 1] ?? 0)), 3, 2);
    const before = name === "a band that vanished" ? two : base;
    const report = await compareOne("raster_stats", before, produced, params);
    assert.equal(report.verdict, verdict, report.reason ?? "");
    assert.deepEqual(found(report), differences);
    if (reason !== undefined) assert.match(report.reason ?? "", reason);
  });
}

test("raster_stats compare() names statistic, baseline, produced and tolerance", async () => {
  const report = await compareOne("raster_stats", base, moved(1.03), {
    tolerance: { mean: 0.05, min: 9, max: 9, std: 9, sum: 9 },
  });
  const [difference] = report.differences;
  assert.equal(difference?.baseline, 3);
  assert.ok(Math.abs(Number(difference?.actual) - 3.09) < 1e-6);
  assert.equal(difference?.tolerance, "abs 0.05");
  assert.match(difference?.message ?? "", /mean is 3\.09, the baseline has 3/);
});

test("raster_stats compare() lets tolerances of a band go before those of all", async () => {
  const params = { ...all(0), bands: { "1": all(9).tolerance } };
  assert.equal((await compareOne("raster_stats", base, moved(1.1), params)).verdict, "passed");
});

test("readRaster() agrees with statistics computed the plain way", async () => {
  const cell = fc.oneof(fc.float({ min: -1e6, max: 1e6, noNaN: true }), fc.constant(-9999), fc.constant(NaN));
  const size = fc.record({ width: fc.integer({ min: 1, max: 12 }), height: fc.integer({ min: 1, max: 9 }) });
  const rasters = size.chain(({ width, height }) =>
    fc.array(cell, { minLength: width * height, maxLength: width * height })
      .map((cells) => ({ width, height, cells: new Float32Array(cells) }))
  );
  await withFolder(async (folder) => {
    const path = join(folder, "r.tif");
    await fc.assert(
      fc.asyncProperty(rasters, async ({ width, height, cells }) => {
        await writeFile(path, raster(cells, width, height));
        const { bands: [band] } = await readRaster(path);
        // Adding 0 makes 0 of -0, which is the same height.
        const valid = [...cells].filter((value) => !Number.isNaN(value) && value !== -9999).map((one) =>
          one + 0
        );
        assert.equal(band?.count, valid.length);
        assert.equal(band.nodata, cells.length - valid.length);
        if (valid.length === 0) return assert.equal(band.mean, null);
        const mean = valid.reduce((sum, value) => sum + value, 0) / valid.length;
        const std = Math.sqrt(valid.reduce((sum, value) => sum + (value - mean) ** 2, 0) / valid.length);
        assert.equal((band.min ?? NaN) + 0, Math.min(...valid));
        assert.equal((band.max ?? NaN) + 0, Math.max(...valid));
        assert.ok(Math.abs((band.mean ?? NaN) - mean) <= 1e-9 * Math.max(1, Math.abs(mean)));
        assert.ok(Math.abs((band.std ?? NaN) - std) <= 1e-6 * Math.max(1, std));
      }),
      { numRuns: 200 },
    );
  });
});

test("readRaster() reads strips, the last one shorter, and finds a strip that lacks", async () => {
  const cells = Array.from({ length: 35 }, (_, index) => index);
  const striped = (height: number, rows: number) =>
    tiff(cells.slice(0, 5 * height), { width: 5, height, rows });
  await withFolder(async (folder) => {
    const path = join(folder, "s.tif");
    for (const rows of [1, 2, 3, 7]) {
      await writeFile(path, striped(7, rows));
      const { width, height, transform, bands: [band] } = await readRaster(path);
      assert.deepEqual([width, height, transform], [5, 7, null]);
      assert.deepEqual([band?.count, band?.min, band?.max, band?.sum], [35, 0, 34, 595]);
    }
    await writeFile(path, striped(7, 2).slice(0, -20));
    await assert.rejects(readRaster(path), /truncated/);
    await writeFile(path, striped(6, 2).with(10 + 12 + 8, 200));
    await assert.rejects(readRaster(path), /too short for its 100 blocks|should have 100 blocks and lists 3/);
  });
});

test("readRaster() of damaged bytes is an error or a result, never a crash or a hang", async () => {
  const metadata = meaning('<Item name="SCALE" sample="0" role="scale">0.1</Item>');
  const whole = tiff(new Array(35).fill(0), {
    width: 5,
    height: 7,
    rows: 2,
    compression: "deflate",
    metadata,
  });
  await withFolder(async (folder) => {
    const path = join(folder, "d.tif");
    const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(damage, fc.nat(whole.length), async (changes, length) => {
        const bytes = changes.reduce((all, [at, byte]) => all.with(at, byte), whole);
        await writeFile(path, length % 3 === 0 ? bytes.slice(0, length) : bytes);
        const outcome = await readRaster(path).catch((error: unknown) => error);
        assert.ok(outcome instanceof Error || Array.isArray((outcome as { bands: unknown }).bands));
      }),
      { numRuns: 500 },
    );
  });
});

test("readRaster() reads tiles and every lossless compression alike", async () => {
  const [width, height] = [37, 21];
  const cells = Array.from({ length: width * height }, (_, index) => (index * 7919) % 1000 - 300);
  const plain = { width, height, nodata: "-300" };
  const layouts: Partial<TiffOptions>[] = [{ rows: 4 }, { tile: 16 }, { tile: 64 }, {}];
  const codings: Partial<TiffOptions>[] = [
    { compression: "none" },
    { compression: "deflate" },
    { compression: "lzw" },
    { compression: "deflate", type: "int16" },
    { compression: "deflate", type: "int16", predictor: 2 },
    { compression: "lzw", type: "int16", predictor: 2 },
  ];
  await withFolder(async (folder) => {
    const path = join(folder, "t.tif");
    await writeFile(path, tiff(cells, plain));
    const { bands: [expected] } = await readRaster(path);
    assert.equal(expected?.count, cells.filter((cell) => cell !== -300).length);
    for (const layout of layouts) {
      for (const coding of codings) {
        await writeFile(path, tiff(cells, { ...plain, ...layout, ...coding }));
        const { bands: [band] } = await readRaster(path);
        const name = JSON.stringify({ ...layout, ...coding });
        for (const statistic of ["count", "nodata", "min", "max", "sum"] as const) {
          assert.equal(band?.[statistic], expected[statistic], `${name} ${statistic}`);
        }
      }
    }
  });
});

test("readRaster() refuses a compressed block that is damaged or ends early", async () => {
  const whole = tiff(new Array(400).fill(1), { width: 20, height: 20, compression: "deflate" });
  const short = tiff(new Array(200).fill(1), { width: 20, height: 10, compression: "deflate" });
  await withFolder(async (folder) => {
    const path = join(folder, "d.tif");
    await writeFile(path, whole.with(whole.length - 12, 255));
    await assert.rejects(readRaster(path), (error) => error instanceof Error);
    // The height and the rows of the strip say 20, the strip holds 10.
    await writeFile(path, short.with(10 + 12 + 8, 20).with(10 + 7 * 12 + 8, 20));
    await assert.rejects(readRaster(path), (error) => error instanceof Error);
  });
});

test("raster_stats compare() finds no difference between layouts, and one cell in a compressed tile", async () => {
  const cells = Array.from({ length: 37 * 21 }, (_, index) => index);
  const size = { width: 37, height: 21 };
  const strips = tiff(cells, { ...size, rows: 4 });
  const tiles = tiff(cells, { ...size, tile: 16, compression: "deflate" });
  assert.equal((await compareOne("raster_stats", strips, tiles)).verdict, "passed");
  const changed = tiff(cells.with(600, 601), { ...size, tile: 16, compression: "deflate" });
  const params = { tolerance: { sum: 0 } };
  assert.deepEqual(found(await compareOne("raster_stats", strips, changed, params)), ["changed band 1 sum"]);
});

test("raster_stats compare() names scale, offset and unit of a band", async () => {
  const of = (items: string) => tiff([1, 2], { width: 2, height: 1, metadata: meaning(items) });
  const item = (name: string, value: string) =>
    `<Item name="${name}" sample="0" role="${name.toLowerCase()}">${value}</Item>`;
  const plain = tiff([1, 2], { width: 2, height: 1 });
  const base = of(item("SCALE", "0.1") + item("OFFSET", "5") + item("UNITTYPE", "kg m-2"));
  const cases: [items: string, differences: string[]][] = [
    [item("SCALE", "0.10") + item("OFFSET", "5.0") + item("UNITTYPE", "kg m-2"), []],
    [item("SCALE", "0.01") + item("OFFSET", "5") + item("UNITTYPE", "kg m-2"), ["changed band 1 scale"]],
    [item("SCALE", "0.1") + item("OFFSET", "6") + item("UNITTYPE", "kg m-2"), ["changed band 1 offset"]],
    [item("SCALE", "0.1") + item("OFFSET", "5") + item("UNITTYPE", "t ha-1"), ["changed band 1 unit"]],
    ["", ["changed band 1 scale", "changed band 1 offset", "changed band 1 unit"]],
  ];
  for (const [items, differences] of cases) {
    assert.deepEqual(found(await compareOne("raster_stats", base, of(items))), differences, items);
  }
  assert.equal((await compareOne("raster_stats", plain, of(item("SCALE", "1")))).verdict, "passed");
  const report = await compareOne("raster_stats", base, plain);
  assert.deepEqual([report.differences[0]?.baseline, report.differences[0]?.actual], [0.1, 1]);
});
