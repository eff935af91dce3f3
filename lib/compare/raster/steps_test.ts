import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { coarseSteps, MOST_STEPS, type Steps, stepsDistance } from "./steps.ts";

/** Cells as steps of one cell each. */
function stepsOf(values: readonly number[]): Steps {
  return { numbers: values.toSorted((a, b) => a - b), counts: values.map(() => 1) };
}

/** What the guide says: the mean way when both sides are sorted. */
function meanWay(a: readonly number[], b: readonly number[]): number {
  const [left, right] = [a, b].map((values) => values.toSorted((one, other) => one - other));
  return (left ?? []).reduce((sum, value, index) => sum + Math.abs(value - (right?.[index] ?? NaN)), 0) /
    a.length;
}

function near(actual: number, expected: number, error = 1e-9 * Math.abs(expected)): void {
  assert.ok(Math.abs(actual - expected) <= error, `${actual} for ${expected}`);
}

/** How far {@link coarseSteps} moves the cells, on the average. */
function moved(steps: Steps): number {
  return stepsDistance(steps, coarseSteps(steps));
}

const cells = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 60 });

test("stepsDistance() is the mean way of the sorted cells", () => {
  fc.assert(
    fc.property(cells, cells, (given, others) => {
      const length = Math.min(given.length, others.length);
      const [a, b] = [given.slice(0, length), others.slice(0, length)];
      near(stepsDistance(stepsOf(a), stepsOf(b)), meanWay(a, b));
    }),
  );
});

test("stepsDistance() is the same when every cell comes several times", () => {
  fc.assert(
    fc.property(cells, cells, fc.integer({ min: 2, max: 5 }), (a, b, times) => {
      const { numbers, counts } = stepsOf(a);
      const more = { numbers, counts: Array.from(counts, (count) => count * times) };
      const distance = stepsDistance(stepsOf(a), stepsOf(b));
      near(stepsDistance(more, stepsOf(b)), distance, 1e-6 * (1 + distance));
      assert.equal(stepsDistance(more, stepsOf(a)), 0);
    }),
  );
});

test("stepsDistance() of no cells, and of infinities", () => {
  const [none, one, infinite] = [stepsOf([]), stepsOf([1]), stepsOf([-Infinity, 1, Infinity])];
  assert.deepEqual([stepsDistance(none, none), stepsDistance(infinite, infinite)], [0, 0]);
  assert.equal(stepsDistance(infinite, { numbers: infinite.numbers, counts: [2, 2, 2] }), 0);
  assert.deepEqual([stepsDistance(none, one), stepsDistance(one, none)], [NaN, NaN]);
  assert.equal(stepsDistance(infinite, stepsOf([0, 1, Infinity])), Infinity);
});

test("coarseSteps() moves no cell far, and those that lie alone not at all", () => {
  const even = stepsOf(Array.from({ length: 20_000 }, (_, at) => at / 20_000));
  const few = coarseSteps(even);
  assert.ok(few.numbers.length <= MOST_STEPS && few.numbers.length > MOST_STEPS / 3);
  // 0.25 is their mean deviation.
  assert.ok(moved(even) < 0.25 * 0.01, String(moved(even)));
  const alone = [-Infinity, -1e30, 1e9, Infinity];
  const { numbers } = coarseSteps(stepsOf([...Array.from(even.numbers), ...alone]));
  for (const value of alone) assert.ok(Array.from(numbers).includes(value), String(value));
  const skewed = Array.from({ length: 20_000 }, (_, at) => Math.exp(5 * Math.sin(at)));
  const mean = skewed.reduce((sum, value) => sum + value, 0) / skewed.length;
  assert.ok(moved(stepsOf(skewed)) < 0.01 * mean);
});

test("coarseSteps() leaves few steps as they are", () => {
  const steps = stepsOf([1, 2, 3]);
  assert.equal(coarseSteps(steps), steps);
});
