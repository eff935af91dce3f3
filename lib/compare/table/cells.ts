/** The cells of tables, column by column: what all readers of tables give and the comparison works on. */

/** What a cell holds. */
export const EMPTY = 0;
export const NUMBER = 1;
export const TEXT = 2;
/** An integer that a double cannot hold: the number is near it, the text has all its digits. */
export const BIG = 3;
/** A list or a structure as JSON, with sorted keys. */
export const NESTED = 4;

/** Some cells of one column. Only the arrays' first rows count; they are filled anew for the next batch. */
export class Cells {
  kinds: Uint8Array;
  numbers: Float64Array;
  texts: string[] = [];

  constructor(capacity: number) {
    this.kinds = new Uint8Array(capacity);
    this.numbers = new Float64Array(capacity);
  }

  setNumber(row: number, value: number): void {
    this.kinds[row] = NUMBER;
    this.numbers[row] = value;
  }

  /** @param kind {@link TEXT} or {@link NESTED} */
  setText(row: number, text: string, kind = TEXT): void {
    this.kinds[row] = kind;
    this.texts[row] = text;
  }

  /** @param digits of a number that only looks like a double */
  setBig(row: number, digits: string): void {
    this.kinds[row] = BIG;
    this.numbers[row] = Number(digits);
    this.texts[row] = digits;
  }

  /** Makes place for so many rows; what is there stays. */
  grow(capacity: number): void {
    const { kinds, numbers } = this;
    this.kinds = new Uint8Array(capacity);
    this.numbers = new Float64Array(capacity);
    this.kinds.set(kinds);
    this.numbers.set(numbers);
  }

  /** Copies one cell from another column. */
  copy(row: number, from: Cells, other: number): void {
    this.kinds[row] = from.kinds[other] ?? EMPTY;
    this.numbers[row] = from.numbers[other] ?? 0;
    const text = from.texts[other];
    if (text !== undefined) this.texts[row] = text;
  }
}

/** Some rows of a table, in its columns. */
export interface Batch {
  rows: number;
  cells: readonly Cells[];
}

/** One column of a table. */
export interface Column {
  name: string;
  /** As the file declares it; text formats declare none, there the cells tell. */
  type?: string;
}

/** A table that can be read from its beginning, as often as asked for, a batch at a time. */
export interface Table {
  /** Tells tables of one file apart: `table 2`; empty when there is one. */
  name: string;
  columns: readonly Column[];
  /** A batch is valid until the next one is asked for. @throws Error saying what is wrong, and in which line */
  batches(): AsyncGenerator<Batch>;
}

/** Cells of each column, for batches that are filled again and again. */
export function makeCells(columns: number, capacity: number): Cells[] {
  return Array.from({ length: columns }, () => new Cells(capacity));
}

/** Names that occur twice get a number: `Point`, `Point #2`. */
export function uniqueNames(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name, index) => {
    const plain = name.trim() === "" ? `column ${index + 1}` : name.trim();
    const count = (seen.get(plain) ?? 0) + 1;
    seen.set(plain, count);
    return count === 1 ? plain : `${plain} #${count}`;
  });
}

/** A cell for people and for JSON: empty is null, NaN and infinities are text. */
export function cellValue(cells: Cells, row: number): string | number | null {
  const kind = cells.kinds[row];
  if (kind === EMPTY) return null;
  if (kind !== NUMBER) return cells.texts[row] ?? "";
  const value = cells.numbers[row] ?? NaN;
  return Number.isFinite(value) ? value : String(value);
}

/** True when two cells hold the same; numbers as numbers. */
export function sameCell(a: Cells, i: number, b: Cells, j: number): boolean {
  const kind = a.kinds[i];
  if (kind !== b.kinds[j]) return false;
  if (kind === NUMBER) {
    const [x = 0, y = 0] = [a.numbers[i], b.numbers[j]];
    return x === y || (x !== x && y !== y);
  }
  return kind === EMPTY || a.texts[i] === b.texts[j];
}
