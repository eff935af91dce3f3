/** Sums of cells that hardly depend on the order that the cells come in. */
import type { Samples } from "./tiff/samples.ts";

/** Numbers that are added up plainly before the sum is made up for what rounding took away. */
export const LONGEST_RUN = 1024;

/** A. Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen" (1974). */
export class Sum {
  #sum = 0;
  #lost = 0;

  add(number: number): void {
    const next = this.#sum + number;
    this.#lost += Math.abs(this.#sum) >= Math.abs(number)
      ? (this.#sum - next) + number
      : (number - next) + this.#sum;
    this.#sum = next;
  }

  get value(): number {
    // Of infinities nothing sensible is lost.
    return Number.isFinite(this.#sum) ? this.#sum + this.#lost : this.#sum;
  }
}

/** Sums of the valid cells of a block. */
export class BlockSum {
  count = 0;
  /** Numbers are summed as differences to the first valid one: squares of large numbers lose digits. */
  shift = NaN;
  readonly shifted = new Sum();
  readonly squares = new Sum();
  min = Infinity;
  max = -Infinity;

  /** Adds valid cells, at most {@link LONGEST_RUN}. Two at a time, which do not wait for each other: half the time. */
  addRun(values: Samples, begin: number, end: number): void {
    if (this.count === 0) this.shift = values[begin] ?? 0;
    const { shift } = this;
    let { min, max } = this;
    let shifted = 0;
    let squares = 0;
    let otherShifted = 0;
    let otherSquares = 0;
    let at = begin;
    for (; at + 1 < end; at += 2) {
      const one = values[at] ?? 0;
      const other = values[at + 1] ?? 0;
      const part = one - shift;
      const otherPart = other - shift;
      shifted += part;
      squares += part * part;
      otherShifted += otherPart;
      otherSquares += otherPart * otherPart;
      if (one < other) {
        if (one < min) min = one;
        if (other > max) max = other;
      } else {
        if (other < min) min = other;
        if (one > max) max = one;
      }
    }
    if (at < end) {
      const last = values[at] ?? 0;
      shifted += last - shift;
      squares += (last - shift) ** 2;
      if (last < min) min = last;
      if (last > max) max = last;
    }
    this.count += end - begin;
    this.shifted.add(shifted + otherShifted);
    this.squares.add(squares + otherSquares);
    this.min = min;
    this.max = max;
  }
}
