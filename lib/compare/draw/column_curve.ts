/** One column of two tables as a few points, whatever the number of rows; no cell that differs is lost. */

/** Points of a curve; twice as many are kept while rows come, then two of them become one. */
export const POINTS = 360;

/** The rows of one point: least and greatest of each side and of the differences; NaN where there is no number. */
export interface CurvePoint {
  baseline: readonly [low: number, high: number];
  produced: readonly [low: number, high: number];
  apart: readonly [low: number, high: number];
  /** Largest difference that the tolerance allows. */
  allowed: number;
}

/** Lowest and highest of three quantities and the allowance: so many numbers a point. */
const PARTS = 7;
const [BASELINE, PRODUCED, APART, ALLOWED] = [0, 2, 4, 6];

/** Takes pairs of numbers in the order of the rows. */
export class ColumnCurve {
  readonly #points = new Float64Array(2 * POINTS * PARTS).fill(NaN);
  /** Rows of one point. */
  #step = 1;
  /** Rows that were taken. */
  rows = 0;

  /** @param a,b NaN where the cell is no number */
  add(a: number, b: number, allowed: number): void {
    if (this.rows === 2 * POINTS * this.#step) this.#halve();
    const at = Math.floor(this.rows++ / this.#step) * PARTS;
    this.#widen(at + BASELINE, a);
    this.#widen(at + PRODUCED, b);
    this.#widen(at + APART, a === b ? 0 : b - a);
    const before = this.#points[at + ALLOWED] ?? NaN;
    if (!(allowed <= before)) this.#points[at + ALLOWED] = allowed;
  }

  /** The points in the order of the rows. */
  result(): CurvePoint[] {
    const pair = (at: number) => [this.#points[at] ?? NaN, this.#points[at + 1] ?? NaN] as const;
    return Array.from({ length: Math.ceil(this.rows / this.#step) }, (_, point) => {
      const at = point * PARTS;
      return {
        baseline: pair(at + BASELINE),
        produced: pair(at + PRODUCED),
        apart: pair(at + APART),
        allowed: this.#points[at + ALLOWED] ?? NaN,
      };
    });
  }

  #widen(at: number, value: number): void {
    if (Number.isNaN(value)) return;
    if (!(value >= (this.#points[at] ?? NaN))) this.#points[at] = value;
    if (!(value <= (this.#points[at + 1] ?? NaN))) this.#points[at + 1] = value;
  }

  /** Two points become one. */
  #halve(): void {
    const before = this.#points.slice();
    this.#points.fill(NaN);
    this.#step *= 2;
    for (let point = 0; point < 2 * POINTS; point++) {
      const [from, to] = [point * PARTS, Math.floor(point / 2) * PARTS];
      for (let part = 0; part < ALLOWED; part++) {
        this.#widen(to + part - part % 2, before[from + part] ?? NaN);
      }
      const allowed = before[from + ALLOWED] ?? NaN;
      if (!(allowed <= (this.#points[to + ALLOWED] ?? NaN))) this.#points[to + ALLOWED] = allowed;
    }
  }
}
