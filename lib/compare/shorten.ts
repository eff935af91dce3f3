/** Texts in fewer columns. No number is cut: half of one is another number. */

/** A number as it stands in a text, with sign, point and exponent. A comma is what separates two. */
const NUMBER = /[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?/g;
const GAP = "…";

/**
 * The text in so many columns at the most; what is left out is shown as `…`.
 *
 * @param width columns, at least 1
 * @param seen a letter that has to be seen, with the number that it belongs to; there is little before it where the
 *   text from its beginning would not reach so far
 * @example
 * ```ts
 * import { shorten } from "./shorten.ts";
 * shorten("soil loss 12.25 t", 14); // "soil loss …": a part of 12.25 would be another number
 * shorten("soil loss 12.25 t", 10, 12); // "…ss 12.25…"
 * ```
 */
export function shorten(text: string, width: number, seen = 0): string {
  if (text.length <= width) return text;
  const spans = numbersIn(text);
  const at = leave(text, [], seen, -1);
  const [first, last] = spans.find(([start, end]) => start <= at && at < end) ?? [at, at + 1];
  const start = last < width
    ? 0
    : Math.min(first, leave(text, spans, windowStart(text, width, first, last), 1));
  const head = start === 0 ? "" : GAP;
  if (head.length + text.length - start <= width) return head + text.slice(start);
  const end = leave(text, spans, start + width - head.length - 1, -1);
  return end <= start ? GAP : `${head}${text.slice(start, end)}${GAP}`;
}

/** Where to begin: a little before what has to be seen, or as early as the end of the text is seen, too. */
function windowStart(text: string, width: number, first: number, last: number): number {
  const lead = Math.min(8, Math.floor(width / 3));
  const wanted = Math.min(first - lead, text.length - width + 1);
  // A sign at either end stands for what is left out.
  const latest = last - width + (last < text.length ? 2 : 1);
  return Math.max(0, wanted, latest);
}

/**
 * The text with its middle left out: of a path the end tells the most, then the beginning.
 *
 * @param width columns, at least 1
 * @example
 * ```ts
 * import { shortenMiddle } from "./shorten.ts";
 * shortenMiddle("$.watershed.hillslopes[1203].soil_loss", 28); // "$.watersh…es[1203].soil_loss"
 * ```
 */
export function shortenMiddle(text: string, width: number): string {
  if (text.length <= width) return text;
  const spans = numbersIn(text);
  const head = leave(text, spans, Math.floor((width - 1) / 3), -1);
  const tail = leave(text, spans, text.length - (width - 1 - head), 1);
  return `${text.slice(0, head)}${GAP}${text.slice(tail)}`;
}

/** Where the numbers of a text begin and end. */
function numbersIn(text: string): [start: number, end: number][] {
  return [...text.matchAll(NUMBER)].map((match) => [match.index, match.index + match[0].length]);
}

/** The nearest place to cut at: outside of numbers and of letters that take two code units. */
function leave(text: string, spans: readonly [number, number][], at: number, step: 1 | -1): number {
  const span = spans.find(([start, end]) => start < at && at < end);
  const place = span === undefined ? at : span[step === 1 ? 1 : 0];
  const isInLetter = /[\uD800-\uDBFF]/.test(text[place - 1] ?? "") &&
    /[\uDC00-\uDFFF]/.test(text[place] ?? "");
  return Math.max(0, Math.min(text.length, isInLetter ? place + step : place));
}
