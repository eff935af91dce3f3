import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { ComparisonReport } from "../model/report.ts";
import { explainComparison, explainFile, hasPictures, picturesOfFile } from "./explain.ts";
import { nothingFound } from "./run.ts";
import { formatDelta, tellApart } from "./numbers.ts";

const report: ComparisonReport = {
  target: "out/soil_loss.tif",
  method: "raster_stats",
  verdict: "failed",
  files: ["out/soil_loss.tif"],
  ...nothingFound(),
  differences: [
    {
      kind: "changed",
      file: "out/soil_loss.tif",
      where: "band 1 mean",
      message: "mean",
      baseline: 0.412,
      actual: 0.42436,
      tolerance: "abs 0.005",
    },
    { kind: "extra", file: "out/soil_loss.tif", where: "bands", message: "more", actual: [1, "x"] },
  ],
  counts: { missing: 0, extra: 1, changed: 4 },
  omitted: 3,
};

test("explainComparison() aligns where, baseline, produced, difference and tolerance", () => {
  assert.deepEqual(explainComparison(report), [
    "failed   out/soil_loss.tif  raster_stats  1 extra, 4 changed",
    "  where        baseline  produced  difference       tolerance",
    "  band 1 mean  0.412     0.42436   +0.01236 (+3 %)  abs 0.005",
    '  bands        -         [1,"x"]   extra',
    "  + 3 more not listed",
  ]);
});

test("explainComparison() is one line for what passed, and says the reason of what was not compared", () => {
  const passed = { ...report, verdict: "passed" as const, ...nothingFound() };
  assert.deepEqual(explainComparison(passed), ["passed   out/soil_loss.tif  raster_stats"]);
  const error = { ...passed, verdict: "error" as const, reason: "The file is damaged" };
  assert.deepEqual(explainComparison(error).slice(1), ["  The file is damaged"]);
});

test("explainComparison() of a result without counts says how many there are; pictures are named", () => {
  const counts = nothingFound().counts;
  const lines = explainComparison({ ...report, counts, artifacts: ["diff/out/soil_loss.tif.png"] });
  assert.match(lines[0] ?? "", /raster_stats {2}5 differences$/);
  assert.equal(lines.at(-1), "  picture  diff/out/soil_loss.tif.png");
});

test("explainComparison() keeps notes, reasons and messages within the width", () => {
  const words = Array(30).fill("word").join(" ");
  const missing = { kind: "missing" as const, file: "out/soil_loss.tif", where: "file", message: words };
  const lines = explainComparison(
    { ...report, reason: words, notes: [words], differences: [missing] },
    Infinity,
    60,
  );
  assert.equal(lines.join(" ").match(/word/g)?.length, 90);
  assert.ok(lines.slice(1).every((line) => line.length <= 60), lines.join("\n"));
});

test("explainComparison() groups by file when the target names several", () => {
  const differences = [
    { kind: "missing" as const, file: "b", where: "file", message: "Not produced" },
    { kind: "changed" as const, file: "a", where: "$.x", message: "", baseline: 1, actual: 2 },
  ];
  const lines = explainComparison({ ...report, files: ["a", "b"], differences, omitted: 0 });
  assert.deepEqual(lines.slice(1, 3), ["  b", "    Not produced"]);
  assert.match(lines[5] ?? "", /^ {4}\$\.x {4}1 +2 +\+1 \(\+100 %\)$/);
  assert.deepEqual(explainFile({ ...report, differences }, "b"), ["  Not produced"]);
});

test("hasPictures() tells pictures from views, which no line of a terminal names", () => {
  const having = (artifacts: string[]) => ({ ...report, artifacts });
  assert.equal(hasPictures([having(["diff/a.txt.view.json"])]), false);
  assert.equal(hasPictures([having([]), having(["diff/a.tif.png"])]), true);
  const lines = explainComparison(having(["diff/a.tif.png", "diff/a.tif.view.json"]));
  assert.deepEqual(lines.filter((line) => line.includes("diff/")), ["  picture  diff/a.tif.png"]);
});

test("picturesOfFile() names those of one file, and not of one whose name is longer", () => {
  const artifacts = [
    "diff/a/x.tif.band1.png",
    "diff/a/x.tif.band2.png",
    "diff/b/x.tif.png",
    "diff/a/x.tif.d/y.png",
  ];
  assert.deepEqual(picturesOfFile({ ...report, artifacts }, "a/x.tif"), artifacts.slice(0, 2));
});

test("explainComparison() shows long texts where they part", () => {
  const [a, b] = [`${"x".repeat(100)}1${"y".repeat(50)}`, `${"x".repeat(100)}2${"y".repeat(50)}`];
  const difference = {
    kind: "changed" as const,
    file: "a",
    where: "line 1",
    message: "",
    baseline: a,
    actual: b,
  };
  const line = explainComparison({ ...report, differences: [difference], omitted: 0 })[2] ?? "";
  assert.ok(line.length < 110, line);
  assert.match(line, /…x+1y+… +…x+2y+…/);
});

test("tellApart() gives six digits, and more only where they are needed", () => {
  assert.deepEqual(tellApart(1.23456789, 2.3456789), ["1.23457", "2.34568"]);
  assert.deepEqual(tellApart(1.00000012, 1.00000034), ["1.0000001", "1.0000003"]);
  assert.deepEqual(tellApart(1234567, 1234568), ["1234567", "1234568"]);
  fc.assert(fc.property(fc.double(), fc.double(), (a, b) => {
    const [x, y] = tellApart(a, b);
    assert.equal(x === y, a === b || (Number.isNaN(a) && Number.isNaN(b)));
  }));
});

test("formatDelta() gives difference and percent", () => {
  assert.equal(formatDelta(2, 3), "+1 (+50 %)");
  assert.equal(formatDelta(-2, -3), "-1 (-50 %)");
  assert.equal(formatDelta(0, 3), "+3");
});
