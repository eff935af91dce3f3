import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { cellsOf } from "../../lib/text/cells.ts";
import { fitParts, type Part } from "./fit.ts";

const PARTS: Part[] = [
  { texts: ["6/22", ""], keep: 2 },
  { texts: ["build-climate-and-soils"], keep: 6, cut: "end" },
  { texts: ["job started", "started", ""], keep: 3 },
  { texts: ["1 m 12 s of 15 m", "1 m 12 s"], keep: 5 },
];

test("fitParts() cuts what can be cut, then shortens and drops what is needed least", () => {
  const lines: [number, string][] = [
    [80, "6/22  build-climate-and-soils  job started  1 m 12 s of 15 m"],
    [60, "6/22  build-climate-and-soils  job started  1 m 12 s of 15 m"],
    [55, "6/22  build-climate-and…  job started  1 m 12 s of 15 m"],
    [45, "build-climate-and…  started  1 m 12 s of 15 m"],
    [41, "build-climate…  started  1 m 12 s of 15 m"],
    [39, "build-climate-and-so…  1 m 12 s of 15 m"],
    [24, "build-climate…  1 m 12 s"],
    [16, "build…  1 m 12 s"],
  ];
  for (const [width, line] of lines) assert.equal(fitParts(PARTS, width), line, `${width}`);
});

test("fitParts() never takes more cells than there are, and all that fits", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "土", "-"), maxLength: 12 });
  const part = fc.record({
    texts: fc.array(text, { minLength: 1, maxLength: 3 }),
    keep: fc.integer({ min: 1, max: 4 }),
    cut: fc.constantFrom(undefined, "start", "end"),
  }).map(({ cut, ...rest }): Part => cut === undefined ? rest : { ...rest, cut });
  fc.assert(fc.property(fc.array(part, { maxLength: 5 }), fc.integer({ min: 1, max: 60 }), (parts, width) => {
    const line = fitParts(parts, width);
    assert.ok(cellsOf(line) <= width);
    const whole = parts.flatMap(({ texts: [first = ""] }) => first === "" ? [] : [first]).join("  ");
    if (cellsOf(whole) <= width) assert.equal(line, whole);
  }));
});
