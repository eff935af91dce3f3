import assert from "node:assert/strict";
import { test } from "node:test";
import { byKey, type Rows, telling } from "./table_order.ts";

const ROWS: Rows = [[21, "top", 5.1], [23, "left", 6.2], [31, "left", 7.3]];
const moved = (rows: Rows): Rows =>
  [...rows].reverse().map(([id, side, value]) => [id ?? 0, side ?? 0, Number(value) + 0.01]);

test("telling() finds the column that holds the same and tells rows apart", () => {
  assert.deepEqual(telling([ROWS, moved(ROWS)], [0, 1, 2]), { columns: [0], moved: true });
  assert.deepEqual(telling([ROWS, moved(ROWS)], [1, 2]), undefined);
});

test("telling() takes two columns where it needs two", () => {
  const months: Rows = [[1, 1, 5], [1, 2, 6], [2, 1, 7], [2, 2, 8]];
  assert.deepEqual(telling([months, moved(months)], [0, 1, 2]), { columns: [0, 1], moved: true });
});

test("telling() says that rows stay where they are, whatever their figures do", () => {
  const other = ROWS.map(([id, side, value]): Rows[number] => [id ?? 0, side ?? 0, Number(value) * 1.01]);
  assert.deepEqual(telling([ROWS, other], [0, 1, 2]), { columns: [], moved: false });
});

test("telling() pairs whole rows where equal ones change places", () => {
  const twice: Rows = [["a", 1], ["a", 1], ["b", 2]];
  assert.deepEqual(telling([twice, [...twice].reverse()], [0, 1]), { columns: [], moved: true });
});

test("byKey() gives the same order whatever it was", () => {
  assert.deepEqual(byKey([...ROWS].reverse(), [0]), byKey(ROWS, [0]));
});
