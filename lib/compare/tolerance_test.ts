import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { EXACT, ToleranceParam, toleranceText, within } from "./tolerance.ts";

test("within() is |a-b| <= abs + rel*|baseline|", () => {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true });
  const amount = fc.double({ min: 0, max: 10, noNaN: true });
  fc.assert(
    fc.property(number, number, amount, amount, (a, b, abs, rel) => {
      const expected = a === b || Math.abs(b - a) <= abs + rel * Math.abs(a);
      assert.equal(within(a, b, { abs, rel }), expected);
    }),
    { numRuns: 2000 },
  );
});

test("within() counts the relative part from the baseline", () => {
  assert.equal(within(100, 110, { rel: 0.1 }), true);
  assert.equal(within(110, 100, { rel: 0.09 }), false);
  assert.equal(within(0, 1e-300, { rel: 0.5 }), false);
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
