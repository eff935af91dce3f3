/** Numbers from the bytes of text files, at the speed of native readers; every result is rounded as `Number()` does. */
import type { Buffer } from "node:buffer";
import { BIG, type Cells, NUMBER } from "./cells.ts";

/** Powers of ten that a double holds exactly. */
const POWERS = Float64Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));
/** Longest text that is looked at as a number. */
const LONGEST = 400;
/** Splits a double in two halves of 26 bits (Dekker 1971). */
const SPLITTER = 134217729;

const PLAIN = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eEdD][-+]?\d+)?$/;
const WORDS = /^([-+]?)(?:(nan)|inf(?:inity)?)$/i;
const INTEGER = /^([-+]?)0*(\d+)$/;

/**
 * Reads a cell as a number, when it is one: decimals, Fortran's `1.5D+03`, `nan`, `inf`; blanks around do not count.
 *
 * @param start,end place of the cell in the bytes
 * @returns true when the cell was set, to a number or to an integer beyond 2^53 with all its digits
 */
export function readNumber(bytes: Buffer, start: number, end: number, cells: Cells, row: number): boolean {
  let at = start;
  while (at < end && isBlank(bytes[at] ?? 0)) at++;
  while (end > at && isBlank(bytes[end - 1] ?? 0)) end--;
  const begin = at;
  let sign = 1;
  const first = bytes[at];
  if (first === 45 || first === 43) {
    if (first === 45) sign = -1;
    at++;
  }
  // The first 15 significant digits and up to four more: both exact.
  let high = 0;
  let low = 0;
  let digits = 0;
  let decimals = 0;
  let afterPoint = 0;
  let any = false;
  for (; at < end; at++) {
    const digit = (bytes[at] ?? 0) - 48;
    if (digit >= 0 && digit <= 9) {
      any = true;
      decimals += afterPoint;
      if (digits < 15) {
        high = high * 10 + digit;
        if (high !== 0) digits++;
      } else {
        low = low * 10 + digit;
        digits++;
      }
    } else if (digit === -2 && afterPoint === 0) afterPoint = 1;
    else break;
  }
  if (at === end && any && decimals < 23) {
    if (digits <= 15) {
      cells.kinds[row] = NUMBER;
      cells.numbers[row] = sign * (decimals === 0 ? high : high / (POWERS[decimals] ?? 1));
      return true;
    }
    if (digits <= 19 && decimals > 0) {
      const value = longQuotient(high, low, digits - 15, decimals);
      if (value === value) {
        cells.kinds[row] = NUMBER;
        cells.numbers[row] = sign * value;
        return true;
      }
    }
  }
  if (
    end === begin || end - begin > LONGEST ||
    !(any || mayBeWord(bytes[begin + (first === 45 || first === 43 ? 1 : 0)]))
  ) {
    return false;
  }
  return setNumber(bytes.toString("latin1", begin, end), cells, row);
}

/** As {@link readNumber}, for a text without blanks around it. */
export function setNumber(text: string, cells: Cells, row: number): boolean {
  const integer = INTEGER.exec(text);
  if (integer !== null && (integer[2] ?? "").length > 15) {
    const digits = `${integer[1] === "-" ? "-" : ""}${integer[2]}`;
    if (BigInt(digits) !== BigInt(Number(digits)) || (integer[2] ?? "").length > 16) {
      cells.setBig(row, digits);
      return cells.kinds[row] === BIG;
    }
  }
  if (PLAIN.test(text)) {
    cells.setNumber(row, Number(text.replace(/[dD]/, "e")));
    return true;
  }
  const word = WORDS.exec(text);
  if (word === null) return false;
  cells.setNumber(row, word[2] !== undefined ? NaN : word[1] === "-" ? -Infinity : Infinity);
  return true;
}

/**
 * `(high * 10^more + low) / 10^decimals` in twice the precision, then rounded once.
 *
 * @returns NaN in the rare case that it lies too near to the middle of two doubles to be sure
 */
function longQuotient(high: number, low: number, more: number, decimals: number): number {
  const scale = POWERS[more] ?? 1;
  const divisor = POWERS[decimals] ?? 1;
  const product = high * scale;
  const productRest = restOfProduct(high, scale, product);
  const sum = product + low;
  const rest = low - (sum - product) + productRest;
  const quotient = sum / divisor;
  const back = quotient * divisor;
  const correction = (sum - back - restOfProduct(quotient, divisor, back) + rest) / divisor;
  const margin = correction * 1e-9;
  const value = quotient + (correction + margin);
  return value === quotient + (correction - margin) ? value : NaN;
}

/** What `product` lacks of `a * b` (Dekker's product). */
function restOfProduct(a: number, b: number, product: number): number {
  const ta = SPLITTER * a;
  const tb = SPLITTER * b;
  const a1 = ta - (ta - a);
  const b1 = tb - (tb - b);
  const a2 = a - a1;
  const b2 = b - b1;
  return a2 * b2 - (product - a1 * b1 - a2 * b1 - a1 * b2);
}

function isBlank(byte: number): boolean {
  return byte === 32 || byte === 9;
}

/** `n`, `i`, in both cases. */
function mayBeWord(byte: number | undefined): boolean {
  return byte === 110 || byte === 78 || byte === 105 || byte === 73;
}
