import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { withFolder } from "../files/test_folder.ts";
import { testReport } from "../model/test_report.ts";
import { playsDocument } from "../report/document.ts";
import { exchangeLast, hasChanged, isDue, type Last, verdictsOf } from "./last.ts";

const last = (verdict: string, profiles: Record<string, string>): Last => ({ verdict, profiles });

test("hasChanged() sees another verdict of the whole and of each profile; what is new counts as passed before", () => {
  const before = last("differences", { a: "differences", b: "passed" });
  assert.equal(hasChanged(before, before), false);
  assert.equal(hasChanged(before, last("passed", { a: "passed", b: "passed" })), true);
  // One is mended, another breaks: the whole looks the same.
  assert.equal(hasChanged(before, last("differences", { a: "passed", b: "differences" })), true);
  assert.equal(hasChanged(before, last("differences", { a: "differences", c: "passed" })), false);
  assert.equal(hasChanged(before, last("differences", { a: "differences", c: "incomplete" })), true);
  assert.equal(hasChanged(undefined, last("passed", { a: "passed" })), false);
  assert.equal(hasChanged(undefined, last("unavailable", {})), true);
});

test("isDue() follows what was asked for", () => {
  const [good, bad] = [last("passed", {}), last("differences", {})];
  assert.deepEqual([isDue("failure", "passed", bad, good), isDue("failure", "differences", bad, bad)], [
    false,
    true,
  ]);
  assert.equal(isDue("always", "passed", good, good), true);
  assert.deepEqual([isDue("change", "passed", bad, good), isDue("change", "differences", bad, bad)], [
    true,
    false,
  ]);
});

test("exchangeLast() keeps what other commands and other profiles came to, and survives a damaged file", async () => {
  await withFolder(async (root) => {
    const reports = [testReport({ profile: "a", verdict: "differences" })];
    const now = verdictsOf(playsDocument("incomplete", reports, { not_played: ["b"] }));
    assert.deepEqual(now, last("incomplete", { a: "differences", b: "incomplete" }));
    assert.equal(await exchangeLast(root, "play", now), undefined);
    assert.equal(await exchangeLast(root, "report", last("passed", {})), undefined);
    assert.deepEqual(await exchangeLast(root, "play", last("passed", { a: "passed" })), now);
    const third = await exchangeLast(root, "play", last("passed", {}));
    assert.deepEqual(third, last("passed", { a: "passed", b: "incomplete" }));
    const file = join(root, "profiles/results/.notices.json");
    await writeFile(file, "{ damaged");
    assert.equal(await exchangeLast(root, "play", now), undefined);
    assert.match(await readFile(file, "utf8"), /"incomplete"/);
  });
});
