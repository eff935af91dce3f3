/** How much of what a value may do few plays have shown. */

/** Certainty with which the widened tolerance holds the whole span of a value. */
const CERTAINTY = 0.99;

/**
 * The share of its span that a value has shown with certainty: of `figures` values that are spread evenly over spans of
 * the same size, each seen `plays` times, the largest range seen is this share of the span or more, 99 times of 100.
 *
 * For one value, `P(range <= r) = n r^(n-1) - (n-1) r^n` (David and Nagaraja, Order Statistics, 2.3).
 *
 * @example
 * ```ts
 * import { seenShare } from "./span.ts";
 * 1 / seenShare(10, 1); // about 2.0: one figure in ten plays
 * 1 / seenShare(10, 30); // about 1.1: thirty figures in ten plays
 * ```
 */
export function seenShare(plays: number, figures: number): number {
  const risk = (1 - CERTAINTY) ** (1 / Math.max(1, figures));
  let [low, high] = [0, 1];
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2;
    if (plays * middle ** (plays - 1) - (plays - 1) * middle ** plays < risk) low = middle;
    else high = middle;
  }
  return low;
}
