import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { BandAccumulator } from "./band_stats.ts";
import { Sum } from "./sums.ts";

test("Sum keeps what rounding takes away", () => {
  const sum = new Sum();
  for (const number of [1, 1e100, 1, -1e100]) sum.add(number);
  assert.equal(sum.value, 2);
});

test("Sum of an infinity is one, of both is NaN", () => {
  const sum = new Sum();
  for (const number of [1, Infinity, 2]) sum.add(number);
  assert.equal(sum.value, Infinity);
  sum.add(-Infinity);
  assert.equal(sum.value, NaN);
});

test("BandAccumulator gives sums that are the same to 1e-12 of the largest cell, whatever the blocks", () => {
  const rows = 400;
  // Sums of equal numbers are always rounded the same way: the worst that can be.
  // Below the smallest numbers there are too few digits for any share of them.
  const small = fc.double({ min: -1, max: 1, noNaN: true }).map((value) =>
    Math.abs(value) < 1e-100 ? 0 : value
  );
  const cell = fc.oneof(fc.constantFrom(0.1, -0.1), small);
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 20 }), (some) => {
      const cells = Float64Array.from({ length: rows * rows }, (_, at) => some[at % some.length] ?? 0)
        .map((value, at) => at < rows * rows / 2 ? value : -value);
      const statsOf = (height: number) => {
        const sum = new BandAccumulator(rows, rows, NaN);
        for (let top = 0; top < rows; top += height) {
          const values = cells.subarray(top * rows, (top + height) * rows);
          sum.add({ left: 0, top, width: rows, height, stride: rows, values });
        }
        return sum.result();
      };
      const [whole, lines] = [statsOf(rows), statsOf(1)];
      const largest = some.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      const apart = (name: "mean" | "std" | "sum") => Math.abs((whole[name] ?? NaN) - (lines[name] ?? NaN));
      assert.ok(apart("mean") <= 1e-13 * largest, `mean ${apart("mean")}`);
      assert.ok(apart("std") <= 1e-12 * largest, `std ${apart("std")}`);
      assert.ok(apart("sum") <= 1e-13 * largest * rows * rows, `sum ${apart("sum")}`);
    }),
    { numRuns: 40 },
  );
});
