/** Numbers from the bytes of text files, at the speed of native readers; every result is rounded as `Number()` does. */
import type { Buffer } from "node:buffer";
import { BIG, type Cells, NUMBER } from "./cells.ts";

/** Powers of ten that a double holds exactly. */
const POWERS = Float64Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));
const [PLUS, MINUS] = [43, 45] as const;
/** Longest text that is looked at as a number. */
const LONGEST = 400;
/** Splits a double in two halves of 26 bits (Dekker 1971). */
const SPLITTER = 134217729;

const PLAIN = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eEdD][-+]?\d+)?$/;
const WORDS = /^([-+]?)(?:(nan)|inf(?:inity)?)$/i;
const INTEGER = /^([-+]?)0*(\d+)$/;

/**
 * Reads a plain decimal of at most 19 digits: sign, digits, point.
 *
 * @param start where it begins; blanks are no part of it
 * @param end of the bytes that may be read
 * @param cells gets the number, at `row`
 * @returns where the number ends; -1 when there is none, or one that takes more to be read. Behind it may stand what
 *   makes it no number.
 */
export function readPlain(bytes: Buffer, start: number, end: number, cells: Cells, row: number): number {
  let at = start;
  const sign = bytes[at];
  if (sign === MINUS || sign === PLUS) at++;
  // The first 15 significant digits and up to four more, as integers of at most nine: these are quicker than doubles.
  let first = 0;
  let second = 0;
  let part = 0;
  let digits = 0;
  const begin = at;
  let point = -1;
  for (; at < end; at++) {
    const digit = (bytes[at] ?? 0) - 48;
    if (digit >= 0 && digit <= 9) {
      part = Math.imul(part, 10) + digit;
      if ((digits | part) !== 0) digits++;
      if (digits === 9) {
        first = part;
        part = 0;
      } else if (digits === 15) {
        second = part;
        part = 0;
      } else if (digits > 19) return -1;
    } else if (digit === -2 && point === -1) point = at;
    else break;
  }
  if (at - begin === (point === -1 ? 0 : 1)) return -1;
  const decimals = point === -1 ? 0 : at - point - 1;
  if (decimals >= 23) return -1;
  let value: number;
  if (digits <= 15) {
    const high = digits < 9
      ? part
      : digits === 15
      ? first * 1e6 + second
      : first * (POWERS[digits - 9] ?? 1) + part;
    value = decimals === 0 ? high : high / (POWERS[decimals] ?? 1);
  } else {
    if (decimals === 0) return -1;
    value = longQuotient(first * 1e6 + second, part, digits - 15, decimals);
    if (value !== value) return -1;
  }
  cells.kinds[row] = NUMBER;
  cells.numbers[row] = sign === MINUS ? -value : value;
  return at;
}

/**
 * Reads a cell as a number, when it is one: decimals, Fortran's `1.5D+03`, `nan`, `inf`; blanks around do not count.
 *
 * @param start,end place of the cell in the bytes
 * @returns true when the cell was set, to a number or to an integer beyond 2^53 with all its digits
 */
export function readNumber(bytes: Buffer, start: number, end: number, cells: Cells, row: number): boolean {
  let begin = start;
  while (begin < end && isBlank(bytes[begin] ?? 0)) begin++;
  while (end > begin && isBlank(bytes[end - 1] ?? 0)) end--;
  if (end === begin || end - begin > LONGEST) return false;
  if (readPlain(bytes, begin, end, cells, row) === end) return true;
  const signed = bytes[begin] === MINUS || bytes[begin] === PLUS;
  if (!mayBeNumber(bytes[signed ? begin + 1 : begin])) return false;
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

/** A digit, a point, or `n` and `i` in both cases. */
function mayBeNumber(byte = 0): boolean {
  return (byte >= 48 && byte <= 57) || byte === 46 || byte === 110 || byte === 78 || byte === 105 ||
    byte === 73;
}
