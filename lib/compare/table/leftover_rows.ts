/** Pairs rows that have no key and stand in any order: what is left when equal rows are settled. */
import { closeCell } from "./cell_rules.ts";
import type { Cells } from "./cells.ts";
import type { ColumnPair } from "./column_plan.ts";
import type { PairSink } from "./pairing.ts";
import { HeldRows, type Key, keyOf } from "./held_rows.ts";

/** Rows alike up to their tolerances that are paired as well as can be; above, they are paired in sorted order. */
const FEW = 400;

/** Collects rows without an equal one, and pairs those within the tolerances at the end. */
export class LeftoverRows implements PairSink {
  readonly #pairs: readonly ColumnPair[];
  readonly #sink: PairSink;
  readonly #a: HeldRows;
  readonly #b: HeldRows;

  constructor(pairs: readonly ColumnPair[], columnsA: number, columnsB: number, sink: PairSink) {
    this.#pairs = pairs;
    this.#sink = sink;
    this.#a = new HeldRows(columnsA);
    this.#b = new HeldRows(columnsB);
  }

  pairs(...found: Parameters<PairSink["pairs"]>): void {
    this.#sink.pairs(...found);
  }

  missing(cells: readonly Cells[], at: number, row: number): void {
    this.#a.add(cells, at, row);
  }

  extra(cells: readonly Cells[], at: number, row: number): void {
    this.#b.add(cells, at, row);
  }

  moved(): void {
    // Any order is right.
  }

  /** Gives the sink all that was collected. */
  settle(): void {
    const exact = this.#pairs.filter(({ tolerance }) => !tolerance.abs && !tolerance.rel);
    const group = (store: HeldRows, columns: number[]) => {
      const groups = new Map<Key, number[]>();
      for (let slot = 0; slot < store.size; slot++) {
        const key = columns.length === 0 ? null : keyOf(store.cells, columns, slot);
        const members = groups.get(key);
        if (members === undefined) groups.set(key, [slot]);
        else members.push(slot);
      }
      return groups;
    };
    const left = group(this.#a, exact.map(({ a }) => a));
    const right = group(this.#b, exact.map(({ b }) => b));
    const gone: number[] = [];
    const come: number[] = [];
    for (const [key, slots] of left) {
      const others = right.get(key) ?? [];
      right.delete(key);
      const partners = slots.length * others.length <= FEW * FEW
        ? this.#bestPairs(slots, others)
        : this.#sortedPairs(slots, others);
      const taken = new Set(partners);
      slots.forEach((slot, index) => {
        const other = partners[index] ?? -1;
        if (other < 0) gone.push(slot);
        else this.#pair(slot, other);
      });
      come.push(...others.filter((slot) => !taken.has(slot)));
    }
    for (const others of right.values()) for (const slot of others) come.push(slot);
    const byRow = (store: HeldRows) => (x: number, y: number) => (store.rows[x] ?? 0) - (store.rows[y] ?? 0);
    for (const slot of gone.sort(byRow(this.#a))) {
      this.#sink.missing(this.#a.cells, slot, this.#a.rows[slot] ?? 0);
    }
    for (const slot of come.sort(byRow(this.#b))) {
      this.#sink.extra(this.#b.cells, slot, this.#b.rows[slot] ?? 0);
    }
  }

  #pair(slot: number, other: number): void {
    const [rowA, rowB] = [this.#a.rows[slot] ?? 0, this.#b.rows[other] ?? 0];
    this.#sink.pairs(this.#a.cells, slot, this.#b.cells, other, 1, rowA, rowB);
  }

  #isClose(slot: number, other: number): boolean {
    return this.#pairs.every(({ a, b, tolerance }) => {
      const [one, two] = [this.#a.cells[a], this.#b.cells[b]];
      return one !== undefined && two !== undefined && closeCell(one, slot, two, other, tolerance);
    });
  }

  /** As many pairs within the tolerances as there can be (Kuhn's algorithm). @returns partner of each slot, or -1 */
  #bestPairs(slots: readonly number[], others: readonly number[]): number[] {
    const near = slots.map((slot) =>
      others.flatMap((other, index) => this.#isClose(slot, other) ? [index] : [])
    );
    const partnerOf = new Int32Array(others.length).fill(-1);
    for (let start = 0; start < slots.length; start++) {
      // The path is kept by hand: a long one must not end the stack.
      const seen = new Set<number>();
      const path: { slot: number; next: number }[] = [{ slot: start, next: 0 }];
      const chosen: number[] = [];
      while (path.length > 0) {
        const step = path[path.length - 1];
        if (step === undefined) break;
        const other = near[step.slot]?.[step.next++];
        if (other === undefined) {
          path.pop();
          chosen.pop();
          continue;
        }
        if (seen.has(other)) continue;
        seen.add(other);
        chosen.push(other);
        const owner = partnerOf[other] ?? -1;
        if (owner < 0) {
          path.forEach(({ slot }, index) => partnerOf[chosen[index] ?? 0] = slot);
          break;
        }
        path.push({ slot: owner, next: 0 });
      }
    }
    const partners = slots.map(() => -1);
    partnerOf.forEach((slot, index) => {
      if (slot >= 0) partners[slot] = others[index] ?? -1;
    });
    return partners;
  }

  /** Pairs of neighbours in the order of the numbers. @returns partner of each slot, or -1 */
  #sortedPairs(slots: readonly number[], others: readonly number[]): number[] {
    const index = new Map(slots.map((slot, place) => [slot, place]));
    const left = slots.toSorted((x, y) => this.#order(this.#a, x, this.#a, y, "a", "a"));
    const right = others.toSorted((x, y) => this.#order(this.#b, x, this.#b, y, "b", "b"));
    const partners = slots.map(() => -1);
    let [i, j] = [0, 0];
    while (i < left.length && j < right.length) {
      const [slot = 0, other = 0] = [left[i], right[j]];
      if (this.#isClose(slot, other)) {
        partners[index.get(slot) ?? 0] = other;
        i++;
        j++;
      } else if (this.#order(this.#a, slot, this.#b, other, "a", "b") < 0) i++;
      else j++;
    }
    return partners;
  }

  #order(one: HeldRows, i: number, two: HeldRows, j: number, sideOne: "a" | "b", sideTwo: "a" | "b"): number {
    for (const pair of this.#pairs) {
      const [x, y] = [one.cells[pair[sideOne]], two.cells[pair[sideTwo]]];
      const [kindX = 0, kindY = 0] = [x?.kinds[i], y?.kinds[j]];
      if (kindX !== kindY) return kindX - kindY;
      const apart = (x?.numbers[i] ?? 0) - (y?.numbers[j] ?? 0);
      if (apart !== 0 && apart === apart) return apart;
    }
    return 0;
  }
}
