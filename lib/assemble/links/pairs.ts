/** Producers of values that differ between two recordings. */
import { jobIds } from "../../endpoints/job_ids.ts";
import type { JsonValue } from "../../model/json.ts";
import { valueIn } from "../../model/value_in.ts";
import { partOf } from "../../text/part_of.ts";
import { asText, pairKey, valuesOf } from "./differences.ts";
import { answerOf, madeBy } from "./made.ts";
import { Matcher, type Use } from "./match.ts";
import { isTelling } from "./telling.ts";
import type { Origin, Scalar } from "./types.ts";
import { Words } from "./words.ts";
import type { World } from "./world.ts";

/** The answers of the other recording, by number of the request of this one that they belong to. */
export class Answers {
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
      : valueIn(answer, origin.path);
    if (origin.part === undefined) {
      return typeof value === "string" || typeof value === "number" ? value : undefined;
    }
    return typeof value === "string" ? partOf(value, origin.part) : undefined;
  }
}

/** Producers of values that differ, by the values of both recordings. */
export function pairMatcher(
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
