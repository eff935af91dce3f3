/**
 * Which values can be known again. Two equal values are a link only when chance, habit and the user's own choice
 * are no better explanation. Not telling, and so never linked by value alone (a second recording can still prove
 * them):
 * - `true`, `false`, `null`, empty and short texts (below 6 characters);
 * - integers below 10,000 and round ones, decimals of less than 5 digits that count;
 * - words and names made of words, with or without a short number: `single_storm`, `nlcd2019`, `10m`, `map-2.tif`.
 *
 * Numbers that stand in a list of an answer are not linked by value either ({@link findLinks}).
 */
import type { Scalar } from "./types.ts";

const SHORTEST = 6;
const LONGEST = 2000;
const UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
const MOMENT = String.raw`\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?`;
const WHOLE_ID = new RegExp(`^(?:${UUID}|${MOMENT}|\\d{4}-\\d\\d-\\d\\d)$`, "i");
/** What may be looked for inside of longer texts, the more telling first. */
const TOKENS = [
  new RegExp(`(?<![0-9a-z])${UUID}(?![0-9a-z])`, "gi"),
  new RegExp(`(?<!\\d)${MOMENT}`, "g"),
  /(?<![0-9A-Za-z])\d{8}T\d{4,6}Z?(?![0-9A-Za-z])/g,
  /(?<![0-9A-Za-z_-])[0-9A-Za-z_-]{16,}(?![0-9A-Za-z_-])/g,
  /(?<![0-9A-Za-z])[0-9A-Za-z]{12,}(?![0-9A-Za-z])/g,
  /(?<![\d.])\d{10}(?:\d{3})?(?![\d.])/g,
];
/** Parts of names that people and programs choose: a word, a short number, a word with one, a number with a unit. */
const PLAIN = /^(?:[a-z]*|\d{1,4}|[a-z]{2,}\d{1,4}|v\d{1,4}|\d{1,4}[a-z]{1,3})$/i;

/**
 * Can equality of this value alone be a link?
 *
 * @example
 * ```ts
 * import { isTelling } from "./telling.ts";
 * isTelling("7d1f0c2a9b"); // true
 * isTelling("nlcd2019"); // false
 * ```
 */
export function isTelling(value: Scalar): boolean {
  if (typeof value === "number") return isTellingNumber(value);
  const number = numberOf(value);
  if (number !== undefined) return isTellingNumber(number);
  if (value.length < SHORTEST || value.length > LONGEST || value.trim() !== value) return false;
  if (WHOLE_ID.test(value)) return true;
  return value.split(/[^0-9A-Za-z]+/).some((part) => !PLAIN.test(part));
}

/** Texts inside a longer one that look like ids or moments: longest first, each once. */
export function tokensIn(text: string): string[] {
  if (text.length > 64 * 1024) return [];
  const found = new Set<string>();
  for (const pattern of TOKENS) {
    for (const [token] of text.matchAll(pattern)) if (isIdLike(token) && token !== text) found.add(token);
  }
  return [...found].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
}

/** Long and mixed enough to be known again inside of something else. */
export function isIdLike(text: string): boolean {
  return text.length >= 10 && /\d/.test(text) && isTelling(text);
}

/** Does the name of a file look like one that a server may have stored an upload under? */
export function isFileName(value: Scalar): boolean {
  return typeof value === "string" && /^[^/\\]{2,200}\.[a-z][a-z0-9]{1,7}$/i.test(value);
}

/** The number that a text writes in its plain form. */
export function numberOf(text: string): number | undefined {
  const number = Number(text);
  return text !== "" && String(number) === text && Number.isFinite(number) ? number : undefined;
}

function isTellingNumber(value: number): boolean {
  if (!Number.isFinite(value)) return false;
  const digits = String(Math.abs(value)).replace(/e.*$/, "").replace(".", "").replace(/^0+/, "");
  if (!Number.isInteger(value)) return digits.length >= 5;
  return Math.abs(value) >= 10_000 && digits.replace(/0+$/, "").length >= 4;
}
