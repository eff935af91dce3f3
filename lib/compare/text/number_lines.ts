/** Lines of text in which numbers may differ a little: what stands between them, and the numbers. */
import { formatDelta } from "../numbers.ts";
import { type Numeric, readNumeric } from "../numeric.ts";
import { type Tolerance, within } from "../tolerance.ts";

/** Numbers as programs print them: Fortran's `1.5D+03` and `********` (too wide for its column) among them. */
const NUMBER = /(?<![\w.])[-+]?(?:(?:\d+\.?\d*|\.\d+)(?:[eEdD][-+]?\d+)?|nan|inf(?:inity)?)(?![\w.])/gi;

/** Stands for a number: half a surrogate pair, which no text that was read can hold. */
const PLACE = "\ud800";
const BLANKS = /[ \t]+/g;
/** One blank beside a number, or at an end of the line. */
const BESIDE = /^ | (?=\r?$|\ud800)|(?<=\ud800) /g;
/** Stands for a part that does not count; a file with this in it is no text. */
const MASKED = "\u0000";

/** A line, taken apart. */
export interface NumberLine {
  /** The line with places for its numbers, without the blanks beside them and at both ends; others are one. */
  words: string;
  numbers: Numeric[];
}

/**
 * Takes a line apart.
 *
 * @param masks parts that do not count at all
 * @example
 * ```ts
 * import { readNumberLine } from "./number_lines.ts";
 * readNumberLine("total   12.50 kg", []).numbers; // [12.5]; its words are "total", a place for it, and "kg"
 * ```
 */
export function readNumberLine(line: string, masks: readonly RegExp[]): NumberLine {
  const numbers: Numeric[] = [];
  let words = line;
  for (const mask of masks) words = words.replace(mask, MASKED);
  words = words.replace(NUMBER, (text) => {
    numbers.push(toNumber(text));
    return PLACE;
  });
  // A number with more digits takes blanks away, to the last. A carriage return is none: it counts.
  words = words.replace(BLANKS, " ").replace(BESIDE, "");
  return { words, numbers };
}

/** True when the words are the same and every number is within the tolerance. */
export function isClose(a: NumberLine, b: NumberLine, tolerance: Tolerance): boolean {
  return a.words === b.words && a.numbers.length === b.numbers.length &&
    a.numbers.every((number, index) => within(number, b.numbers[index] ?? NaN, tolerance));
}

/** What is beyond the tolerance, in words; undefined when the lines differ in more than numbers. */
export function beyond(a: NumberLine, b: NumberLine, tolerance: Tolerance): string | undefined {
  if (a.words !== b.words || a.numbers.length !== b.numbers.length) return undefined;
  const found = a.numbers.flatMap((number, index) => {
    const other = b.numbers[index] ?? NaN;
    return within(number, other, tolerance) ? [] : [`number ${index + 1}: ${formatDelta(number, other)}`];
  });
  return found.slice(0, 3).join(", ") + (found.length > 3 ? `, and ${found.length - 3} more` : "");
}

function toNumber(text: string): Numeric {
  const plain = text.toLowerCase();
  if (plain.endsWith("nan")) return NaN;
  if (plain.includes("inf")) return plain.startsWith("-") ? -Infinity : Infinity;
  return readNumeric(plain.replace("d", "e"));
}
