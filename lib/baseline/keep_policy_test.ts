import assert from "node:assert/strict";
import { test } from "node:test";
import { withComparator } from "../compare/test_comparator.ts";
import type { KeepRule } from "../settings/config.ts";
import { keepOf } from "./keep_policy.ts";

test("keepOf() takes what the comparison says, else the first rule that fits and is enough for the method", async () => {
  await withComparator((method) => {
    const rules: KeepRule[] = [
      { keep: "hash", files: "*.bin" },
      { keep: "summary", methods: ["json_exact"] },
      { keep: "file", files: "small/**" },
      { keep: "summary", above: "1kB" },
    ];
    const cases: [
      comparison: [string, ("file" | "summary" | "hash")?],
      path: string,
      size: number,
      keep: string,
    ][] = [
      [["hash_exact"], "a", 9_000, "hash"],
      [["hash_exact"], "small/a", 9, "file"],
      [["hash_exact", "hash"], "small/a", 9, "hash"],
      [["json_exact"], "a.bin", 9_000_000_000, "file"],
      [[method], "a.bin", 1_000, "file"],
      [[method], "a.bin", 1_001, "summary"],
      [[method], "small/a.bin", 1_001, "file"],
      [[method, "summary"], "small/a.bin", 1, "summary"],
      [[method, "file"], "a", 9_000_000_000, "file"],
      [["unknown"], "a", 9_000_000_000, "file"],
    ];
    for (const [[name, keep], path, size, expected] of cases) {
      const comparison = { target: path, method: name, ...(keep === undefined ? {} : { keep }) };
      assert.equal(keepOf(comparison, path, size, rules), expected, JSON.stringify([name, keep, path, size]));
    }
    assert.equal(keepOf({ target: "a", method }, "a", 10_000_000), "file");
    assert.equal(keepOf({ target: "a", method }, "a", 10_000_001), "summary");
    assert.equal(keepOf({ target: "a", method: "text_exact" }, "a", 10_000_001), "file");
  });
});
