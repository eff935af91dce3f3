/** From which number to which a picture goes, and the numbers at its edge. */

import { formatNumber } from "../numbers.ts";

/** What the colours or an axis span. */
export interface Limits {
  low: number;
  high: number;
  /** Numbers lie beyond, and are drawn as if they were at the end. */
  isBelow: boolean;
  isAbove: boolean;
}

/** An end that lies so many times the span of the rest beyond it would leave that rest one colour. */
const FAR = 5;

/**
 * The least and the greatest of the numbers; without the outermost percent at an end where those few would take
 * nearly all of it.
 *
 * @param values others than finite ones are left out
 */
export function limitsOf(values: Float64Array): Limits {
  const sorted = values.filter(Number.isFinite).sort();
  const [low = 0, high = 0] = [sorted[0], sorted.at(-1)];
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  const [first, last] = [at(0.01), at(0.99)];
  const far = last > first ? FAR * (last - first) : Infinity;
  const [isBelow, isAbove] = [first - low > far, high - last > far];
  return { low: isBelow ? first : low, high: isAbove ? last : high, isBelow, isAbove };
}

/** The same on both sides of 0, for differences. */
export function evenLimits(values: Float64Array): Limits {
  const moved = values.filter((value) => Number.isFinite(value) && value !== 0).map(Math.abs);
  const { high, isAbove } = limitsOf(moved);
  return { low: -high, high, isBelow: isAbove, isAbove };
}

/** A little more at both ends, so that a curve does not touch its frame. */
export function padded({ low, high, ...beyond }: Limits): Limits {
  const room = low === high ? Math.abs(low) / 10 || 1 : (high / 2 - low / 2) / 8;
  return { low: low - room, high: high + room, ...beyond };
}

/** Where a number lies between the limits, 0 to 1; in the middle where there is nothing between them. */
export function shareOf(value: number, { low, high }: Limits): number {
  if (high === low) return 0.5;
  // Halves, so that the span of all doubles is none too large.
  return Math.min(1, Math.max(0, (value / 2 - low / 2) / (high / 2 - low / 2)));
}

/**
 * Round numbers within the limits: steps of 1, 2 or 5 and zeros.
 *
 * @param most of them; more only where that leaves less than two
 * @example
 * ```ts
 * import { ticksOf } from "./limits.ts";
 * ticksOf({ low: 0.33, high: 3.12, isBelow: false, isAbove: false }, 6); // [0.5, 1, 1.5, 2, 2.5, 3]
 * ```
 */
export function ticksOf({ low, high }: Pick<Limits, "low" | "high">, most: number): number[] {
  const span = high - low;
  if (span === 0) return [low];
  // Too far apart for doubles, or so close together that round numbers between them take too many digits.
  const isPlain = span < Infinity && span > 1e-9 * Math.max(Math.abs(low), Math.abs(high)) && span > 1e-290;
  if (!isPlain) return [low, high];
  const exponent = Math.floor(Math.log10(span / most));
  const power = 10 ** exponent;
  const step = [1, 2, 5, 10].map((part) => part * power).find((each) => span / each <= most) ?? span;
  const first = Math.ceil(low / step);
  const count = Math.floor(high / step) - first + 1;
  // One number alone is no scale.
  if (count < 2) return most < 12 ? ticksOf({ low, high }, most + 1) : [low, high];
  return Array.from({ length: count }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

/**
 * Round numbers within the limits, where they lie from 0 to 1, and how they are written: no two alike.
 *
 * @param most of them
 */
export function tickTexts(limits: Limits, most: number): { share: number; text: string }[] {
  const ticks = ticksOf(limits, most);
  let texts: string[] = [];
  for (let digits = 6; digits <= 17; digits++) {
    texts = ticks.map((tick) => formatNumber(tick, digits));
    if (new Set(texts).size === ticks.length) break;
  }
  return ticks.map((tick, index) => ({ share: shareOf(tick, limits), text: texts[index] ?? "" }));
}
