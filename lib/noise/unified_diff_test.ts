import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { unifiedDiff } from "./unified_diff.ts";

/** What `patch` does: replaces the lines of each hunk where it says they stand. */
function patched(before: string, diff: string): string {
  const lines = before.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  let moved = 0;
  for (const hunk of diff.split(/^(?=@@ )/m).slice(1)) {
    const [head = "", ...body] = hunk.replace(/\n$/, "").split("\n");
    const [, from = "", count = ""] = /^@@ -(\d+),(\d+) \+\d+,\d+ @@$/.exec(head) ?? [];
    const texts = (signs: string) =>
      body.flatMap((line, at) =>
        !signs.includes(line[0] ?? "")
          ? []
          : [line.slice(1) + (body[at + 1]?.startsWith("\\") === true ? "" : "\n")]
      );
    const at = Number(from) - (count === "0" ? 0 : 1) + moved;
    assert.deepEqual(lines.slice(at, at + Number(count)), texts(" -"), diff);
    lines.splice(at, Number(count), ...texts(" +"));
    moved += texts("+").length - texts("-").length;
  }
  return lines.join("");
}

test("unifiedDiff() writes what diff -u writes", () => {
  const lines = Array.from({ length: 12 }, (_, n) => `line ${n + 1}\n`);
  const other = lines.with(5, "other\n");
  assert.equal(
    unifiedDiff(lines.join(""), other.join(""), "profiles/a/profile.yaml"),
    "--- a/profiles/a/profile.yaml\n+++ b/profiles/a/profile.yaml\n@@ -3,7 +3,7 @@\n line 3\n line 4\n line 5\n" +
      "-line 6\n+other\n line 7\n line 8\n line 9\n",
  );
});

test("unifiedDiff() is empty for equal texts, and marks a last line without newline", () => {
  assert.equal(unifiedDiff("a\n", "a\n", "x"), "");
  assert.match(unifiedDiff("a", "a\n", "x"), /-a\n\\ No newline at end of file\n\+a\n$/);
});

test("applying the diff gives the other text", () => {
  const text = fc.array(fc.constantFrom("a", "b", "c", "", "- x"), { maxLength: 30 }).chain((lines) =>
    fc.constantFrom("", "\n").map((end) => lines.join("\n") + (lines.length === 0 ? "" : end))
  );
  fc.assert(fc.property(text, text, (before, after) => {
    assert.equal(patched(before, unifiedDiff(before, after, "x")), after);
  }));
});
