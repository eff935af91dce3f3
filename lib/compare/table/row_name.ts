/** How a row of a table is called. */
import { type Cells, cellValue } from "./cells.ts";
import type { ColumnPair } from "./column_plan.ts";

/**
 * `hillslope 7`, `year 1, day 3`, or `row 12`.
 *
 * @param keys columns that tell rows apart
 * @param row its number from 0, for rows without a key
 */
export function rowName(
  keys: readonly ColumnPair[],
  cells: readonly Cells[],
  at: number,
  row: number,
  side: "a" | "b" = "a",
): string {
  if (keys.length === 0) return `row ${row + 1}`;
  return keys.map((key) => {
    const column = cells[key[side]];
    return `${key.name} ${column === undefined ? "" : cellValue(column, at)}`;
  }).join(", ");
}
