/** What differs between the values of two recordings at one place, and how such a pair is known again. */
import { isTakenOut } from "./find.ts";
import type { Use } from "./match.ts";
import type { Place, Scalar, Sent } from "./types.ts";
import type { World } from "./world.ts";

/** What to grow a difference to, so that it becomes a word: letters and digits, then with `-` and `_`, then more. */
const WORDS = [/[0-9A-Za-z]/, /[0-9A-Za-z_-]/, /[0-9A-Za-z_.:-]/, /[^\s/]/];

/** Values of both recordings at one place, as one key. */
export function pairKey(one: Scalar, other: Scalar): string {
  return JSON.stringify([one, other]);
}

/** The values of a key. */
export function valuesOf(key: string): [Scalar, Scalar] {
  return JSON.parse(key) as [Scalar, Scalar];
}

/** The same key for a number and its text: who sent it first does not depend on the type. */
export function asText(key: string): string {
  return JSON.stringify(valuesOf(key).map(String));
}

/** Keys for a place whose values differ: as they are, then what differs inside of them. */
export function choicesOf(
  { place, value }: Sent,
  theirs: Scalar,
  one: World,
  other: World,
  known: ReadonlySet<string>,
): Use["choices"] {
  if (plain(value, one) === plain(theirs, other) || known.has(String(value))) return [];
  if (isTakenOut(value) || isTakenOut(theirs)) return [];
  const choices: Use["choices"] = [{ key: pairKey(value, theirs) }];
  if (place.in === "json" || typeof value === "number" || typeof theirs === "number") {
    if (typeof value !== "string" || typeof theirs !== "string") return choices;
  } else if (`${Number(value)} ${Number(theirs)}` === `${value} ${theirs}`) {
    choices.push({ key: pairKey(Number(value), Number(theirs)) });
  }
  if (place.in === "path" && place.keys[1] !== 1) return choices;
  for (const [token, twin] of differences(value, theirs)) {
    choices.push({ key: pairKey(token, twin), token });
    if (`${Number(token)} ${Number(twin)}` === `${token} ${twin}`) {
      choices.push({ key: pairKey(Number(token), Number(twin)), token });
    }
  }
  return choices;
}

/** What differs between two texts, grown to words; a text may differ in one place only. */
function differences(one: string, other: string): [string, string][] {
  let start = 0;
  while (start < one.length && one[start] === other[start]) start++;
  let end = 0;
  const most = Math.min(one.length, other.length) - start;
  while (end < most && one.at(-1 - end) === other.at(-1 - end)) end++;
  const found: [string, string][] = [];
  for (const word of WORDS) {
    let [from, behind] = [start, end];
    while (from > 0 && word.test(one[from - 1] ?? "")) from--;
    while (behind > 0 && word.test(one[one.length - behind] ?? "")) behind--;
    const pair: [string, string] = [
      one.slice(from, one.length - behind),
      other.slice(from, other.length - behind),
    ];
    const isNew = !found.some(([token]) => token === pair[0]);
    if (isNew && pair[0] !== one && pair[0] !== "" && pair[1] !== "" && occursOnce(one, pair[0])) {
      found.push(pair);
    }
  }
  return found;
}

function occursOnce(text: string, token: string): boolean {
  return text.indexOf(token) === text.lastIndexOf(token);
}

/** Equal for equal places. */
export function placeKey({ in: part, keys }: Place): string {
  return `${part}\0${keys.join("\0")}`;
}

/** Do two places share a value? */
export function overlaps(one: Place, other: Place): boolean {
  if (one.in !== other.in) return false;
  if (one.in !== "path") return placeKey(one) === placeKey(other);
  const [from = 0, count = 1] = one.keys.map(Number);
  const [start = 0, length = 1] = other.keys.map(Number);
  return start < from + count && from < start + length;
}

/** A value without the id of its run, which differs as it must. */
export function plain(value: Scalar, world: World): Scalar {
  return typeof value === "string" ? value.replaceAll(world.runId, "{{run_id}}") : value;
}
