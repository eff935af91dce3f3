/** The rows of a table in memory, for what must be seen as a whole. */
import { cellValue, NUMBER, type Table } from "../compare/table/cells.ts";
import type { Rows } from "./table_order.ts";

/** Larger tables are not learned from as a whole: rules for them are written by hand. */
const MOST_CELLS = 2_000_000;

/**
 * All rows.
 *
 * @throws RangeError when there are too many
 */
export async function readRows(table: Table): Promise<Rows> {
  const rows: Rows = [];
  for await (const { rows: count, cells } of table.batches()) {
    if ((rows.length + count) * cells.length > MOST_CELLS) {
      throw new RangeError(`the table has more than ${MOST_CELLS} cells`);
    }
    for (let row = 0; row < count; row++) {
      rows.push(
        cells.map((column) =>
          column.kinds[row] === NUMBER ? column.numbers[row] ?? NaN : cellValue(column, row)
        ),
      );
    }
  }
  return rows;
}

/** Rows cannot be learned from: which of one play is which of another one? */
export const UNTOLD = "has rows that change places, and nothing tells them apart";

/**
 * In a clause, that there are more rows in some plays than in others.
 *
 * @param plays rows, features, elements of each play
 * @param called what they are
 * @returns undefined when there are as many in all of them
 */
export function rowsVary(plays: readonly { length: number }[], called = "rows"): string | undefined {
  const counts = [...new Set(plays.map(({ length }) => length))].sort((a, b) => a - b);
  const [fewest = 0, ...more] = counts;
  return more.length === 0
    ? undefined
    : `has ${fewest} ${called} in some plays and up to ${more.at(-1)} in others`;
}
