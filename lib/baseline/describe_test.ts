import assert from "node:assert/strict";
import { test } from "node:test";
import { nothingFound } from "../compare/run.ts";
import type { ComparisonReport } from "../model/report.ts";
import { firstDifference } from "./describe.ts";
import type { PendingItem } from "./pending.ts";

const ITEM: PendingItem = {
  path: "out/a.csv",
  change: "changed",
  size: 1,
  sha256: "0".repeat(64),
  baseline_sha256: "1".repeat(64),
  comparison: { target: "out/*.csv", method: "table_diff" },
};

/** Two listed differences of one of these files, and more that are not. */
function found(files: string[], omitted: number): ComparisonReport[] {
  const one = { kind: "changed" as const, message: "", file: "out/a.csv", baseline: 2, actual: 3 };
  const differences = [{ ...one, where: "v at row 1" }, { ...one, where: "v at row 2" }];
  const { target, method } = ITEM.comparison;
  return [{ target, method, verdict: "failed", files, ...nothingFound(), differences, omitted }];
}

test("firstDifference() counts what is not listed, and says so where it is that of several files", () => {
  const words = "v at row 1: 2 -> 3, +1 (+50 %)";
  assert.equal(firstDifference(ITEM, found(["out/a.csv"], 0)), `${words}, and 1 more`);
  assert.equal(firstDifference(ITEM, found(["out/a.csv"], 96)), `${words}, and 97 more`);
  assert.equal(firstDifference(ITEM, found(["out/a.csv", "out/b.csv"], 0)), `${words}, and 1 more`);
  assert.equal(firstDifference(ITEM, found(["out/a.csv", "out/b.csv"], 96)), `${words}, and at least 1 more`);
  assert.equal(firstDifference(ITEM, []), "");
});
