import assert from "node:assert/strict";
import { test } from "node:test";
import { EXIT_CODES, strongest, type Verdict } from "./exit.ts";

test("strongest() follows 70 > 130 > 2 > 3 > 6 > 5 > 1 > 4 > 0", () => {
  const order: Verdict[] = [
    "internal",
    "interrupted",
    "usage",
    "unavailable",
    "incomplete",
    "refused",
    "differences",
    "nothing-compared",
    "passed",
  ];
  for (let weaker = 0; weaker < order.length; weaker++) {
    assert.equal(strongest(order.slice(weaker).reverse()), order[weaker]);
  }
  assert.deepEqual(order.map((name) => EXIT_CODES[name]), [70, 130, 2, 3, 6, 5, 1, 4, 0]);
});

test("strongest() of nothing is not a pass", () => {
  assert.equal(strongest([]), "nothing-compared");
});
