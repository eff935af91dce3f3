import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Geometry, type Part, polygonArea, ringArea } from "./layer.ts";
import { boundsOf, distanceBetween, lengthOf } from "./measures.ts";

function lines(...parts: Part[]): Geometry {
  return { type: "MultiLineString", dimension: "lines", parts, area: 0 };
}
function points(...positions: number[][]): Geometry {
  return { type: "MultiPoint", dimension: "points", parts: positions.map((one) => [one]), area: 0 };
}
const SQUARE = [[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]];

test("areas, lengths and bounds are those of school", () => {
  assert.equal(ringArea(SQUARE), 100);
  assert.equal(ringArea(SQUARE.toReversed()), -100);
  const far = SQUARE.map(([x = 0, y = 0]) => [x + 5e6, y + 5e6]);
  assert.equal(ringArea(far), 100);
  assert.equal(polygonArea([SQUARE, [[1, 1], [2, 1], [2, 2], [1, 2], [1, 1]]]), 99);
  assert.equal(polygonArea([]), 0);
  assert.equal(lengthOf(lines(SQUARE, [[0, 0, 0], [1, 2, 2]])), 43);
  assert.equal(lengthOf(points([0, 0], [1, 1])), 0);
  assert.deepEqual(boundsOf(lines(SQUARE, [[-1, 3], [4, 12]])), [-1, 0, 10, 12]);
  assert.deepEqual(boundsOf(lines()), [NaN, NaN, NaN, NaN]);
});

test("distanceBetween() is the largest distance to the other's lines, both ways", () => {
  assert.equal(distanceBetween(lines([[0, 0], [10, 0]]), lines([[0, 3], [10, 3]])), 3);
  assert.equal(distanceBetween(lines([[0, 0], [10, 0]]), lines([[0, 0], [5, 0], [10, 0]])), 0);
  // One way alone would miss the spike.
  assert.equal(distanceBetween(lines([[0, 0], [10, 0]]), lines([[0, 0], [5, 7], [10, 0]])), 7);
  assert.equal(distanceBetween(lines([[0, 0], [5, 7], [10, 0]]), lines([[0, 0], [10, 0]])), 7);
  assert.equal(distanceBetween(points([0, 0, 1]), points([0, 0, 5])), 4);
  assert.equal(distanceBetween(lines(), lines()), 0);
  assert.equal(distanceBetween(lines(), points([0, 0])), Infinity);
  assert.equal(distanceBetween(points([NaN, 0]), points([NaN, 0])), Infinity);
  assert.equal(distanceBetween(points([0, 0]), points([0, 2]), 2), 2);
  assert.equal(distanceBetween(points([0, 0]), points([0, 3]), 2), 3);
});

const coordinate = fc.integer({ min: -50, max: 50 });
const part = fc.array(fc.tuple(coordinate, coordinate).map(([x, y]) => [x, y]), {
  minLength: 2,
  maxLength: 9,
});
const geometry = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => lines(...parts));

/** The same by looking at every pair, with another formula for the foot of the perpendicular. */
function slowDistance(a: Geometry, b: Geometry): number {
  const segments = b.parts.flatMap((one) => one.slice(1).map((end, at) => [one[at] ?? [], end] as const));
  return Math.max(
    ...a.parts.flat().map(([x = 0, y = 0]) =>
      Math.min(...segments.map(([[ax = 0, ay = 0], [bx = 0, by = 0]]) => {
        const length = Math.hypot(bx - ax, by - ay);
        const ends = Math.min(Math.hypot(x - ax, y - ay), Math.hypot(x - bx, y - by));
        if (length === 0) return ends;
        const along = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length;
        if (along <= 0 || along >= length) return ends;
        return Math.abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length;
      }))
    ),
  );
}

test("distanceBetween() is what looking at every pair gives, whatever is enough", () => {
  fc.assert(
    fc.property(geometry, geometry, fc.nat(60), (a, b, enough) => {
      const expected = Math.max(slowDistance(a, b), slowDistance(b, a));
      assert.ok(Math.abs(distanceBetween(a, b) - expected) < 1e-9);
      const rough = distanceBetween(a, b, enough);
      if (expected > enough + 1e-9) assert.ok(Math.abs(rough - expected) < 1e-9);
      else assert.ok(rough <= enough + 1e-9);
    }),
    { numRuns: 2000 },
  );
});

test("distanceBetween() is nothing for the same lines in another order, direction or cut", () => {
  fc.assert(
    fc.property(geometry, fc.nat(8), (a, cut) => {
      const turned = lines(...a.parts.map((one) => one.toReversed()).toReversed());
      assert.equal(distanceBetween(a, turned), 0);
      const halves = lines(...a.parts.flatMap((one) => {
        const at = 1 + cut % (one.length - 1);
        return [one.slice(0, at + 1), one.slice(at)].filter((half) => half.length > 1);
      }));
      assert.equal(distanceBetween(a, halves), 0);
    }),
    { numRuns: 500 },
  );
});

test("distanceBetween() settles large geometries: close ones fast, others with a bound on the work", () => {
  const wave = (count: number, shift: number) =>
    lines(Array.from({ length: count }, (_, at) => [at, Math.sin(at) + shift]));
  assert.ok(distanceBetween(wave(50_000, 0), wave(50_000, 0.01), 0.02) <= 0.02);
  const far = distanceBetween(wave(50_000, 0), wave(50_000, 1000), 1);
  assert.ok(far > 990 && far < 1010, String(far));
});
