/**
 * Rows of one side that wait for their partner, found by key; of rows with the same key the first goes first. A row
 * lies in one piece: it is written and read once, at places far apart, and memory is slow at that.
 */
import { type Cells, makeCells, NUMBER, TEXT } from "./cells.ts";

/** Places of the links of a slot. */
const [HASH, NEXT, SAME, LAST, LINKS] = [0, 1, 2, 3, 4] as const;

export class WaitingRows {
  readonly #columns: number;
  readonly #keys: readonly number[];
  #capacity = 256;
  #numbers: Float64Array;
  #kinds: Uint8Array;
  /** By column, then slot. */
  readonly #texts: string[][];
  #rows = new Float64Array(this.#capacity);
  /** First slot of each bucket; -1: none. A bucket holds the first row of each key. */
  #heads = new Int32Array(this.#capacity * 2).fill(-1);
  /** Of each slot its hash, the slot behind it in its bucket, the next one of its key, and of a first one the last. */
  #links = new Int32Array(this.#capacity * LINKS);
  /** The slot before the one that was found last, in its bucket. */
  #before = -1;
  readonly #free: number[] = [];
  #used = 0;
  readonly #shown: Cells[];
  /** Number of the row that was taken last. */
  taken = -1;

  /** @param keys places of the key columns */
  constructor(columns: number, keys: readonly number[]) {
    this.#columns = columns;
    this.#keys = keys;
    this.#numbers = new Float64Array(this.#capacity * columns);
    this.#kinds = new Uint8Array(this.#capacity * columns);
    this.#texts = Array.from({ length: columns }, () => []);
    this.#shown = makeCells(columns, 1);
  }

  /** Number of a row in its table; -1 when it was taken. */
  row(slot: number): number {
    return this.#rows[slot] ?? 0;
  }

  /** True when no row waits. */
  get isEmpty(): boolean {
    return this.#free.length === this.#used;
  }

  /** True when a row with this key waits. @param keys places of the key columns in the given cells */
  has(hash: number, cells: readonly Cells[], keys: readonly number[], at: number): boolean {
    return this.#find(hash, cells, keys, at) >= 0;
  }

  /** Keeps a copy of a row. */
  put(hash: number, cells: readonly Cells[], at: number, row: number): void {
    const slot = this.#free.pop() ?? this.#used++;
    if (slot >= this.#capacity) this.#grow();
    const first = slot * this.#columns;
    for (let index = 0; index < this.#columns; index++) {
      const column = cells[index];
      if (column === undefined) continue;
      const kind = column.kinds[at] ?? 0;
      this.#kinds[first + index] = kind;
      this.#numbers[first + index] = column.numbers[at] ?? 0;
      if (kind >= TEXT) this.#setText(index, slot, column.texts[at] ?? "");
    }
    this.#rows[slot] = row;
    const links = this.#links;
    const place = LINKS * slot;
    links[place + HASH] = hash;
    links[place + SAME] = -1;
    const leader = this.#find(hash, cells, this.#keys, at);
    if (leader < 0) {
      links[place + LAST] = slot;
      this.#link(slot, hash);
      return;
    }
    links[place + LAST] = -1;
    links[LINKS * (links[LINKS * leader + LAST] ?? 0) + SAME] = slot;
    links[LINKS * leader + LAST] = slot;
  }

  /**
   * Takes the first row with this key.
   *
   * @param keys places of the key columns in the given cells
   * @returns its slot, valid until the next {@link put}; -1 when there is none
   */
  take(hash: number, cells: readonly Cells[], keys: readonly number[], at: number): number {
    const found = this.#find(hash, cells, keys, at);
    if (found < 0) return -1;
    const links = this.#links;
    const place = LINKS * found;
    let next = links[place + NEXT] ?? -1;
    const heir = links[place + SAME] ?? -1;
    if (heir >= 0) {
      links[LINKS * heir + NEXT] = next;
      links[LINKS * heir + LAST] = links[place + LAST] ?? heir;
      next = heir;
    }
    if (this.#before < 0) this.#heads[hash & (this.#heads.length - 1)] = next;
    else links[LINKS * this.#before + NEXT] = next;
    this.taken = this.row(found);
    this.#rows[found] = -1;
    this.#free.push(found);
    return found;
  }

  /** Copies a row into columns. */
  copyTo(slot: number, cells: readonly Cells[], at: number): void {
    const first = slot * this.#columns;
    for (let index = 0; index < this.#columns; index++) {
      const column = cells[index];
      if (column === undefined) continue;
      const kind = this.#kinds[first + index] ?? 0;
      column.kinds[at] = kind;
      column.numbers[at] = this.#numbers[first + index] ?? 0;
      if (kind >= TEXT) column.texts[at] = this.#texts[index]?.[slot] ?? "";
    }
  }

  /** A row in columns of its own, at 0; valid until the next call. */
  show(slot: number): readonly Cells[] {
    this.copyTo(slot, this.#shown, 0);
    return this.#shown;
  }

  /** Slots of all that are still here, by row number. */
  remaining(): number[] {
    const slots: number[] = [];
    for (let slot = 0; slot < this.#used; slot++) if (this.row(slot) >= 0) slots.push(slot);
    return slots.sort((a, b) => this.row(a) - this.row(b));
  }

  /** The first row with this key; -1 when there is none. */
  #find(hash: number, cells: readonly Cells[], keys: readonly number[], at: number): number {
    const links = this.#links;
    this.#before = -1;
    let slot = this.#heads[hash & (this.#heads.length - 1)] ?? -1;
    while (slot >= 0) {
      if (links[LINKS * slot + HASH] === hash && this.#isKey(slot, cells, keys, at)) return slot;
      this.#before = slot;
      slot = links[LINKS * slot + NEXT] ?? -1;
    }
    return -1;
  }

  #isKey(slot: number, cells: readonly Cells[], keys: readonly number[], at: number): boolean {
    for (let key = 0; key < keys.length; key++) {
      const own = this.#keys[key] ?? 0;
      const place = slot * this.#columns + own;
      const column = cells[keys[key] ?? 0];
      const kind = this.#kinds[place] ?? 0;
      if (column === undefined || kind !== column.kinds[at]) return false;
      if (kind === NUMBER) {
        const x = this.#numbers[place] ?? 0;
        const y = column.numbers[at] ?? 0;
        if (x !== y && (x === x || y === y)) return false;
      } else if (kind >= TEXT && this.#texts[own]?.[slot] !== column.texts[at]) return false;
    }
    return true;
  }

  /** Texts of a column that has none before lie behind empty ones: an array with holes is slow. */
  #setText(column: number, slot: number, text: string): void {
    const texts = this.#texts[column];
    if (texts === undefined) return;
    while (texts.length < slot) texts.push("");
    texts[slot] = text;
  }

  #link(slot: number, hash: number): void {
    const bucket = hash & (this.#heads.length - 1);
    this.#links[LINKS * slot + NEXT] = this.#heads[bucket] ?? -1;
    this.#heads[bucket] = slot;
  }

  #grow(): void {
    const { length } = this.#rows;
    this.#capacity = length * 2;
    const [numbers, kinds, rows, links] = [this.#numbers, this.#kinds, this.#rows, this.#links];
    (this.#numbers = new Float64Array(numbers.length * 2)).set(numbers);
    (this.#kinds = new Uint8Array(kinds.length * 2)).set(kinds);
    (this.#rows = new Float64Array(rows.length * 2)).set(rows);
    (this.#links = new Int32Array(links.length * 2)).set(links);
    this.#heads = new Int32Array(this.#capacity * 2).fill(-1);
    // All slots up to here are in use: none is free when more are needed.
    for (let slot = 0; slot < length; slot++) {
      if ((links[LINKS * slot + LAST] ?? -1) >= 0) this.#link(slot, links[LINKS * slot + HASH] ?? 0);
    }
  }
}

const bits = new Float64Array(1);
const halves = new Int32Array(bits.buffer);

/** A number for the key of a row; equal keys have equal ones. */
export function hashKey(cells: readonly Cells[], keys: readonly number[], at: number): number {
  let hash = 17;
  for (const key of keys) {
    const column = cells[key];
    const kind = column?.kinds[at] ?? 0;
    hash = Math.imul(hash ^ kind, 0x9e3779b1);
    if (kind === NUMBER) {
      // Of the zeros there is one, and one NaN.
      const value = (column?.numbers[at] ?? 0) + 0;
      bits[0] = value === value ? value : NaN;
      hash = Math.imul(hash ^ (halves[0] ?? 0), 0x85ebca6b);
      hash = Math.imul(hash ^ (hash >>> 15) ^ (halves[1] ?? 0), 0xc2b2ae35);
    } else if (kind >= TEXT) {
      const text = column?.texts[at] ?? "";
      for (let index = 0; index < text.length; index++) {
        hash = Math.imul(hash ^ text.charCodeAt(index), 16777619);
      }
    }
    hash ^= hash >>> 16;
  }
  return hash;
}
