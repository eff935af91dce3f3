import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { BlockCells } from "./band_stats.ts";
import { Histogram, QUANTILE_ERROR, QUANTILES } from "./histogram.ts";
import { stepsDistance } from "./steps.ts";

const NODATA = -9999;

function blockOf(values: BlockCells["values"]): BlockCells {
  return { left: 0, top: 0, width: values.length, height: 1, stride: values.length, values };
}

function distributionOf(values: Float64Array | Int32Array, bands = 1) {
  const histogram = new Histogram(NODATA, bands);
  histogram.add(blockOf(values));
  const valid = [...values].filter((value) => !Number.isNaN(value) && value !== NODATA).toSorted((a, b) =>
    a - b
  );
  return { valid, ...histogram.distribution(valid[0] ?? null, valid.at(-1) ?? null) };
}

test("Histogram tells quantiles within its error", () => {
  const numbers = fc.array(
    fc.oneof(
      fc.double({ min: -1e6, max: 1e6, noNaN: true }).filter((value) =>
        value === 0 || Math.abs(value) > 1e-30
      ),
      fc.constantFrom(0, -0, NaN, NODATA, 3.5),
    ),
    { minLength: 1, maxLength: 300 },
  );
  fc.assert(
    fc.property(numbers, (given) => {
      const { valid, quantiles } = distributionOf(Float64Array.from(given));
      for (const [name, share] of Object.entries(QUANTILES)) {
        const found = quantiles[name as keyof typeof QUANTILES];
        if (valid.length === 0) assert.equal(found, null);
        else {
          const exact = valid[Math.max(1, Math.ceil(share * valid.length)) - 1] ?? NaN;
          const error = Math.abs((found ?? NaN) - exact);
          assert.ok(error <= QUANTILE_ERROR * Math.abs(exact), `${name} ${found} for ${exact}`);
        }
      }
    }),
    { numRuns: 500 },
  );
});

test("Histogram tells quantiles of integers exactly, negative ones as well", () => {
  const values = Int32Array.from({ length: 19_001 }, (_, index) => 9_500 - index);
  const { quantiles } = distributionOf(values);
  assert.deepEqual([quantiles.q1, quantiles.q50, quantiles.q99], [-9310, 0, 9310]);
});

test("Histogram has wider bins for many bands, and infinities in bins of their own", () => {
  const { quantiles } = distributionOf(Float64Array.of(-Infinity, 1.1, 2, 1e300, Infinity), 4096);
  assert.deepEqual([quantiles.q1, quantiles.q99], [-Infinity, Infinity]);
  assert.ok(Math.abs((quantiles.q50 ?? NaN) - 2) < 0.3);
});

test("Histogram tells how far cells moved on the average, however few", () => {
  const distance = (before: Float64Array, after: Float64Array) => {
    const [was, is] = [distributionOf(before).steps, distributionOf(after).steps];
    return was === undefined || is === undefined ? NaN : stepsDistance(was, is);
  };
  const numbers = Float64Array.from({ length: 10_000 }, (_, index) => 100 + index / 100);
  const moved = distance(numbers, numbers.map((value) => value * 1.03));
  assert.ok(Math.abs(moved - 0.03 * 150) < 2 * QUANTILE_ERROR * 150, String(moved));
  const ones = new Float64Array(1000).fill(1);
  assert.equal(distance(ones, ones.map((one, at) => at % 250 === 9 ? 1e6 : one)), 4 * 999_999 / 1000);
  assert.equal(distance(ones, ones.with(5, NODATA)), 0);
  assert.ok(Number.isNaN(distance(ones, Float64Array.of(NODATA))));
});
