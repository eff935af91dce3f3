import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fitsOf, widthOf } from "./fit.ts";

test("fitsOf() gives absolute alone first, then with a relative part", () => {
  assert.deepEqual(fitsOf([{ size: 0, range: 1 }, { size: 500, range: 2 }, { size: 1000, range: 11 }]), [
    { abs: 11, rel: 0 },
    { abs: 1, rel: 0.01 },
  ]);
});

test("fitsOf() holds every figure", () => {
  const figure = fc.record({
    size: fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
    range: fc.double({ min: 1e-9, max: 1e4, noNaN: true }),
  });
  fc.assert(fc.property(fc.array(figure, { minLength: 1, maxLength: 40 }), (figures) => {
    for (const { abs, rel } of fitsOf(figures)) {
      for (const { size, range } of figures) assert.ok(abs + rel * size >= range * (1 - 1e-6) - 1e-9);
    }
  }));
});

test("widthOf() is less where changes of more figures are found", () => {
  const sizes = [1, 1, 1, 1e6];
  assert.ok(widthOf({ abs: 0.001, rel: 0.01 }, sizes) < widthOf({ abs: 9000, rel: 0 }, sizes));
});
