import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { showJson } from "../json/text.ts";
import { readDbf } from "./dbf.ts";
import { readShapes } from "./shapefile.ts";
import { dbf, shp, type TestShape } from "./test_shapefile.ts";
import { readWkb } from "./wkb.ts";

const RING = [[0, 0], [0, 10], [10, 10], [10, 0], [0, 0]];
const HOLE = [[2, 2], [4, 2], [4, 4], [2, 4], [2, 2]];

test("readShapes() gives parts and areas, and null shapes as null", () => {
  const read = (kind: Parameters<typeof shp>[0], shapes: TestShape[]) => readShapes(shp(kind, shapes));
  assert.deepEqual(read("polygon", [[RING, HOLE], null]), [
    { type: "Polygon", dimension: "rings", parts: [RING, HOLE], area: 96 },
    null,
  ]);
  assert.deepEqual(read("line", [[RING]]), [{
    type: "PolyLine",
    dimension: "lines",
    parts: [RING],
    area: 0,
  }]);
  assert.deepEqual(read("point", [[[[1, 2]]]]), [
    { type: "Point", dimension: "points", parts: [[[1, 2]]], area: 0 },
  ]);
  assert.deepEqual(read("multipoint", [[[[1, 2], [3, 4]]]]), [
    { type: "MultiPoint", dimension: "points", parts: [[[1, 2]], [[3, 4]]], area: 0 },
  ]);
  assert.deepEqual(read("line", []), []);
});

test("readShapes() says what is wrong, and takes no count on trust", () => {
  const bytes = shp("polygon", [[RING]]);
  const changed = (at: number, value: number, big = false) => {
    const copy = Uint8Array.from(bytes);
    new DataView(copy.buffer).setInt32(at, value, !big);
    return () => readShapes(copy);
  };
  assert.throws(() => readShapes(bytes.slice(0, 50)), /no shapefile/);
  assert.throws(() => readShapes(bytes.slice(0, 120)), /it says 236 bytes, but has 120/);
  assert.throws(changed(104, 0x3fffffff, true), /record 1 \(byte 100\) reaches out of the file/);
  assert.throws(changed(104, -4, true), /reaches out/);
  assert.throws(changed(144, 0x7fffffff), /names more positions than it holds/);
  assert.throws(changed(148, 0x7fffffff), /names more positions than it holds/);
  assert.throws(changed(108, 31), /unknown type 31/);
  assert.throws(changed(152, 99), /parts out of order/);
});

test("readDbf() reads numbers, texts, logicals and dates, and leaves deleted rows out", () => {
  const bytes = dbf([["n", "N", 6], ["t", "C", 5], ["l", "L", 1], ["d", "D", 8]], [
    ["1.5", "é", "T", "20260102"],
    ["", "", "?", ""],
    ["******", "x", "n", "20260103"],
    ["9", "gone", "y", ""],
  ]);
  const last = 32 + 4 * 32 + 1 + 3 * 21;
  bytes[last] = 0x2a;
  assert.deepEqual([...readDbf(bytes).columns], [["n", "number"], ["t", "text"], ["l", "logical"], [
    "d",
    "date",
  ]]);
  assert.deepEqual(readDbf(bytes).rows, [
    { n: 1.5, t: "é", l: true, d: "20260102" },
    { n: null, t: "", l: null, d: "" },
    { n: null, t: "x", l: false, d: "20260103" },
  ]);
});

test("readDbf() keeps all digits of integers", () => {
  const numbers = ["9007199254740993", "9007199254740992"];
  const { rows } = readDbf(dbf([["n", "N", 18]], numbers.map((one) => [one])));
  assert.deepEqual(rows.map(({ n }) => showJson(n ?? null)), numbers);
});

test("readDbf() says what is wrong, and takes no count on trust", () => {
  const bytes = dbf([["n", "N", 6]], [["1"], ["2"]]);
  const changed = (at: number, value: number) => {
    const copy = Uint8Array.from(bytes);
    copy[at] = value;
    return () => readDbf(copy);
  };
  assert.throws(() => readDbf(new Uint8Array(20)), /no dBASE table/);
  assert.throws(changed(0, 9), /no dBASE table/);
  assert.throws(changed(7, 0xff), /it says 4278190082 rows, but ends after 2/);
  assert.throws(changed(10, 3), /rows of 3 bytes are too short for its fields \(7\)/);
  assert.throws(changed(64, 0), /its list of fields has no end/);
  assert.throws(() => readDbf(dbf([["n", "N", 6], ["n", "C", 2]], [])), /two fields "n"/);
});

test("readWkb() refuses bytes at random, or gives a geometry that fits into them", () => {
  const bytes = fc.uint8Array({ maxLength: 80 });
  const start = fc.constantFrom([1, 6, 0, 0, 0], [0, 0, 0, 0, 3], [1, 0xea, 3, 0, 0], [1, 1, 0, 0, 0xe0]);
  fc.assert(
    fc.property(start, bytes, (head, rest) => {
      const all = Uint8Array.from([...head, ...rest]);
      try {
        const places = readWkb(all).parts.flat().length;
        assert.ok(places * 16 <= all.length);
      } catch (error) {
        assert.match(String(error), /its geometry /);
      }
    }),
    { numRuns: 2000 },
  );
});
