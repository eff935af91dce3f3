/** Tolerances that hold all figures of a kind: those with an absolute and a relative part that touch what was seen. */
import { allowance, type Tolerance } from "../compare/tolerance.ts";

/** One figure in all plays. */
export interface Figure {
  /** Its size, so that what is seen can be told relative to it. */
  size: number;
  /** Largest less smallest value. */
  range: number;
}

/** `abs + rel * size` is as much as a figure may move. */
export interface Fit {
  abs: number;
  rel: number;
}

/**
 * Figures that no line through two others lies above, by size: what holds them holds all.
 *
 * That is the upper convex hull of sizes and ranges (Andrew's monotone chain).
 */
export function outermost(figures: readonly Figure[]): Figure[] {
  const hull: Figure[] = [];
  for (const point of [...figures].sort((a, b) => a.size - b.size || a.range - b.range)) {
    for (;;) {
      const [before, last] = [hull.at(-2), hull.at(-1)];
      if (before === undefined || last === undefined) break;
      const turn = (last.size - before.size) * (point.range - before.range) -
        (last.range - before.range) * (point.size - before.size);
      if (turn < 0) break;
      hull.pop();
    }
    hull.push(point);
  }
  return hull;
}

/**
 * The tightest ways to hold all figures: absolute alone first, then with more and more of it relative.
 *
 * @example
 * ```ts
 * import { fitsOf } from "./fit.ts";
 * fitsOf([{ size: 0, range: 1 }, { size: 1000, range: 11 }]); // abs 11, and abs 1 with rel 0.01
 * ```
 */
export function fitsOf(figures: readonly Figure[]): Fit[] {
  const hull = outermost(figures);
  const fits: Fit[] = [{ abs: Math.max(0, ...hull.map(({ range }) => range)), rel: 0 }];
  for (const [index, from] of hull.entries()) {
    const to = hull[index + 1];
    if (to === undefined || to.size === from.size) continue;
    const rel = (to.range - from.range) / (to.size - from.size);
    const abs = from.range - rel * from.size;
    if (rel > 0 && abs > 0) fits.push({ abs, rel });
  }
  const rel = Math.max(0, ...hull.map(({ size, range }) => range / size));
  if (Number.isFinite(rel)) fits.push({ abs: 0, rel });
  return fits.filter(({ abs }) => Number.isFinite(abs));
}

/** How wide a tolerance is for figures of all these sizes together: of two the lower one finds smaller changes. */
export function widthOf(tolerance: Tolerance, sizes: readonly number[]): number {
  const all = sizes.filter((size) => size > 0);
  return all.reduce((sum, size) => sum + Math.log(allowance(tolerance, size)), 0) / Math.max(1, all.length);
}

/** The middle one; 0 where there is none. */
export function medianOf(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
