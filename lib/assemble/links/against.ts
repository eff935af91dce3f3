/**
 * A second recording of the same workflow as evidence. The values of requests that belong together are compared:
 * - they differ, and a producer of each recording holds its value at one and the same place: a link that was seen to
 *   vary, however short the value is;
 * - they differ, and no answer explains it: noted, for a person to judge;
 * - they are equal although the producer's values differ: the user's own choice, so a link by value is withdrawn;
 * - they are equal, and so are the producer's values: nothing is shown, the link stays as it was.
 */
import { jobIds } from "../../endpoints/job_ids.ts";
import { isObject, type JsonValue } from "../../model/json.ts";
import type { PathPart } from "../../text/json_path.ts";
import { choose, type Found, isTakenOut, mayUse, rowsFirst } from "./find.ts";
import { align, comparable } from "./align.ts";
import { answerOf, madeBy } from "./made.ts";
import { type Match, Matcher, type Use } from "./match.ts";
import { partOf } from "../../text/part_of.ts";
import { isTelling } from "./telling.ts";
import type { Doubt, Origin, Place, Scalar, Sent } from "./types.ts";
import { Words } from "./words.ts";
import type { World } from "./world.ts";

/** What came of the comparison. */
export interface Evidence {
  found: Found;
  doubts: Doubt[];
  aligned: { pairs: number; of: number };
}

/** What to grow a difference to, so that it becomes a word: letters and digits, then with `-` and `_`, then more. */
const WORDS = [/[0-9A-Za-z]/, /[0-9A-Za-z_-]/, /[0-9A-Za-z_.:-]/, /[^\s/]/];

/**
 * Compares with a second recording.
 *
 * @param found links by value of the first
 */
export function compare(one: World, found: Found, other: World, known: ReadonlySet<string>): Evidence {
  const pairs = align(one, other);
  const partner = new Map(pairs);
  const answers = new Answers(other, partner);
  const doubts: Doubt[] = [];
  const varied = one.requests.map((_, index): Use[] => {
    const twin = partner.get(index);
    if (twin === undefined || !mayUse(one, index)) return [];
    const places = new Map(other.sent(twin).map(({ place, value }) => [placeKey(place), value]));
    return rowsFirst(one.sent(index)).flatMap((sent) => {
      const theirs = places.get(placeKey(sent.place));
      const choices = theirs === undefined ? [] : choicesOf(sent, theirs, one, other, known);
      return choices.length === 0 ? [] : [{ by: index, place: sent.place, choices }];
    });
  });
  const matcher = pairMatcher(one, other, pairs, answers, varied, known);
  const merged: Found = new Map();
  const seen = choose(one, varied, matcher);
  for (const index of new Set([...found.keys(), ...seen.keys()])) {
    const evident = (seen.get(index) ?? []).map((match): Match => ({ ...match, seenToVary: true }));
    const guessed = (found.get(index) ?? []).filter(({ use: { place } }) =>
      !evident.some((match) => overlaps(match.use.place, place))
    );
    const kept = judge(index, guessed, one, other, partner, answers, doubts);
    const links = [...evident, ...kept];
    if (links.length > 0) merged.set(index, links);
  }
  const all = steadied(one, merged);
  noteVarying(one, varied, all, doubts);
  return { found: all, doubts, aligned: { pairs: pairs.length, of: comparable(one) } };
}

/** Values of both recordings at one place, as one key. */
function pairKey(one: Scalar, other: Scalar): string {
  return JSON.stringify([one, other]);
}

/** The answers of the other recording, by number of the request of this one that they belong to. */
class Answers {
  readonly #other: World;
  readonly #partner: ReadonlyMap<number, number>;
  #last: { twin: number; answer: JsonValue | undefined } | undefined;

  constructor(other: World, partner: ReadonlyMap<number, number>) {
    this.#other = other;
    this.#partner = partner;
  }

  /** The other recording's value at a place; undefined when there is none. */
  theirs(by: number, origin: Origin): Scalar | undefined {
    const twin = this.#partner.get(by);
    const recorded = twin === undefined ? undefined : this.#other.requests[twin];
    if (twin === undefined || recorded === undefined) return undefined;
    if (this.#last?.twin !== twin) this.#last = { twin, answer: answerOf(recorded) };
    const { answer } = this.#last;
    if (origin.kind === "job") return (answer === undefined ? this.#other.jobsOf(twin) : jobIds(answer))[0];
    const value = origin.kind === "header"
      ? recorded.end?.responseMeta?.headers?.[origin.header]
      : valueAt(answer, origin.path);
    if (origin.part === undefined) {
      return typeof value === "string" || typeof value === "number" ? value : undefined;
    }
    return typeof value === "string" ? partOf(value, origin.part) : undefined;
  }
}

function valueAt(answer: JsonValue | undefined, path: readonly PathPart[]): unknown {
  let value: unknown = answer;
  for (const part of path) {
    if (Array.isArray(value) && typeof part === "number") value = value[part];
    else if (isObject(value) && Object.hasOwn(value, part)) value = value[part];
    else return undefined;
  }
  return value;
}

/** Producers of values that differ, by the values of both recordings. */
function pairMatcher(
  one: World,
  other: World,
  pairs: readonly [number, number][],
  answers: Answers,
  varied: readonly (readonly Use[])[],
  known: ReadonlySet<string>,
): Matcher {
  const first = new Map<string, number>();
  varied.forEach((uses, index) => {
    for (const { key } of uses.flatMap(({ choices }) => choices)) {
      if (!first.has(asText(key))) first.set(asText(key), index);
    }
  });
  const matcher = new Matcher(one, (key) => first.get(asText(key)) ?? Infinity);
  const wanted = new Set(varied.flat().flatMap(({ choices }) => choices.map(({ key }) => key)));
  const sent = new Set([...wanted].map((key) => valuesOf(key)[0]));
  for (const [by] of pairs) {
    const recorded = one.requests[by];
    if (recorded === undefined || !one.makes(by)) continue;
    madeBy(recorded, one.jobsOf(by), (ours, origin) => {
      if (!sent.has(ours) || known.has(String(ours))) return;
      const theirs = answers.theirs(by, origin);
      if (theirs === undefined || theirs === ours) return;
      const key = pairKey(ours, theirs);
      if (wanted.has(key)) matcher.add(key, { by, origin });
    }, (ours) => sent.has(ours));
  }
  noteInside(one, other, pairs, [...matcher.keys()].map(valuesOf), first);
  return matcher;
}

/** Who sent both values first inside of something else, where only what is telling is known again. */
function noteInside(
  one: World,
  other: World,
  pairs: readonly [number, number][],
  values: readonly [Scalar, Scalar][],
  first: Map<string, number>,
): void {
  const twins = new Map<string, Set<string>>();
  for (const [ours, theirs] of values.filter((both) => both.every(isTelling))) {
    const known = twins.get(String(ours)) ?? new Set();
    twins.set(String(ours), known.add(String(theirs)));
  }
  const [left, right] = [new Words(twins.keys()), new Words([...twins.values()].flatMap((set) => [...set]))];
  for (const [index, twin] of pairs) {
    const found = new Set(left.in(one.text(index)));
    if (found.size === 0) continue;
    const there = new Set(right.in(other.text(twin)));
    for (const ours of found) {
      for (const theirs of twins.get(ours) ?? []) {
        const key = pairKey(ours, theirs);
        if (there.has(theirs) && index < (first.get(key) ?? Infinity)) first.set(key, index);
      }
    }
  }
}

function valuesOf(key: string): [Scalar, Scalar] {
  return JSON.parse(key) as [Scalar, Scalar];
}

/** The same key for a number and its text: who sent it first does not depend on the type. */
function asText(key: string): string {
  return JSON.stringify(valuesOf(key).map(String));
}

/** Keys for a place whose values differ: as they are, then what differs inside of them. */
function choicesOf(
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

/** Links by value that the second recording neither refutes nor leaves as they are. */
function judge(
  index: number,
  guessed: readonly Match[],
  one: World,
  other: World,
  partner: ReadonlyMap<number, number>,
  answers: Answers,
  doubts: Doubt[],
): Match[] {
  const consumer = one.requests[index];
  const twin = partner.get(index);
  if (consumer === undefined || twin === undefined) return [...guessed];
  const kept: Match[] = [];
  for (const place of new Set(guessed.map(({ use }) => use.place))) {
    const links = guessed.filter(({ use }) => use.place === place);
    const [ours, theirs] = [one, other].map((world, at) =>
      valueOf(world.sent(at === 0 ? index : twin), place)
    );
    if (ours === undefined || theirs === undefined) {
      kept.push(...links);
      continue;
    }
    const changes = links.map((match) => ({
      match,
      from: match.token ?? ours,
      to: answers.theirs(match.made.by, match.made.origin),
    }));
    if (ours === theirs) {
      const refuted = changes.filter(({ from, to }) => to !== undefined && String(to) !== String(from));
      if (refuted.length > 0) {
        doubts.push({
          kind: "withdrawn",
          consumer,
          place,
          reason: "both recordings send the same value, although the answers that seemed to make it differ",
        });
      }
      kept.push(...changes.filter((change) => !refuted.includes(change)).map(({ match }) => match));
      continue;
    }
    const rebuilt = changes.reduce(
      (text, { from, to }) => to === undefined ? text : text.replaceAll(String(from), String(to)),
      String(plain(ours, one)),
    );
    const isProof = rebuilt === String(plain(theirs, other));
    for (const { match, from, to } of changes) {
      const varies = isProof && to !== undefined && String(to) !== String(from);
      kept.push(varies ? { ...match, seenToVary: true } : match);
    }
  }
  return kept;
}

/** A folded request that others build on needs its own links; one that nothing builds on any more needs none. */
function steadied(world: World, found: Found): Found {
  const kept: Found = new Map();
  const needed = new Set<number>();
  for (let index = world.requests.length - 1; index >= 0; index--) {
    if (!world.isStep(index) && !world.namesJob(index) && !needed.has(index)) continue;
    const links = found.get(index) ?? jobLinks(world, index);
    if (links.length > 0) kept.set(index, links);
    for (const { made } of links) if (!world.isStep(made.by)) needed.add(made.by);
  }
  return kept;
}

/** The link of a poll to the step that started its job. */
function jobLinks(world: World, index: number): Match[] {
  for (const { place, value } of world.sent(index)) {
    const owner = world.ownerOf(value);
    if (owner === undefined || owner >= index || world.isStep(index)) continue;
    return [{ use: { by: index, place, choices: [] }, made: { by: owner, origin: { kind: "job" } } }];
  }
  return [];
}

/** Names what differs and is no link. */
function noteVarying(
  one: World,
  varied: readonly (readonly Use[])[],
  found: Found,
  doubts: Doubt[],
): void {
  varied.forEach((uses, index) => {
    const consumer = one.requests[index];
    const isStep = one.isStep(index) || found.has(index);
    if (consumer === undefined || !isStep) return;
    const linked = found.get(index) ?? [];
    for (const { place } of uses) {
      if (place.in === "path" && place.keys[1] !== 1) continue;
      const links = linked.filter(({ use }) => overlaps(use.place, place));
      if (links.some(({ seenToVary }) => seenToVary === true)) continue;
      const reason = links.length === 0
        ? "differs between the recordings, and no answer explains it: an input that was changed, or a value that the" +
          " server made out of sight"
        : "differs between the recordings, but the answer that seems to make it does not hold the other value";
      doubts.push({ kind: "varies", consumer, place, reason });
    }
  });
}

function valueOf(sent: readonly Sent[], place: Place): Scalar | undefined {
  const wanted = placeKey(place);
  return sent.find((one) => placeKey(one.place) === wanted)?.value;
}

/** Equal for equal places. */
function placeKey({ in: part, keys }: Place): string {
  return `${part}\0${keys.join("\0")}`;
}

function overlaps(one: Place, other: Place): boolean {
  if (one.in !== other.in) return false;
  if (one.in !== "path") return placeKey(one) === placeKey(other);
  const [from = 0, count = 1] = one.keys.map(Number);
  const [start = 0, length = 1] = other.keys.map(Number);
  return start < from + count && from < start + length;
}

/** A value without the id of its run, which differs as it must. */
function plain(value: Scalar, world: World): Scalar {
  return typeof value === "string" ? value.replaceAll(world.runId, "{{run_id}}") : value;
}
