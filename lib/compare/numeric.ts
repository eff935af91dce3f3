/** Numbers of any size: integers beyond 2^53, which doubles do not tell apart, are BigInts. */

export type Numeric = number | bigint;

const WHOLE = /^[-+]?\d+(?:\.0*)?$/;

/**
 * The number that a text says.
 *
 * @example
 * ```ts
 * import { readNumeric } from "./numeric.ts";
 * readNumeric("9007199254740993"); // 9007199254740993n
 * ```
 */
export function readNumeric(text: string): Numeric {
  const number = Number(text);
  return !Number.isSafeInteger(number) && WHOLE.test(text) ? BigInt(text.replace(/^\+|\.0*$/g, "")) : number;
}

/** The produced number less the baseline; of large integers by all their digits. */
export function difference(baseline: Numeric, actual: Numeric): number {
  if (typeof baseline === "number" && typeof actual === "number") return actual - baseline;
  const all = wholesOf(baseline).flatMap((a) => wholesOf(actual).map((b) => Number(b - a)));
  return all.length === 0
    ? Number(actual) - Number(baseline)
    : all.reduce((least, one) => Math.abs(one) < Math.abs(least) ? one : least);
}

/** The integers that a number may be meant for: a large double is written in full by some, by others with few digits. */
function wholesOf(value: Numeric): bigint[] {
  if (typeof value === "bigint") return [value];
  if (!Number.isInteger(value)) return [];
  const [digits = "", exponent = "0"] = value.toExponential().split("e");
  const decimals = digits.split(".")[1]?.length ?? 0;
  return [BigInt(value), BigInt(digits.replace(".", "")) * 10n ** BigInt(Number(exponent) - decimals)];
}
