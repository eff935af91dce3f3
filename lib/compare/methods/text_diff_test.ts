import assert from "node:assert/strict";
import process from "node:process";
import { test } from "node:test";
import fc from "fast-check";
import { isClose, readNumberLine } from "../text/number_lines.ts";
import { compareOne } from "../test_fixtures.ts";
import { testCases } from "../test_cases.ts";

const BASE =
  "WEPP v2020.500.1 run 2025-11-02 17:04:11\n  hillslope  loss (kg)\n    1     12.50\n    2      7.25\nend\n";

testCases("text_diff", BASE, [
  { name: "equal bytes", produced: BASE, verdict: "passed" },
  {
    name: "numbers within",
    produced: BASE.replace("12.50", "12.51"),
    params: { tolerance: { rel: 0.001 } },
    verdict: "passed",
  },
  {
    name: "numbers beyond",
    produced: BASE.replace("12.50", "12.90"),
    params: { tolerance: { rel: 0.001 } },
    verdict: "failed",
    differences: ["changed line 3"],
    message: /^number 2: \+0\.4 \(\+3\.2 %\) \(rel 0\.001\)$/,
  },
  {
    name: "a number that needs more columns",
    produced: BASE.replace("     12.50", "    112.50"),
    params: { tolerance: 100 },
    verdict: "passed",
  },
  {
    name: "a number that needs the last blank before it",
    baseline: "loss= 99.9\n( 99.9)\n99.9 ,1\n",
    produced: "loss=100.1\n(100.1)\n100.1,1\n",
    params: { tolerance: 1 },
    verdict: "passed",
  },
  {
    name: "a number that changes places with a sign",
    baseline: "# 5\n",
    produced: "5 #\n",
    verdict: "failed",
    differences: ["changed line 1"],
  },
  {
    name: "large integers that are another",
    baseline: "id 9007199254740993\n",
    produced: "id 9007199254740992\n",
    verdict: "failed",
    differences: ["changed line 1"],
    message: /^number 1: -1 /,
  },
  {
    name: "large integers beyond",
    baseline: "id 9007199254740993\n",
    produced: "id 9007199254740992.0\n",
    params: { tolerance: 0.5 },
    verdict: "failed",
    differences: ["changed line 1"],
  },
  {
    name: "large integers written otherwise",
    baseline: "id 10000000000000000 9007199254740993\n",
    produced: "id 1.0D+16 +9007199254740993.\n",
    verdict: "passed",
  },
  {
    name: "numbers that became one",
    baseline: "1 2\n",
    produced: "12\n",
    params: { tolerance: 99 },
    verdict: "failed",
    differences: ["changed line 1"],
  },
  {
    name: "a sign that became another number's",
    baseline: "5 - 3\n",
    produced: "5 -3\n",
    params: { tolerance: 99 },
    verdict: "failed",
    differences: ["changed line 1"],
  },
  {
    name: "blanks at the ends of lines",
    baseline: " a 1\r\nb\n",
    produced: "a 1 \r\nb\t\n",
    verdict: "passed",
  },
  {
    name: "lines that end otherwise",
    baseline: "a 1\r\n",
    produced: "a 1\n",
    params: { tolerance: 1 },
    verdict: "failed",
    differences: ["changed line 1"],
  },
  {
    name: "a byte order mark less",
    baseline: "\ufeffa\n",
    produced: "a\n",
    verdict: "failed",
    differences: ["changed line 1"],
  },
  {
    name: "other words beside equal numbers",
    produced: BASE.replace("(kg)", "(t)"),
    params: { tolerance: 100 },
    verdict: "failed",
    differences: ["changed line 2"],
    message: /The line is another/,
  },
  {
    name: "a missing line",
    produced: BASE.replace("    2      7.25\n", ""),
    params: { tolerance: 0.1 },
    verdict: "failed",
    differences: ["missing line 4"],
  },
  {
    name: "an extra line among numbers that all moved a little",
    produced: BASE.replace("12.50", "12.51").replace("end", "    3      1.00\nend").replace("7.25", "7.26"),
    params: { tolerance: 0.02 },
    verdict: "failed",
    differences: ["extra line 5"],
  },
  {
    name: "reordered lines",
    produced: BASE.replace(/( {4}1.*\n)( {4}2.*\n)/, "$2$1"),
    params: { tolerance: 0.1 },
    verdict: "failed",
    differences: ["missing line 3", "extra line 4"],
  },
  {
    name: "dates, times and versions that do not count",
    produced: BASE.replace("2020.500.1", "2026.1.0").replace("2025-11-02 17:04:11", "2026-08-01 09:00:00"),
    params: { mask: ["dates", "times", "versions"] },
    verdict: "passed",
  },
  {
    name: "a date that does count",
    produced: BASE.replace("2025-11-02", "2026-08-01"),
    params: { mask: ["times"] },
    verdict: "failed",
    differences: ["changed line 1"],
  },
  {
    name: "a line that does not count",
    produced: BASE.replace("2020.500.1", "x"),
    params: { ignore: ["^WEPP"] },
    verdict: "passed",
  },
  {
    name: "NaN in place of a number",
    produced: BASE.replace("12.50", "  NaN"),
    params: { tolerance: 1e9 },
    verdict: "failed",
    differences: ["changed line 3"],
  },
  {
    name: "an overflow in place of a number",
    produced: BASE.replace("12.50", "*****"),
    params: { tolerance: 1e9 },
    verdict: "failed",
    differences: ["changed line 3"],
    message: /The line is another/,
  },
  {
    name: "an empty file",
    produced: "",
    verdict: "failed",
    differences: ["missing line 1", "missing line 2", "missing line 3", "missing line 4", "missing line 5"],
  },
  { name: "a binary", produced: new Uint8Array([1, 0, 2]), verdict: "error", reason: /NUL at byte 1/ },
]);

testCases("text_contains", "done\n", [
  {
    name: "the same bytes that hold it",
    produced: "done\n",
    params: { contains: ["done"] },
    verdict: "passed",
  },
  {
    name: "the same bytes that lack it",
    produced: "done\n",
    params: { contains: ["completed"] },
    verdict: "failed",
    differences: ["missing text"],
  },
  {
    name: "other bytes that hold it",
    produced: "WEPP run complete: 12 of 12\n",
    params: { contains: ["complete"], matches: ["^WEPP .* (\\d+) of \\1$"], absent: ["Traceback"] },
    verdict: "passed",
  },
  {
    name: "what must not be there",
    produced: "done\nTraceback (most recent call last):\n",
    params: { absent: ["Traceback"] },
    verdict: "failed",
    differences: ["extra line 2"],
  },
  {
    name: "a pattern that nothing matches",
    produced: "begun\n",
    params: { matches: ["^done$"] },
    verdict: "failed",
    differences: ["missing text"],
  },
  {
    name: "an empty file",
    produced: "",
    params: { contains: ["x"] },
    verdict: "failed",
    differences: ["missing text"],
  },
  {
    name: "a binary",
    produced: new Uint8Array([0]),
    params: { contains: ["x"] },
    verdict: "error",
    reason: /NUL at byte 0/,
  },
  {
    name: "nothing to check",
    produced: "x",
    params: {},
    verdict: "error",
    reason: /checks nothing: say contains, matches or absent/,
  },
]);

test("readNumberLine() reads numbers as programs print them", () => {
  const numbers = (line: string) => readNumberLine(line, []).numbers;
  assert.deepEqual(numbers("a 1 -2.5 +.5 3. 1e3 1.5D+03 -inf NaN"), [
    1,
    -2.5,
    0.5,
    3,
    1000,
    1500,
    -Infinity,
    NaN,
  ]);
  // Names with digits and versions are words.
  assert.deepEqual(numbers("H1.ebe p2 v1.2.3 pw0"), []);
  const words = (line: string) => readNumberLine(line, []).words;
  assert.equal(words("  sum  of   12.50 kg"), words("sum of 7 kg"));
  assert.notEqual(words("sum of 12.50 kg"), words("sum of # kg"));
});

test("text_diff finds every number that moved beyond the tolerance, and none within", async () => {
  const row = fc.array(fc.integer({ min: -999_999, max: 999_999 }), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { minLength: 1, maxLength: 12 }),
      fc.nat(),
      fc.integer({ min: 1, max: 400 }),
      async (rows, pick, moved) => {
        const text = (table: number[][]) =>
          table.map((cells) => cells.map((cell) => (cell / 100).toFixed(2).padStart(12)).join("")).join("\n");
        const at = pick % rows.length;
        const cells = rows[at] ?? [];
        const column = pick % cells.length;
        const produced = rows.with(at, cells.with(column, (cells[column] ?? 0) + moved));
        const report = await compareOne("text_diff", text(rows), text(produced), { tolerance: 2.001 });
        assert.equal(report.differences.length > 0, moved > 200, JSON.stringify(report));
      },
    ),
    { numRuns: process.env["PROFILE_TEST_SOAK"] === "1" ? 2000 : 200 },
  );
});

test("isClose() asks for the same words and the same count of numbers", () => {
  const close = (a: string, b: string) => isClose(readNumberLine(a, []), readNumberLine(b, []), { abs: 1 });
  assert.ok(close("x 1 2", "x  1.5   2"));
  assert.ok(!close("x 1 2", "x 1"));
  assert.ok(!close("x 1", "y 1"));
});
