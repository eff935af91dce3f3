import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { evenLimits, limitsOf, shareOf, ticksOf } from "./limits.ts";

const limits = (low: number, high: number) => ({ low, high, isBelow: false, isAbove: false });

test("limitsOf() goes from the least to the greatest, without NaN and infinities", () => {
  assert.deepEqual(limitsOf(Float64Array.of(3, NaN, -1, Infinity, 2)), limits(-1, 3));
  assert.deepEqual(limitsOf(new Float64Array()), limits(0, 0));
});

test("limitsOf() leaves a few outliers out, and says so", () => {
  const many = Float64Array.from({ length: 1000 }, (_, index) => index === 7 ? 1e9 : index / 1000);
  const { high, isAbove, isBelow } = limitsOf(many);
  assert.ok(high < 1 && isAbove && !isBelow);
});

test("evenLimits() are the same on both sides; one cell that moved is the limit", () => {
  assert.deepEqual(evenLimits(Float64Array.of(0, -2, 1, NaN)), limits(-2, 2));
  assert.equal(evenLimits(new Float64Array(10_000).fill(0).with(3, 0.25)).high, 0.25);
});

test("shareOf() stays from 0 to 1 for all doubles", () => {
  assert.equal(shareOf(0.5, limits(0, 2)), 0.25);
  assert.equal(shareOf(7, limits(7, 7)), 0.5);
  fc.assert(
    fc.property(
      fc.double({ noNaN: true }),
      fc.double({ noNaN: true }),
      fc.double({ noNaN: true }),
      (a, b, c) => {
        if (![a, b].every(Number.isFinite)) return;
        const share = shareOf(c, limits(Math.min(a, b), Math.max(a, b)));
        assert.ok(share >= 0 && share <= 1, `${share}`);
      },
    ),
  );
});

test("ticksOf() are round, few, within the limits and in order, whatever these are", () => {
  assert.deepEqual(ticksOf(limits(0.33, 3.12), 6), [0.5, 1, 1.5, 2, 2.5, 3]);
  assert.deepEqual(ticksOf(limits(-0.09, 0.09), 5), [-0.05, 0, 0.05]);
  assert.deepEqual(ticksOf(limits(4, 4), 5), [4]);
  fc.assert(
    fc.property(
      fc.double({ noNaN: true }),
      fc.double({ noNaN: true }),
      fc.integer({ min: 2, max: 9 }),
      (a, b, most) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        if (!Number.isFinite(low) || !Number.isFinite(high)) return;
        const ticks = ticksOf(limits(low, high), most);
        assert.ok(ticks.length >= 1 && ticks.length <= Math.max(most + 1, 5), `${ticks.length}`);
        ticks.forEach((tick, index) => {
          assert.ok(index === 0 || tick > (ticks[index - 1] ?? NaN));
          const slack = 1e-9 * Math.max(Math.abs(low), Math.abs(high));
          assert.ok(tick >= low - slack && tick <= high + slack, `${tick} of ${low} to ${high}`);
        });
      },
    ),
    { numRuns: 2000 },
  );
});
