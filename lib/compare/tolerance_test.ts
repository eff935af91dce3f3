import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { EXACT, FLOAT32, ToleranceParam, toleranceText, within } from "./tolerance.ts";

test("within() is |a-b| <= abs + rel*|baseline|", () => {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true });
  const amount = fc.double({ min: 0, max: 10, noNaN: true });
  fc.assert(
    fc.property(number, number, amount, amount, (a, b, abs, rel) => {
      const [apart, allowed] = [Math.abs(b - a), abs + rel * Math.abs(a)];
      const rounding = 2 ** -50 * Math.max(Math.abs(a), Math.abs(b));
      if (a === b || apart <= allowed) assert.ok(within(a, b, { abs, rel }));
      else if (apart > Math.min(2 * allowed, allowed + rounding)) assert.ok(!within(a, b, { abs, rel }));
    }),
    { numRuns: 2000 },
  );
});

test("within() counts the relative part from the baseline", () => {
  assert.equal(within(100, 110, { rel: 0.1 }), true);
  assert.equal(within(110, 100, { rel: 0.09 }), false);
  assert.equal(within(0, 1e-300, { rel: 0.5 }), false);
});

test("within() counts decimals at the boundary as within, where there is a tolerance", () => {
  const hundredth = fc.integer({ min: -1_000_000, max: 1_000_000 });
  fc.assert(
    fc.property(hundredth, fc.integer({ min: 1, max: 100_000 }), fc.boolean(), (before, by, isDown) => {
      const after = isDown ? before - by : before + by;
      assert.ok(within(before / 100, after / 100, { abs: by / 100 }));
      assert.ok(!within(before / 100, after / 100, { abs: (by - 0.001) / 100 }));
      if (before !== 0) assert.ok(within(before / 100, after / 100, { rel: by / Math.abs(before) }));
    }),
    { numRuns: 2000 },
  );
  assert.ok(within(1, 1.1, { abs: 0.1 }) && within(100, 129, { rel: 0.29 }));
  assert.ok(!within(1, 1.1, { abs: 0.09999999999999 }));
  assert.ok(!within(1, 1 + 2 ** -52, EXACT) && !within(1, 1 + 2 ** -52, { abs: 0 }));
  assert.ok(!within(1, 1 + 2 ** -52, { abs: 1e-17 }));
  assert.ok(!within(1e15, 1e15 + 1, { abs: 0.5 }));
  const [one, more] = [Math.fround(1), Math.fround(1.1)];
  assert.ok(!within(one, more, { abs: 0.1 }) && within(one, more, { abs: 0.1 }, FLOAT32));
  assert.ok(!within(one, Math.fround(1.100001), { abs: 0.1 }, FLOAT32));
});

test("within() knows NaN and infinities", () => {
  assert.equal(within(NaN, NaN, EXACT), true);
  assert.equal(within(NaN, 1, { abs: Infinity }), false);
  assert.equal(within(Infinity, Infinity, EXACT), true);
  assert.equal(within(Infinity, -Infinity, { abs: 1, rel: 1 }), false);
  assert.equal(within(Infinity, 1, { rel: 1 }), false);
  assert.equal(within(0, -0, EXACT), true);
});

test("ToleranceParam takes a bare number as absolute", () => {
  assert.deepEqual(ToleranceParam.parse(0.05), { abs: 0.05 });
  assert.deepEqual(ToleranceParam.parse({ rel: 0.01 }), { rel: 0.01 });
  for (const wrong of [-1, { abs: -1 }, { relative: 1 }, "1", null]) {
    assert.equal(ToleranceParam.safeParse(wrong).success, false, JSON.stringify(wrong));
  }
});

test("toleranceText() says the rule", () => {
  assert.equal(toleranceText({ abs: 0.05 }), "abs 0.05");
  assert.equal(toleranceText({ abs: 1, rel: 1e-9 }), "abs 1 + rel 1e-9");
  assert.equal(toleranceText({ rel: 1e-6 }), "rel 1e-6");
  assert.equal(toleranceText(EXACT), "exact");
});
