import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { LineRow } from "../../model/evidence.ts";
import { alignLines, type NumberedLine } from "../text/line_diff.ts";
import { textView } from "./text_view.ts";

const numbered = (texts: readonly string[]): NumberedLine[] =>
  texts.map((text, index) => ({ number: index + 1, text }));
const as = (text: string) => text;

function view(before: readonly string[], after: readonly string[], clean = as) {
  const [left, right] = [numbered(before), numbered(after)];
  return textView("a.txt", { left, right, changes: alignLines(left, right).changes }, clean);
}

const told = (row: LineRow) =>
  `${row.same ? " " : "*"}${row.baseline?.number ?? "."}/${row.produced?.number ?? "."}`;

test("textView() has three lines around each change, and joins changes that are near", () => {
  const lines = Array.from({ length: 30 }, (_, index) => `line ${index}`);
  const { hunks, omitted } = view(lines, lines.with(4, "x").with(8, "y").toSpliced(20, 1));
  assert.deepEqual(hunks.map((hunk) => hunk.map(told).join(" ")), [
    " 2/2  3/3  4/4 *5/5  6/6  7/7  8/8 *9/9  10/10  11/11  12/12",
    " 18/18  19/19  20/20 *21/.  22/21  23/22  24/23",
  ]);
  assert.equal(omitted, 0);
});

test("textView() shows each change once with its numbers, or counts it", () => {
  const lines = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 400 });
  fc.assert(fc.property(lines, lines, (before, after) => {
    const { hunks, omitted } = view(before, after);
    const rows = hunks.flat();
    const { changes } = alignLines(numbered(before), numbered(after));
    const changed = rows.filter(({ same }) => !same);
    assert.equal(changed.length + omitted, changes.length);
    assert.ok(rows.length < 210);
    for (const [side, texts] of [["baseline", before], ["produced", after]] as const) {
      const numbers = rows.flatMap((row) => row[side] ?? []);
      for (const { number, text } of numbers) assert.equal(text, texts[number - 1]);
      assert.deepEqual(numbers.map(({ number }) => number), [
        ...new Set(numbers.map(({ number }) => number)),
      ]);
    }
    for (const { same, baseline, produced } of rows) if (same) assert.equal(baseline?.text, produced?.text);
  }));
});

test("textView() shortens long lines around what differs, and shows nothing that was not cleaned", () => {
  const [long, other] = [`${"x ".repeat(900)}1.5`, `${"x ".repeat(900)}2.5`];
  const [row] = view([long], [other]).hunks.flat();
  assert.match(row?.baseline?.text ?? "", /1\.5$/);
  assert.match(row?.produced?.text ?? "", /2\.5$/);
  assert.ok((row?.baseline?.text.length ?? 999) <= 300);
  const [clean] = view(["secret 1"], ["secret 2"], (text) => text.replace("secret", "-")).hunks.flat();
  assert.deepEqual([clean?.baseline?.text, clean?.produced?.text], ["- 1", "- 2"]);
});
