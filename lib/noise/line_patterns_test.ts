import assert from "node:assert/strict";
import { test } from "node:test";
import { linePattern, maskSubsets, matchesNone } from "./line_patterns.ts";

test("linePattern() knows a line by its words before what varies", () => {
  const pattern = linePattern("  took 0.41 s", "  took 1.27 s");
  assert.equal(pattern, "^\\s*took");
  assert.match("took 5 s", new RegExp(pattern ?? "", "u"));
  assert.equal(linePattern("host: alpha", "host: beta"), "^\\s*host:");
});

test("linePattern() takes no word that goes on differently", () => {
  assert.equal(linePattern("seed alphabet", "seed alpine"), "^\\s*seed");
});

test("linePattern() gives none where no word stands before it", () => {
  assert.equal(linePattern("21,5.3,7", "21,5.4,7"), undefined);
  assert.equal(linePattern("alpha 1", "beta 1"), undefined);
});

test("linePattern() of a line that other plays lack takes its words before the first digit", () => {
  assert.equal(linePattern("warning: 3 retries"), "^\\s*warning:");
});

test("maskSubsets() gives the smallest first", () => {
  assert.deepEqual(maskSubsets(["a", "b"]), [["a"], ["b"], ["a", "b"]]);
});

test("linePattern() takes as much of the line as tells it from lines that do not vary", () => {
  const known = (line: string, other: string | undefined, steady: string[]) => {
    const pattern = linePattern(line, other, matchesNone(steady));
    if (pattern === undefined) return undefined;
    assert.match(line, new RegExp(pattern, "u"));
    for (const one of steady) assert.doesNotMatch(one, new RegExp(pattern, "u"));
    return pattern;
  };
  const steady = ["sum of erosion 22"];
  assert.equal(known("sum 5.0 ab12", "sum 5.0 cd34", steady), "^\\s*sum\\s+[-+]?\\.?\\d\\S*");
  assert.equal(known("sum 5.0 ab12", "sum 6.1 cd34", steady), "^\\s*sum\\s+[-+]?\\.?\\d\\S*");
  assert.equal(known("sum 5.0 ab12", "sum 5.0 cd34", ["sum 7.0 of all"]), "^\\s*sum\\s+5\\.0");
  assert.equal(
    known("warning: 3 retries", undefined, ["warning: 2 of 4"]),
    "^\\s*warning:\\s+[-+]?\\.?\\d\\S*\\s+retries",
  );
  assert.equal(known("sum ab", "sum cd", steady), undefined);
});
