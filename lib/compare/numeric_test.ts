import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { difference, readNumeric } from "./numeric.ts";

test("readNumeric() keeps all digits of integers", () => {
  for (
    const [text, expected] of [
      ["12", 12],
      ["-1.5e3", -1500],
      ["9007199254740991", 9007199254740991],
      ["9007199254740993", 9007199254740993n],
      ["+9007199254740993.00", 9007199254740993n],
      ["-9007199254740993.", -9007199254740993n],
      ["1e16", 1e16],
      ["Infinity", Infinity],
    ] as const
  ) assert.equal(readNumeric(text), expected);
});

test("difference() is by all digits", () => {
  assert.equal(difference(1, 3), 2);
  assert.equal(difference(9007199254740993n, 9007199254740992n), -1);
  assert.equal(difference(9007199254740993n, 9007199254740992), -1);
  assert.equal(difference(12345678901234567000n, 1.2345678901234567e19), 0);
  assert.equal(difference(2n ** 60n, 1.152921504606847e18), 0);
  assert.equal(difference(10n ** 23n, 1e23), 0);
  assert.equal(difference(10n ** 16n, 0.5), 0.5 - 1e16);
  assert.equal(difference(10n ** 16n, -Infinity), -Infinity);
  fc.assert(fc.property(fc.bigInt(), fc.integer(), (a, by) => difference(a, a + BigInt(by)) === by));
});
