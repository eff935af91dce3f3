/** Links by value before a second recording: proven, taken back, or left as they are. */
import { placeKey, plain } from "./differences.ts";
import type { Match } from "./match.ts";
import type { Answers } from "./pairs.ts";
import type { Doubt, Place, Scalar, Sent } from "./types.ts";
import type { World } from "./world.ts";

/** Links by value that the second recording neither refutes nor leaves as they are. */
export function judge(
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

function valueOf(sent: readonly Sent[], place: Place): Scalar | undefined {
  const wanted = placeKey(place);
  return sent.find((one) => placeKey(one.place) === wanted)?.value;
}
