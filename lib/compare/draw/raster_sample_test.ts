import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { RowPair } from "../raster/rows.ts";
import { sampleRaster } from "./raster_sample.ts";

/** Rows of both sides, some at a time. */
async function* rows(a: Float64Array, b: Float64Array, width: number, some: number): AsyncGenerator<RowPair> {
  for (let top = 0; top * width < a.length; top += some) {
    const [from, to] = [top * width, Math.min(a.length, (top + some) * width)];
    yield await Promise.resolve({
      ...{ top, height: (to - from) / width },
      ...{ a: a.subarray(from, to), b: b.subarray(from, to) },
    });
  }
}

const nodata = [-9999, -1] as const;

test("sampleRaster() of a small raster is every cell of it, nodata as NaN", async () => {
  const [a, b] = [Float64Array.of(1, 2, -9999, NaN, 5, 6), Float64Array.of(1, 3, -1, 4, -1, 6)];
  const sample = await sampleRaster(rows(a, b, 3, 1), { width: 3, height: 2, nodata }, 100);
  assert.deepEqual([sample.columns, sample.rows], [3, 2]);
  assert.deepEqual([...sample.a], [1, 2, NaN, NaN, 5, 6]);
  assert.deepEqual([...sample.b], [1, 3, NaN, 4, NaN, 6]);
  const { beyond, lost, gained, worst } = sample.stats;
  assert.deepEqual([beyond, lost, gained, worst?.column], [1, 1, 1, 1]);
  assert.deepEqual(sample.sides[0], { min: 1, mean: 3.5, max: 6 });
});

test("sampleRaster() of a large raster shows the one cell that differs, wherever it is", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 12 }),
      fc.nat(),
      fc.constantFrom(0.5, -1, NaN),
      async (width, height, side, place, value) => {
        const a = Float64Array.from({ length: width * height }, (_, index) => index);
        const at = place % a.length;
        const sample = await sampleRaster(
          rows(a, a.with(at, value), width, 7),
          { width, height, nodata },
          side,
        );
        assert.ok(sample.columns <= side && sample.rows <= side);
        const changed = [...sample.a].filter((before, dot) => !Object.is(before, sample.b[dot]));
        assert.deepEqual(changed, [at]);
      },
    ),
    { numRuns: 500 },
  );
});
