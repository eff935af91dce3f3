import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { raster, withFolder } from "../test_fixtures.ts";
import { readRaster } from "./reader.ts";
import { tiff, type TiffOptions } from "./test_tiff.ts";

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
        const { stats: [band] } = await readRaster(path);
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
      const { width, height, transform, stats: [band] } = await readRaster(path);
      assert.deepEqual([width, height, transform], [5, 7, null]);
      assert.deepEqual([band?.count, band?.min, band?.max, band?.sum], [35, 0, 34, 595]);
    }
    await writeFile(path, striped(7, 2).slice(0, -20));
    await assert.rejects(readRaster(path), /truncated/);
    await writeFile(path, striped(6, 2).with(10 + 12 + 8, 200));
    await assert.rejects(readRaster(path), /too short for its 100 blocks|should have 100 blocks and lists 3/);
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
    const { stats: [expected] } = await readRaster(path);
    assert.equal(expected?.count, cells.filter((cell) => cell !== -300).length);
    for (const layout of layouts) {
      for (const coding of codings) {
        await writeFile(path, tiff(cells, { ...plain, ...layout, ...coding }));
        const { stats: [band] } = await readRaster(path);
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

test("readRaster() reads large strips by parts: one of the whole image, or several", async () => {
  const [width, height] = [700, 500];
  const cells = Array.from({ length: width * height }, (_, index) => Math.floor(index / width));
  await withFolder(async (folder) => {
    const path = join(folder, "l.tif");
    for (const rows of [height, 450, 389]) {
      await writeFile(path, tiff(cells, { width, height, rows }));
      const { stats: [band] } = await readRaster(path);
      assert.deepEqual([band?.count, band?.min, band?.max], [cells.length, 0, height - 1], `${rows} rows`);
      assert.equal(band?.sum, width * height * (height - 1) / 2);
    }
  });
});
