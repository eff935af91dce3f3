import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { JsonValue } from "../model/json.ts";
import { formatPath, pathMatcher, type PathPart, readPath } from "./json_path.ts";

const DOCUMENT: JsonValue = { a: [{ b: 2 }], "odd key": 1, "2020": { "x-y": null }, "5": 5, 'q"': 6 };

test("readPath() reads names, indexes and quoted keys", () => {
  const cases: [path: string, value: JsonValue | undefined][] = [
    ["$", DOCUMENT],
    ["$.a[0].b", 2],
    ['$["odd key"]', 1],
    ["$['odd key']", 1],
    ["$.2020.x-y", null],
    ["$[5]", 5],
    ['$["q\\""]', 6],
    ["$.a[1]", undefined],
    ["$.a.b", undefined],
    ["$.a.length", undefined],
    ["$.constructor", undefined],
    ["$.a[0].b.c", undefined],
  ];
  for (const [path, value] of cases) assert.deepEqual(readPath(DOCUMENT, path), value, path);
  assert.equal(readPath(undefined, "$.a"), undefined);
});

test("readPath() refuses what it cannot read, and what names several places", () => {
  for (const path of ["", "a", "$a", "$.", "$.a[", "$.a b", '$["a']) {
    assert.throws(() => readPath(DOCUMENT, path), RangeError, path);
  }
  for (const path of ["$.*", "$.a[*]", "$..b"]) {
    assert.throws(() => readPath(DOCUMENT, path), /more than one place/, path);
  }
});

test("pathMatcher() takes what it names and all below", () => {
  const cases: [pattern: string, path: PathPart[], matches: boolean][] = [
    ["$.a", ["a"], true],
    ["$.a", ["a", 0, "b"], true],
    ["$.a", ["ab"], false],
    ["$.a[*].b", ["a", 3, "b"], true],
    ["$.a[0]", ["a", "0"], false],
    ["$..b", ["a", 3, "b", "c"], true],
    ["$..b", ["a", 3], false],
    ["$.*", ["x"], true],
  ];
  for (const [pattern, path, matches] of cases) {
    assert.equal(pathMatcher(pattern)(path), matches, `${pattern} ${path}`);
  }
  assert.throws(() => pathMatcher("$"), /whole file/);
});

test("readPath() finds what formatPath() names", () => {
  const key = fc.oneof(fc.string(), fc.constantFrom("__proto__", "a b", "0", '"', "\\", "\u{1f600}"));
  fc.assert(
    fc.property(fc.array(fc.oneof(key, fc.nat(3)), { maxLength: 5 }), (path) => {
      const document = path.reduceRight<JsonValue>(
        (value, part) => typeof part === "number" ? [...Array(part).fill(0), value] : { ["" + part]: value },
        "leaf",
      );
      assert.equal(readPath(document, formatPath(path)), "leaf");
    }),
    { numRuns: 1000 },
  );
});
