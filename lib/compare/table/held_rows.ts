/** Rows that are held in their columns. */
import { BIG, type Cells, EMPTY, makeCells, NUMBER } from "./cells.ts";

/** Cells that tell a row from others: a number, a text, none, or several of them as one text. */
export type Key = number | string | null;

/** The key of a row. */
export function keyOf(cells: readonly Cells[], columns: readonly number[], row: number): Key {
  const [only = 0] = columns;
  if (columns.length === 1) return part(cells[only], row);
  let key = "";
  for (const column of columns) {
    const value = part(cells[column], row);
    key += typeof value === "string" ? `"${value}\u0000` : `${value}\u0000`;
  }
  return key;
}

function part(cells: Cells | undefined, row: number): Key {
  const kind = cells?.kinds[row];
  if (kind === NUMBER) return cells?.numbers[row] ?? NaN;
  if (kind === undefined || kind === EMPTY) return null;
  // Digits that no double holds are told from a text by the sign.
  return kind === BIG ? `\u0001${cells?.texts[row]}` : cells?.texts[row] ?? "";
}

export class HeldRows {
  readonly cells: Cells[];
  /** Number of each row in its table. */
  readonly rows: number[] = [];
  #capacity = 64;

  constructor(columns: number) {
    this.cells = makeCells(columns, this.#capacity);
  }

  get size(): number {
    return this.rows.length;
  }

  /** Keeps a copy of a row. */
  add(cells: readonly Cells[], at: number, row: number): void {
    const place = this.rows.length;
    if (place >= this.#capacity) {
      this.#capacity *= 2;
      for (const column of this.cells) column.grow(this.#capacity);
    }
    this.cells.forEach((column, index) => {
      const from = cells[index];
      if (from !== undefined) column.copy(place, from, at);
    });
    this.rows.push(row);
  }
}
