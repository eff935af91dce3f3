import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { cellsOf, cutToCells, rowsOf } from "./cells.ts";

test("cellsOf() counts cells of a terminal, not letters", () => {
  const cells: [string, number][] = [
    ["", 0],
    ["soil-loss.tif", 13],
    ["Bodenverlust über Äcker", 23],
    ["e\u0301", 1],
    ["土壤流失", 8],
    ["流域-1", 6],
    ["かな・カナ", 10],
    ["토양", 4],
    ["ＡＢ", 4],
    ["🔥ok", 4],
    ["→ … ├─", 6],
  ];
  for (const [text, expected] of cells) assert.equal(cellsOf(text), expected, text);
});

test("cutToCells() never takes more cells than there are, and leaves what fits", () => {
  assert.equal(cutToCells("wepp/output/soil.tif", 9, "start"), "…soil.tif");
  assert.equal(cutToCells("set-outlet", 6), "set-o…");
  assert.equal(cutToCells("土壤流失", 6), "土壤…");
  assert.equal(cutToCells("土壤流失", 6, "start"), "…流失");
  const text = fc.string({ unit: fc.constantFrom("a", "土", "e\u0301", "🔥", "…") });
  fc.assert(fc.property(text, fc.integer({ min: 1, max: 30 }), (all, cells) => {
    for (const side of ["start", "end"] as const) {
      const cut = cutToCells(all, cells, side);
      assert.ok(cellsOf(cut) <= cells);
      if (cellsOf(all) <= cells) assert.equal(cut, all);
      // One cell may stay free where a wide letter did not fit.
      else assert.ok(cellsOf(cut) >= cells - 1);
    }
  }));
});

test("rowsOf() knows that a wide letter does not begin in the last cell", () => {
  assert.deepEqual([rowsOf("", 5), rowsOf("abcde", 5), rowsOf("abcdef", 5)], [1, 1, 2]);
  assert.deepEqual([rowsOf("土壤", 5), rowsOf("土壤流", 5), rowsOf("土壤流失", 3)], [1, 2, 4]);
});
