import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { escapeHtml } from "../../html/markup.ts";
import { Budget } from "./budget.ts";

test("what is taken never takes more of the page than there is, and begins the text", () => {
  fc.assert(fc.property(
    fc.nat(200),
    fc.nat(50),
    fc.array(fc.tuple(fc.string({ unit: fc.constantFrom("a", '"', "&", "😀") }), fc.nat(30), fc.boolean())),
    (total, kept, texts) => {
      const budget = new Budget(total);
      let used = 0;
      for (const [text, most, modest] of texts) {
        const { text: cut, left } = budget.take(text, most, modest ? kept : 0);
        assert.ok(text.startsWith(cut) && cut.length <= most);
        assert.equal(left, text.length - cut.length);
        used += escapeHtml(cut).length;
        if (modest && cut !== "") assert.ok(used <= total - kept);
      }
      assert.ok(used <= total);
    },
  ));
});

test("a text that must be whole is taken as a whole or not at all", () => {
  const budget = new Budget(100);
  assert.deepEqual([budget.takeWhole(60), budget.takeWhole(30, 20), budget.takeWhole(30)], [
    true,
    false,
    true,
  ]);
});
