/**
 * The one rule for numbers: `|a-b| <= abs + rel*|baseline|`. NaN equals NaN, an infinity equals only itself.
 */
import { z } from "zod";
import { difference, type Numeric } from "./numeric.ts";
import { closedObject } from "./params.ts";

const Amount = z.number("must be a number").nonnegative("must not be negative");

/** As written in a profile: a bare number is absolute, in the unit of what is compared. */
export const ToleranceParam = z.preprocess(
  (value) => typeof value === "number" ? { abs: value } : value,
  closedObject({ abs: Amount.optional(), rel: Amount.optional() }, "must be a number or { abs, rel }"),
);

/** Absolute part in the unit of what is compared, relative part as a share of the baseline. */
export interface Tolerance {
  abs?: number | undefined;
  rel?: number | undefined;
}

/** Nothing but equality. */
export const EXACT: Tolerance = {};

/** What lies between two neighbouring numbers, as a share of them: as doubles, and where they were stored as 32-bit floats. */
const DOUBLE = 2 ** -52;
export const FLOAT32 = 2 ** -23;

/** How far a value may lie from this baseline. */
export function allowance(tolerance: Tolerance, baseline: number): number {
  const relative = tolerance.rel === undefined || tolerance.rel === 0
    ? 0
    : tolerance.rel * Math.abs(baseline);
  return (tolerance.abs ?? 0) + relative;
}

/**
 * True when the produced value is within the tolerance of the baseline. What stands for a decimal such as 1.1 lies a
 * little beside it: that does not decide at the boundary.
 *
 * @param spacing how exactly the values were stored
 * @example
 * ```ts
 * import { within } from "./tolerance.ts";
 * within(200, 202, { rel: 0.01 }); // true
 * ```
 */
export function within(
  baseline: Numeric,
  actual: Numeric,
  tolerance: Tolerance,
  spacing = DOUBLE,
): boolean {
  if (baseline === actual) return true;
  if (Number.isNaN(baseline) || Number.isNaN(actual)) return Number.isNaN(baseline) && Number.isNaN(actual);
  const [before, after] = [Number(baseline), Number(actual)];
  if (!Number.isFinite(before) || !Number.isFinite(after)) return false;
  const allowed = allowance(tolerance, before);
  const apart = Math.abs(difference(baseline, actual));
  if (apart <= allowed) return true;
  const size = isWhole(baseline, actual) ? 0 : Math.max(Math.abs(before), Math.abs(after));
  return apart <= atBoundary(allowed, size, spacing);
}

/** What is allowed, with as much as rounding adds to numbers of this size. */
export function atBoundary(allowed: number, size: number, spacing = DOUBLE): number {
  return allowed + Math.min(allowed, spacing * size + 4 * DOUBLE * allowed);
}

/** Integers are stored as they are. */
function isWhole(a: Numeric, b: Numeric): boolean {
  return typeof a === "bigint" || typeof b === "bigint" ||
    (Number.isSafeInteger(a) && Number.isSafeInteger(b));
}

/** The tolerance in words: `abs 0.05`, `rel 1e-9`, `exact`. */
export function toleranceText(tolerance: Tolerance): string {
  const parts = [
    tolerance.abs ? `abs ${short(tolerance.abs)}` : "",
    tolerance.rel ? `rel ${short(tolerance.rel)}` : "",
  ].filter((part) => part !== "");
  return parts.length === 0 ? "exact" : parts.join(" + ");
}

/** `1e-6` rather than `0.000001`. */
function short(amount: number): string {
  return amount < 1e-3 ? amount.toExponential() : String(amount);
}
