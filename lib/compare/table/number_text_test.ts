import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import process from "node:process";
import { test } from "node:test";
import fc from "fast-check";
import { Cells, cellValue } from "./cells.ts";
import { readNumber } from "./number_text.ts";

/** What the text is read as; undefined when it is no number. */
function read(text: string): string | number | null | undefined {
  const cells = new Cells(1);
  const bytes = Buffer.from(`x${text}y`);
  return readNumber(bytes, 1, bytes.length - 1, cells, 0) ? cellValue(cells, 0) : undefined;
}

test("readNumber() reads numbers as programs write them", () => {
  const texts = ["1", "-2.50", "+.5", "3.", " 4 ", "1e3", "1.5D+03", "007", "0.1", "-0", "1e-320"];
  assert.deepEqual(texts.map(read), [1, -2.5, 0.5, 3, 4, 1000, 1500, 7, 0.1, -0, 1e-320]);
  assert.deepEqual(["nan", "NaN", "inf", "-Infinity", "+inf"].map(read), [
    "NaN",
    "NaN",
    "Infinity",
    "-Infinity",
    "Infinity",
  ]);
});

test("readNumber() leaves words and what only begins as a number", () => {
  const texts = [
    "",
    " ",
    "-",
    ".",
    "e5",
    "1e",
    "1.2.3",
    "1 2",
    "12abc",
    "0x10",
    "1,5",
    "2026-01-02",
    "nano",
    "****",
  ];
  assert.deepEqual(texts.map(read), texts.map(() => undefined));
});

test("readNumber() keeps all digits of integers that no double holds", () => {
  assert.equal(read("9007199254740992"), 9007199254740992);
  assert.equal(read("9007199254740993"), "9007199254740993");
  assert.equal(read("-0012345678901234567890"), "-12345678901234567890");
});

test("readNumber() rounds as Number() does", () => {
  const digits = fc.stringMatching(/^[1-9]\d{0,24}$/);
  const text = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    fc.tuple(digits, fc.nat(24), fc.boolean()).map(([all, after, isNegative]) => {
      const place = Math.max(0, all.length - after);
      return `${isNegative ? "-" : ""}${all.slice(0, place)}.${all.slice(place)}`;
    }),
    fc.tuple(fc.nat(2 ** 31), fc.integer({ min: 1, max: 2 ** 21 })).map(([a, b]) => (a / b).toPrecision(17)),
  );
  fc.assert(
    fc.property(text, (written) => {
      const value = read(written);
      if (typeof value === "number") assert.equal(value, Number(written), written);
      else assert.ok(typeof value === "string" && BigInt(value) === BigInt(written), written);
    }),
    { numRuns: process.env["PROFILE_TEST_SOAK"] === "1" ? 200_000 : 5_000 },
  );
});
