/** Whether rows only change places from play to play, and which columns tell them apart. */

/** Rows of cells. */
export type Rows = (string | number | null)[][];

/** More columns than this make no key. */
const MOST_COLUMNS = 4;

/**
 * The columns by which rows can be paired.
 *
 * @param plays the rows of each play, as many in each
 * @param counted columns that count
 * @returns the fewest columns that hold the same in all plays and tell rows apart, and whether rows change places;
 *   no columns where whole rows do; undefined when rows change places and nothing tells them apart
 */
export function telling(
  plays: readonly Rows[],
  counted: readonly number[],
): { columns: number[]; moved: boolean } | undefined {
  const steady = counted.filter((column) => isSameSet(plays, [column]));
  const moving = steady.filter((column) => isMoved(plays, [column]));
  // What holds the same in the same order in all plays shows that rows stay where they are.
  if (moving.length === 0) return { columns: [], moved: false };
  for (let size = 1; size <= MOST_COLUMNS; size++) {
    for (const columns of choices(steady, size)) {
      if (isUnique(plays[0] ?? [], columns) && isSameSet(plays, columns)) return { columns, moved: true };
    }
  }
  return steady.length === counted.length && isSameSet(plays, counted)
    ? { columns: [], moved: true }
    : undefined;
}

/** The rows by the columns that tell them apart; by all where there are none. */
export function byKey(rows: Rows, columns: readonly number[]): Rows {
  return rows.map((row) => ({ row, key: keyOf(row, columns) }))
    .sort((a, b) => a.key < b.key ? -1 : a.key > b.key ? 1 : 0).map(({ row }) => row);
}

function keyOf(row: Rows[number], columns: readonly number[]): string {
  return JSON.stringify(columns.length === 0 ? row : columns.map((column) => row[column] ?? null));
}

function keysOf(rows: Rows, columns: readonly number[]): string[] {
  return rows.map((row) => keyOf(row, columns));
}

function isUnique(rows: Rows, columns: readonly number[]): boolean {
  return new Set(keysOf(rows, columns)).size === rows.length;
}

function isSameSet(plays: readonly Rows[], columns: readonly number[]): boolean {
  const [first = "", ...others] = plays.map((rows) => keysOf(rows, columns).sort().join("\n"));
  return others.every((other) => other === first);
}

function isMoved(plays: readonly Rows[], columns: readonly number[]): boolean {
  const [first = "", ...others] = plays.map((rows) => keysOf(rows, columns).join("\n"));
  return others.some((other) => other !== first);
}

/** All choices of so many columns, in their order. */
function* choices(columns: readonly number[], size: number, from = 0): Generator<number[]> {
  if (size === 0) return yield [];
  for (let at = from; at <= columns.length - size; at++) {
    for (const rest of choices(columns, size - 1, at + 1)) yield [columns[at] ?? 0, ...rest];
  }
}
