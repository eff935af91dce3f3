/** When two cells count as the same: numbers within a tolerance, all else exactly. */
import { allowance, within } from "../tolerance.ts";
import type { Tolerance } from "../tolerance.ts";
import { BIG, type Cells, EMPTY, NESTED, NUMBER, sameCell } from "./cells.ts";

/** True when the produced cell is within the tolerance of the baseline's. */
export function closeCell(a: Cells, i: number, b: Cells, j: number, tolerance: Tolerance): boolean {
  if (sameCell(a, i, b, j)) return true;
  const [one, other] = [a.kinds[i], b.kinds[j]];
  if (isNumeric(one) && isNumeric(other)) {
    const [x = 0, y = 0] = [a.numbers[i], b.numbers[j]];
    // Integers beyond 2^53 that differ may look the same as doubles.
    if (!tolerance.abs && !tolerance.rel) {
      return one === NUMBER && other === NUMBER && within(x, y, tolerance);
    }
    return (one === BIG || other === BIG ? bigWithin(a, i, b, j, tolerance) : undefined) ??
      within(x, y, tolerance);
  }
  if (one !== NESTED || other !== NESTED) return false;
  return closeNested(JSON.parse(a.texts[i] ?? "null"), JSON.parse(b.texts[j] ?? "null"), tolerance);
}

/** As `within`, by all digits; undefined when a side is no whole number, or none with this many decimals. */
function bigWithin(a: Cells, i: number, b: Cells, j: number, tolerance: Tolerance): boolean | undefined {
  const [one, other] = [digitsOf(a, i), digitsOf(b, j)];
  if (one === undefined || other === undefined || one.scale !== other.scale) return undefined;
  const apart = one.value < other.value ? other.value - one.value : one.value - other.value;
  return Number(`${apart}e${-one.scale}`) <= allowance(tolerance, a.numbers[i] ?? 0);
}

/** All digits of a whole number, or of a decimal with its power of ten. */
function digitsOf(cells: Cells, row: number): { value: bigint; scale: number } | undefined {
  if (cells.kinds[row] === NUMBER) {
    const number = cells.numbers[row] ?? NaN;
    return Number.isInteger(number) ? { value: BigInt(number), scale: 0 } : undefined;
  }
  const [digits = "", power = "0"] = (cells.texts[row] ?? "").split("e");
  return { value: BigInt(digits), scale: -Number(power) };
}

/** True for what can be counted and summed. */
export function isNumeric(kind: number | undefined): boolean {
  return kind === NUMBER || kind === BIG;
}

/**
 * How far apart two cells are, for finding the worst: 0 to 2 for numbers, by their size; 3 when one of them is
 * no number.
 */
export function distance(a: Cells, i: number, b: Cells, j: number): number {
  if (!isNumeric(a.kinds[i]) || !isNumeric(b.kinds[j])) return a.kinds[i] === EMPTY ? 2.5 : 3;
  const [x = 0, y = 0] = [a.numbers[i], b.numbers[j]];
  const size = Math.max(Math.abs(x), Math.abs(y));
  return Number.isFinite(x - y) ? Math.abs(x - y) / size : 2.5;
}

function closeNested(a: unknown, b: unknown, tolerance: Tolerance): boolean {
  if (typeof a === "number" && typeof b === "number") return within(a, b, tolerance);
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [Object.entries(a), Object.entries(b)];
  return left.length === right.length && left.every(([key, value], index) => {
    const [name, other] = right[index] ?? [];
    return key === name && closeNested(value, other, tolerance);
  });
}
