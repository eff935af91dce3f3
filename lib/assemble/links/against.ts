/**
 * A second recording of the same workflow as evidence. The values of requests that belong together are compared:
 * - they differ, and a producer of each recording holds its value at one and the same place: a link that was seen to
 *   vary, however short the value is;
 * - they differ, and no answer explains it: noted, for a person to judge;
 * - they are equal although the producer's values differ: the user's own choice, so a link by value is withdrawn;
 * - they are equal, and so are the producer's values: nothing is shown, the link stays as it was.
 */
import { align, comparable } from "./align.ts";
import { choicesOf, overlaps, placeKey } from "./differences.ts";
import { choose, type Found, mayUse, rowsFirst } from "./find.ts";
import { judge } from "./judge.ts";
import type { Match, Use } from "./match.ts";
import { Answers, pairMatcher } from "./pairs.ts";
import type { Doubt } from "./types.ts";
import type { World } from "./world.ts";

/** What came of the comparison. */
export interface Evidence {
  found: Found;
  doubts: Doubt[];
  aligned: { pairs: number; of: number };
}

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
