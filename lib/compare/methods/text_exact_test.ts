import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { compareOne, found } from "../test_fixtures.ts";
import { alignLines, diffLines } from "../text/line_diff.ts";

interface Case {
  name: string;
  produced: string | Uint8Array;
  ignore?: string[];
  verdict: string;
  differences?: string[];
  reason?: RegExp;
}

const BASE = "WEPP version 2020\none\ntwo\nthree\n";
const cases: Case[] = [
  { name: "equal bytes", produced: BASE, verdict: "passed" },
  {
    name: "an ignored line that differs",
    produced: "WEPP version 2026\none\ntwo\nthree\n",
    ignore: ["^WEPP version"],
    verdict: "passed",
  },
  {
    name: "a changed line",
    produced: "WEPP version 2020\none\n2\nthree\n",
    verdict: "failed",
    differences: ["changed line 3"],
  },
  {
    name: "a missing line",
    produced: "WEPP version 2020\none\nthree\n",
    verdict: "failed",
    differences: ["missing line 3"],
  },
  {
    name: "an extra line at the top",
    produced: `new\n${BASE}`,
    verdict: "failed",
    differences: ["extra line 1"],
  },
  {
    name: "reordered lines",
    produced: "WEPP version 2020\ntwo\none\nthree\n",
    verdict: "failed",
    differences: ["missing line 2", "extra line 3"],
  },
  {
    name: "other line ends",
    produced: "WEPP version 2020\r\none\ntwo\nthree\n",
    verdict: "failed",
    differences: ["changed line 1"],
  },
  {
    name: "no newline at the end",
    produced: BASE.trimEnd(),
    verdict: "failed",
    differences: ["changed end of the file"],
  },
  {
    name: "a pattern that matches nothing",
    produced: `${BASE}four\n`,
    ignore: ["^Date"],
    verdict: "failed",
    differences: ["extra line 5"],
    reason: /"\^Date" matched nothing/,
  },
  {
    name: "patterns that match every line",
    produced: "WEPP version 2026\nfour\n",
    ignore: ["^WEPP", "o", "^t"],
    verdict: "error",
    reason: /nothing left to compare in "out\/file"/,
  },
  {
    name: "patterns that match every line of the baseline",
    produced: `${BASE}4\n`,
    ignore: ["[a-z]"],
    verdict: "failed",
    differences: ["extra line 5"],
  },
  {
    name: "an empty file",
    produced: "",
    verdict: "failed",
    differences: ["missing line 1", "missing line 2", "missing line 3", "missing line 4"],
  },
  {
    name: "other bytes that are not UTF-8",
    produced: new Uint8Array([...new TextEncoder().encode(BASE), 0xe9, 10]),
    verdict: "failed",
    differences: ["extra line 5"],
  },
  { name: "a binary", produced: new Uint8Array([1, 0, 2]), verdict: "error", reason: /NUL at byte 1/ },
  {
    name: "a Git LFS pointer",
    produced: "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
    verdict: "error",
    reason: /git lfs pull/,
  },
];

for (const { name, produced, ignore, verdict, differences = [], reason } of cases) {
  test(`text_exact compare() with ${name} is ${verdict}`, async () => {
    const report = await compareOne("text_exact", BASE, produced, ignore && { ignore });
    assert.equal(report.verdict, verdict, report.reason ?? "");
    assert.deepEqual(found(report), differences);
    if (reason !== undefined) assert.match(report.reason ?? "", reason);
  });
}

test("text_exact compare() lists twenty lines and counts the rest", async () => {
  const lines = (word: string) => Array.from({ length: 30 }, (_, index) => `${word} ${index}\n`).join("");
  const report = await compareOne("text_exact", lines("a"), lines("b"));
  assert.deepEqual([report.differences.length, report.omitted], [20, 10]);
  assert.deepEqual([report.differences[0]?.baseline, report.differences[0]?.actual], ["a 0", "b 0"]);
});

test("diffLines() turns one text into the other, and finds nothing in equal texts", () => {
  const text = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 12 });
  const numbered = (lines: string[]) => lines.map((line, index) => ({ number: index + 1, text: line }));
  fc.assert(
    fc.property(text, text, (a, b) => {
      const changes = diffLines(numbered(a), numbered(b));
      if (a.join() === b.join()) return assert.deepEqual(changes, []);
      const gone = new Set(changes.map((change) => change.baseline?.number));
      const come = new Set(changes.map((change) => change.produced?.number));
      const keptLines = a.filter((_, index) => !gone.has(index + 1));
      assert.deepEqual(b.filter((_, index) => !come.has(index + 1)), keptLines);
      assert.ok(changes.length > 0);
    }),
    { numRuns: 2000 },
  );
});

test("diffLines() aligns long texts with few changes", () => {
  const seed = fc.array(fc.tuple(fc.nat(2999), fc.constantFrom("gone", "new", "other")), { maxLength: 40 });
  fc.assert(
    fc.property(seed, fc.constantFrom(3, 5000), (edits, words) => {
      const a = Array.from({ length: 3000 }, (_, row) => `word ${(row * 7919) % words}`);
      const b: (string | undefined)[] = [...a];
      for (const [row, how] of edits) {
        b[row] = how === "gone" ? undefined : how === "new" ? `${a[row]}\nnew ${row}` : `other ${row}`;
      }
      const numbered = (lines: string[]) => lines.map((text, index) => ({ number: index + 1, text }));
      const [left, right] = [numbered(a), numbered(b.flatMap((line) => line?.split("\n") ?? []))];
      const { changes, isAligned } = alignLines(left, right);
      assert.ok(isAligned);
      assert.ok(changes.length <= 2 * edits.length);
      const gone = new Set(changes.map(({ baseline }) => baseline));
      const come = new Set(changes.map(({ produced }) => produced));
      const kept = (lines: typeof left, out: Set<typeof left[number] | undefined>) =>
        lines.filter((line) => !out.has(line)).map(({ text }) => text);
      assert.deepEqual(kept(right, come), kept(left, gone));
    }),
    { numRuns: 60 },
  );
});

test("text_exact says so when too many lines differ to be aligned", async () => {
  const text = (from: number) => Array.from({ length: 6000 }, (_, row) => `${from + row * 2}\n`).join("");
  const report = await compareOne("text_exact", text(0), text(1));
  assert.equal(report.counts.changed, 6000);
  assert.match(JSON.stringify(report.notes), /too many lines differ to be aligned/);
});
