import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { within } from "../compare/tolerance.ts";
import { roundUp } from "./digits.ts";
import { Figures } from "./figures.ts";
import { seenShare } from "./span.ts";

/** Figures with so many values each, as a generator of noise gives them. */
function figuresOf(rows: readonly number[][], rule = {}): Figures {
  const figures = new Figures(rule);
  for (const row of rows) figures.add(row);
  return figures;
}

test("seenShare() is what ranges of random values show 99 times of 100", () => {
  for (const [plays, figures] of [[3, 1], [10, 1], [10, 5], [5, 30]] as const) {
    let seed = 1;
    const random = () => (seed = (seed * 48271) % 0x7fffffff) / 0x7fffffff;
    const most = () =>
      Math.max(...Array.from({ length: figures }, () => {
        const values = Array.from({ length: plays }, random);
        return Math.max(...values) - Math.min(...values);
      }));
    const trials = 20_000;
    const share = seenShare(plays, figures);
    const below = Array.from({ length: trials }, most).filter((range) => range < share).length / trials;
    assert.ok(Math.abs(below - 0.01) < 0.004, `${plays} plays, ${figures} figures: ${below}`);
  }
});

test("roundUp() keeps two digits and never goes below", () => {
  assert.deepEqual([0.01431, 0.015, 12.01, 0, 1e-9].map(roundUp), [0.015, 0.015, 13, 0, 1e-9]);
  assert.deepEqual([3.2277265176910523e-7, 9.99e-10, 1.5e22].map(roundUp), [3.3e-7, 1e-9, 1.5e22]);
  fc.assert(fc.property(fc.double({ min: 1e-12, max: 1e12, noNaN: true }), (value) => {
    const up = roundUp(value);
    assert.ok(up >= value * (1 - 1e-9) && up <= value * 1.1000001, `${value} -> ${up}`);
  }));
});

test("tolerance() is relative for figures of any size that move alike", () => {
  const rows = [1, 20, 300, 4000].flatMap((size) =>
    [1, 2, 3].map((n) => [size * n, size * n * 1.004, size * n * 0.996, size * n * 1.001])
  );
  const learned = figuresOf(rows).tolerance();
  assert.deepEqual(Object.keys(learned?.tolerance ?? {}), ["rel"]);
  assert.ok(Math.abs((learned?.seen ?? 0) - 0.008 / 0.996) < 1e-9);
  assert.equal(learned?.moved, 12);
  assert.equal(learned?.tolerance.rel, 0.013);
});

test("tolerance() widens what few values show, up to three times", () => {
  const one = (plays: number) =>
    figuresOf([Array.from({ length: plays }, (_, n) => 100 + 0.01234567 * (n % 3))]);
  assert.equal(one(3).tolerance()?.factor, 3);
  assert.ok(Math.abs((one(10).tolerance()?.factor ?? 0) - 2.02) < 0.01);
  assert.equal(one(40).tolerance()?.factor, 1.5);
  assert.equal(one(40).tolerance(2.5)?.factor, 2.5);
});

test("tolerance() allows one and a half of the last digit where that is what moves", () => {
  const learned = figuresOf([[0.0012, 0.0013, 0.0012], [0.0507, 0.0508, 0.0508]]).tolerance();
  assert.deepEqual(learned?.tolerance, { abs: 0.00015 });
  assert.ok(within(0.0012, 0.0013, learned?.tolerance ?? {}));
});

test("tolerance() thinks of small figures that have not moved yet", () => {
  const large = Array.from({ length: 20 }, (_, n) => [1000.25 + n, 1004.25 + n, 1002.5 + n]);
  assert.equal(figuresOf(large).tolerance()?.tolerance.abs, undefined);
  assert.equal(figuresOf([...large, [0.05, 0.05, 0.05]]).tolerance()?.tolerance.abs, 0.015);
});

test("tolerance() is absolute for figures around zero", () => {
  const rows = Array.from({ length: 30 }, (_, n) => {
    const middle = (n - 15) * 10;
    return [middle + 0.01234567891, middle - 0.01234567892, middle];
  });
  const learned = figuresOf(rows).tolerance();
  assert.deepEqual(Object.keys(learned?.tolerance ?? {}), ["abs"]);
  assert.ok((learned?.tolerance.abs ?? 0) < 0.04);
});

test("tolerance() gives none for what varies too much, and none is needed within the rule that is there", () => {
  assert.equal(figuresOf([[1, 2, 3.7, 1.234567]]).tolerance(), undefined);
  assert.equal(figuresOf([[Infinity, 1, 2]]).tolerance(), undefined);
  assert.equal(figuresOf([[100, 100.5, 100.2]], { abs: 1 }).moved, false);
  assert.equal(figuresOf([[5, 5, 5]]).moved, false);
});

test("isClock is true for times that go on from play to play alone", () => {
  assert.equal(figuresOf([[1.7e9, 1.7e9 + 5, 1.7e9 + 9]]).isClock, true);
  assert.equal(figuresOf([[1.7e9 + 5, 1.7e9, 1.7e9 + 9]]).isClock, false);
  assert.equal(figuresOf([[1.7e9, 1.7e9 + 5, 1.7e9 + 9], [5, 6, 5]]).isClock, false);
});

test("the learned tolerance holds every pair of what was seen, and finds what it says it finds", () => {
  const noisy = fc.record({
    sizes: fc.array(fc.double({ min: 0.5, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 20 }),
    noise: fc.double({ min: 1e-6, max: 0.02, noNaN: true }),
    seed: fc.integer({ min: 1, max: 1e6 }),
  });
  fc.assert(fc.property(noisy, ({ sizes, noise, seed }) => {
    let state = seed;
    const random = () => (state = (state * 48271) % 0x7fffffff) / 0x7fffffff;
    const rows = sizes.map((size) =>
      Array.from({ length: 6 }, () => size * (1 + noise * (2 * random() - 1)))
    );
    const learned = figuresOf(rows).tolerance();
    if (learned === undefined) return;
    for (const row of rows) {
      for (const a of row) for (const b of row) assert.ok(within(a, b, learned.tolerance), `${a} ${b}`);
    }
    const moved = 1 + learned.finds * 1.0001;
    const isFound = rows.some((row) =>
      row.every((value) => !within(row[0] ?? 0, value * moved, learned.tolerance))
    );
    assert.ok(isFound, `a change of ${learned.finds} is not found`);
  }));
});

test("more figures than are kept change nothing but how many there are", () => {
  const rows = Array.from(
    { length: 30_000 },
    (_, n) => [n + 1, (n + 1) * (1 + 0.005 * ((n * 7919) % 1000) / 1000)],
  );
  const [many, few] = [figuresOf(rows).tolerance(), figuresOf(rows.slice(0, 15_000)).tolerance()];
  assert.equal(many?.of, 30_000);
  assert.deepEqual(many?.tolerance, few?.tolerance);
});

test("tolerance() has parts of both where figures of all sizes are steady", () => {
  const steady = Array.from({ length: 48 }, (_, n) => [1 + n / 1000, 1 + n / 1000, 1 + n / 1000]);
  const learned = figuresOf([...steady, [1e6, 1_003_000, 1e6], [0.0001, 0.0004, 0.0001]]).tolerance();
  const { abs = 1, rel = 1 } = learned?.tolerance ?? {};
  assert.ok(abs < 0.001 && rel < 0.01, JSON.stringify(learned));
  assert.ok((learned?.finds ?? 1) < 0.02);
});

test("tolerance() holds a figure near zero beside large steady ones", () => {
  const steady = Array.from({ length: 49 }, (_, n) => [1000.25 + n, 1000.25 + n, 1000.25 + n]);
  const rows = [...steady, [0, 0.003, 0.0017654321]];
  assert.deepEqual(Object.keys(figuresOf(rows).tolerance()?.tolerance ?? {}), ["abs"]);
  assert.ok((figuresOf(rows).tolerance()?.tolerance.abs ?? 1) <= 0.009);
});

test("tolerance() tells what it finds of all figures, not of the one that moves most", () => {
  const steady = Array.from({ length: 20 }, () => [1, 1, 1]);
  const learned = figuresOf([...steady, ...Array.from({ length: 21 }, () => [2, 2.05, 2])]).tolerance();
  assert.ok((learned?.finds ?? 0) >= 0.04, JSON.stringify(learned));
});
