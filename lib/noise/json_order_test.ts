import assert from "node:assert/strict";
import { test } from "node:test";
import { orderOf, sorted } from "./json_order.ts";

const ROWS = [{ v: 1.5, kind: "a", topaz_id: 21 }, { v: 2.5, kind: "a", topaz_id: 23 }];
const later = ROWS.map((row) => ({ ...row, v: row.v * 1.01 }));

test("orderOf() names the member that tells elements apart, an id before others", () => {
  assert.equal(orderOf([ROWS, [...later].reverse()]), "topaz_id");
  assert.equal(orderOf([[{ n: 1, id: 7 }, { n: 2, id: 8 }], [{ n: 2, id: 8 }, { n: 1, id: 7 }]]), "id");
});

test("orderOf() says nothing where elements stay in place, or nothing tells them apart", () => {
  assert.equal(orderOf([ROWS, later]), undefined);
  const alike = [{ v: 1 }, { v: 1 }];
  assert.equal(orderOf([alike, [{ v: 1 }, { v: 2 }]]), undefined);
  assert.equal(orderOf([[1, 2], [1, 2, 3]]), undefined);
});

test("orderOf() pairs values of which the same lie in another order", () => {
  assert.equal(orderOf([["a", "b", "b"], ["b", "a", "b"]]), "");
  assert.equal(orderOf([["a", "b"], ["b", "c"]]), undefined);
});

test("sorted() puts elements of any order into the same one", () => {
  assert.deepEqual(sorted([...ROWS].reverse(), "topaz_id"), sorted(ROWS, "topaz_id"));
});

test("orderOf() takes no member that two elements share", () => {
  const rows = [{ kind: 1, row: 5 }, { kind: 1, row: 6 }];
  assert.equal(orderOf([rows, [...rows].reverse()]), "row");
});
