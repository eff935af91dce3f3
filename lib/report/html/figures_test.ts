import assert from "node:assert/strict";
import { test } from "node:test";
import { figuresOf } from "./figures.ts";

test("figures of baseline and produced stand side by side, others by themselves", () => {
  const facts = {
    columns: { loss: { baseline: { max: 1, rows: 2 }, produced: { max: 3 }, beyond: 4 } },
    rows: { baseline: 5, produced: null },
    list: [1, 2],
    baseline: { "band 1": { mean: 1 }, tables: [{ rows: 1 }] },
    produced: { "band 1": { mean: 2 } },
  };
  assert.deepEqual(figuresOf(facts, []), [
    { name: "band 1 › mean", baseline: 1, produced: 2 },
    { name: "tables › 1 › rows", baseline: 1 },
    { name: "columns › loss › max", baseline: 1, produced: 3 },
    { name: "columns › loss › rows", baseline: 2 },
    { name: "columns › loss › beyond", both: 4 },
    { name: "rows", baseline: 5, produced: null },
    { name: "list", both: [1, 2] },
  ]);
});
