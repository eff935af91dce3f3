/**
 * Finds the rows of two tables that stand for one another, while both are read once. Rows with equal keys in the same
 * order cost no index; only rows out of order wait in one.
 */
import { type Cells, makeCells, sameCell } from "./cells.ts";
import type { Cursor } from "./cursor.ts";
import { hashKey, WaitingRows } from "./waiting_rows.ts";

/** Rows that are looked ahead for one that was put in between. */
const AHEAD = 16;
/** Pairs of rows that lay apart and are compared at a time. */
const GATHERED = 1024;

/** What is done with what was found. */
export interface PairSink {
  /** So many rows from `i` and from `j` on are pairs; `rowA` and `rowB` are their numbers in the tables. */
  pairs(
    a: readonly Cells[],
    i: number,
    b: readonly Cells[],
    j: number,
    count: number,
    rowA: number,
    rowB: number,
  ): void;
  missing(cells: readonly Cells[], at: number, row: number): void;
  extra(cells: readonly Cells[], at: number, row: number): void;
  /** A pair stands in another order than the one before it. */
  moved(rowA: number, rowB: number): void;
}

/** Pairs rows by their number. */
export async function pairByPosition(a: Cursor, b: Cursor, sink: PairSink): Promise<void> {
  while (await a.fill() && await b.fill()) {
    const count = Math.min(a.left, b.left);
    sink.pairs(a.cells, a.at, b.cells, b.at, count, a.row, b.row);
    a.at += count;
    b.at += count;
  }
  await leaveUnpaired(a, b, sink);
}

/** All that is left of both sides has no partner. */
export async function leaveUnpaired(a: Cursor, b: Cursor, sink: PairSink): Promise<void> {
  for (; await a.fill(); a.at++) sink.missing(a.cells, a.at, a.row);
  for (; await b.fill(); b.at++) sink.extra(b.cells, b.at, b.row);
}

/**
 * Pairs rows by key. Of rows with the same key the first of one side is paired with the first of the other, and so on.
 *
 * @param keysA,keysB places of the key columns in both tables
 */
export async function pairByKey(
  a: Cursor,
  b: Cursor,
  keysA: readonly number[],
  keysB: readonly number[],
  sink: PairSink,
): Promise<void> {
  await new KeyPairing(a, b, keysA, keysB, sink).run();
}

class KeyPairing {
  readonly #a: Side;
  readonly #b: Side;
  readonly #sink: PairSink;
  /** The last pair, to see rows that moved. */
  #lastA = -1;
  #lastB = -1;
  /** How often in a row no row ahead fitted: then it is seldom looked for. */
  #vain = 0;
  /** Pairs whose rows lay apart, brought together to be compared many at a time. */
  readonly #gatheredA: Cells[] = [];
  readonly #gatheredB: Cells[] = [];
  #gathered = 0;

  constructor(a: Cursor, b: Cursor, keysA: readonly number[], keysB: readonly number[], sink: PairSink) {
    this.#a = new Side(a, keysA);
    this.#b = new Side(b, keysB);
    this.#sink = sink;
  }

  async run(): Promise<void> {
    const [a, b] = [this.#a.cursor, this.#b.cursor];
    for (;;) {
      if (a.left === 0) await a.fill();
      if (b.left === 0) await b.fill();
      if (a.left === 0 && b.left === 0) break;
      const count = this.#sameKeys();
      if (count > 0) {
        this.#order(a.row, b.row, count);
        this.#sink.pairs(a.cells, a.at, b.cells, b.at, count, a.row, b.row);
        a.at += count;
        b.at += count;
        this.#vain = 0;
        continue;
      }
      const [aheadA, aheadB] = this.#gap();
      for (let row = 0; row < aheadA; row++) this.#settle(this.#a, this.#b);
      for (let row = 0; row < aheadB; row++) this.#settle(this.#b, this.#a);
    }
    this.#flush();
    const [left, right] = [this.#a.waiting, this.#b.waiting];
    for (const slot of left.remaining()) this.#sink.missing(left.show(slot), 0, left.row(slot));
    for (const slot of right.remaining()) this.#sink.extra(right.show(slot), 0, right.row(slot));
  }

  /** How many rows from here on have the same key on both sides, and are the next ones of their key on both. */
  #sameKeys(): number {
    const [a, b] = [this.#a.cursor, this.#b.cursor];
    const most = Math.min(a.left, b.left);
    const noneWaits = this.#a.waiting.isEmpty && this.#b.waiting.isEmpty;
    let count = 0;
    while (count < most && this.#isSame(count, count) && (noneWaits || !this.#waits(count))) count++;
    return count;
  }

  /** Whether a row with the key of this one waits on either side: that one comes first. */
  #waits(ahead: number): boolean {
    const { cursor: { cells, at }, keys, waiting } = this.#a;
    const row = at + ahead;
    const hash = hashKey(cells, keys, row);
    return waiting.has(hash, cells, keys, row) || this.#b.waiting.has(hash, cells, keys, row);
  }

  #isSame(aheadA: number, aheadB: number): boolean {
    const [a, b] = [this.#a, this.#b];
    for (let key = 0; key < a.keys.length; key++) {
      const [one, other] = [a.cursor.cells[a.keys[key] ?? 0], b.cursor.cells[b.keys[key] ?? 0]];
      if (one === undefined || other === undefined) return false;
      if (!sameCell(one, a.cursor.at + aheadA, other, b.cursor.at + aheadB)) return false;
    }
    return true;
  }

  /** How many rows of each side to settle one by one until both stand at the same key again, if that is near. */
  #gap(): [aheadA: number, aheadB: number] {
    const [a, b] = [this.#a.cursor, this.#b.cursor];
    if (a.left === 0 || b.left === 0) return [a.left, b.left];
    // Rows of this key wait.
    if (this.#isSame(0, 0)) return [1, 1];
    if (this.#vain > AHEAD && this.#vain++ % AHEAD !== 0) return [1, 1];
    for (let ahead = 1; ahead <= AHEAD; ahead++) {
      if (ahead < a.left && this.#isSame(ahead, 0)) return [ahead, 0];
      if (ahead < b.left && this.#isSame(0, ahead)) return [0, ahead];
    }
    this.#vain++;
    return [1, 1];
  }

  /** Finds the partner of the next row among those that wait on the other side, or lets it wait. */
  #settle(side: Side, other: Side): void {
    const { cursor, keys } = side;
    const hash = hashKey(cursor.cells, keys, cursor.at);
    const slot = other.waiting.take(hash, cursor.cells, keys, cursor.at);
    if (slot < 0) side.waiting.put(hash, cursor.cells, cursor.at, cursor.row);
    else this.#gather(side, other, slot);
    cursor.at++;
  }

  #gather(side: Side, other: Side, slot: number): void {
    const { cursor } = side;
    const [own, theirs] = side === this.#a
      ? [this.#gatheredA, this.#gatheredB]
      : [this.#gatheredB, this.#gatheredA];
    if (own.length === 0) own.push(...makeCells(cursor.cells.length, GATHERED));
    if (theirs.length === 0) theirs.push(...makeCells(other.columns, GATHERED));
    const at = this.#gathered++;
    for (let column = 0; column < own.length; column++) {
      const from = cursor.cells[column];
      if (from !== undefined) own[column]?.copy(at, from, cursor.at);
    }
    other.waiting.copyTo(slot, theirs, at);
    const row = other.waiting.taken;
    if (side === this.#a) this.#order(cursor.row, row, 1);
    else this.#order(row, cursor.row, 1);
    if (this.#gathered === GATHERED) this.#flush();
  }

  #flush(): void {
    // Rows that are told apart by their key need no number.
    if (this.#gathered > 0) this.#sink.pairs(this.#gatheredA, 0, this.#gatheredB, 0, this.#gathered, 0, 0);
    this.#gathered = 0;
  }

  #order(rowA: number, rowB: number, count: number): void {
    if (rowA < this.#lastA || rowB < this.#lastB) this.#sink.moved(rowA, rowB);
    this.#lastA = Math.max(this.#lastA, rowA + count - 1);
    this.#lastB = Math.max(this.#lastB, rowB + count - 1);
  }
}

/** A cursor, its key columns, and the rows that found no partner yet. */
class Side {
  readonly cursor: Cursor;
  readonly keys: readonly number[];
  readonly waiting: WaitingRows;
  readonly columns: number;

  constructor(cursor: Cursor, keys: readonly number[]) {
    this.cursor = cursor;
    this.keys = keys;
    this.columns = cursor.columns;
    this.waiting = new WaitingRows(this.columns, keys);
  }
}
