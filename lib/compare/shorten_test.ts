import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { shorten, shortenMiddle } from "./shorten.ts";

test("shorten() leaves what fits, and cuts before a number rather than in it", () => {
  assert.equal(shorten("soil loss", 9), "soil loss");
  assert.equal(shorten("soil loss 12.25 t", 14), "soil loss …");
  assert.equal(shorten("soil loss 12.25 t", 16), "soil loss 12.25…");
  assert.equal(shorten("1234567890", 5), "…");
  assert.equal(shorten("1,2,1,87.00,22.105,59.9842", 20), "1,2,1,87.00,22.105,…");
  assert.equal(shorten("a 1.5e-7 b 2 c 3", 12), "a 1.5e-7 b …");
});

test("shorten() shows the number that has to be seen, with as much around it as there is room for", () => {
  assert.equal(shorten("0123456789 x = 17 mm", 10, 15), "…x = 17 mm");
  assert.equal(shorten("aaaa 12345 bbbb", 12, 8), "aaaa 12345 …");
  assert.equal(shorten("soil loss 12.25 t", 10, 12), "…ss 12.25…");
  const line = '"  31   5     1      19.00    66109.34   15.4375"';
  assert.equal(shorten(line, 29, line.indexOf("15.4375")), '…19.00    66109.34   15.4375"');
});

test("shortenMiddle() keeps the end of a path, then its beginning", () => {
  assert.equal(shortenMiddle("$.watershed.hillslopes[1203].soil_loss", 28), "$.watersh…es[1203].soil_loss");
  assert.equal(shortenMiddle("band 1 mean", 16), "band 1 mean");
});

/** Numbers and words between them, as lines of WEPP's outputs have them. */
const text = fc.array(
  fc.oneof(
    fc.constantFrom("loss", " ", ".", "[", "]", "t/ha", "\u{1F600}"),
    fc.double({ noNaN: true }).map(String),
  ),
  { maxLength: 20 },
).map((parts) => parts.join(" "));
const NUMBER = /[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?/g;

test("shorten() and shortenMiddle() fit, and hold no number that the text does not hold", () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 60 }), fc.nat(80), (whole, width, from) => {
      for (
        const cut of [
          shorten(whole, width, Math.min(from, Math.max(0, whole.length - 1))),
          shortenMiddle(whole, width),
        ]
      ) {
        assert.ok(cut.length <= width, `${cut} in ${width}`);
        const numbers = new Set(whole.match(NUMBER) ?? []);
        for (const number of cut.match(NUMBER) ?? []) assert.ok(numbers.has(number), `${number} of ${whole}`);
        assert.ok(cut.isWellFormed());
      }
    }),
    { numRuns: 2000 },
  );
});

test("shorten() never leaves out what has to be seen where there is room for it", () => {
  fc.assert(
    fc.property(text, fc.nat(), fc.integer({ min: 28, max: 60 }), (whole, place, width) => {
      const numbers = [...whole.matchAll(NUMBER)];
      const number = numbers[place % Math.max(1, numbers.length)];
      if (number === undefined) return;
      const cut = shorten(whole, width, number.index + place % number[0].length);
      assert.ok([...cut.match(NUMBER) ?? []].includes(number[0]), `${number[0]} in ${cut}`);
    }),
    { numRuns: 2000 },
  );
});
