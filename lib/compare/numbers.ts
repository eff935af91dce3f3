/** Numbers for people: short, but exact enough to tell two of them apart. */
import { difference, type Numeric } from "./numeric.ts";

const SHORT = 6;
const LONGEST = 17;

/** The number with this many significant digits at the most. */
export function formatNumber(value: number, digits = SHORT): string {
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value);
  return String(Number(value.toPrecision(digits)));
}

/**
 * Two numbers with six significant digits, or as many more as it takes to tell them apart.
 *
 * @example
 * ```ts
 * import { tellApart } from "./numbers.ts";
 * tellApart(1.00000012, 1.00000034); // ["1.0000001", "1.0000003"]
 * ```
 */
export function tellApart(a: number, b: number): [string, string] {
  for (let digits = SHORT; digits < LONGEST; digits++) {
    const pair: [string, string] = [formatNumber(a, digits), formatNumber(b, digits)];
    if (pair[0] !== pair[1] || Object.is(a, b)) return pair;
  }
  return [formatNumber(a, LONGEST), formatNumber(b, LONGEST)];
}

/** `+0.012 (+3 %)`: the produced value against the baseline. */
export function formatDelta(baseline: Numeric, actual: Numeric): string {
  const delta = difference(baseline, actual);
  const sign = delta > 0 ? "+" : "";
  const absolute = sign + formatNumber(delta, 4);
  const size = Math.abs(Number(baseline));
  if (size === 0 || !Number.isFinite(delta)) return absolute;
  return `${absolute} (${sign}${formatNumber((delta / size) * 100, 3)} %)`;
}
