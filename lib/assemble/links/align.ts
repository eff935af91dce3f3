/**
 * Two recordings of one workflow, request by request: a longest common subsequence in which equal addresses count
 * more than addresses that differ in a value. What one recording has more than the other stays alone.
 */
import { polledJob } from "../classify.ts";
import type { Recorded } from "../types.ts";
import type { World } from "./world.ts";

/** Most cells of the table; beyond it requests are paired by address and occurrence. */
const MOST_CELLS = 40_000_000;
const SAME = 8;
const SHAPE = 6;
const LOOSE = 4;
const PARAMETERS = 1;

/** How many requests of a recording take part. */
export function comparable(world: World): number {
  return cards(world).length;
}

interface Card {
  index: number;
  address: string;
  shape: string;
  group: string;
  segments: readonly string[];
  parameters: string;
}

/**
 * Pairs the requests of two recordings.
 *
 * @returns number in the one, number in the other; both only grow
 */
export function align(one: World, other: World): [number, number][] {
  const [left, right] = [cards(one), cards(other)];
  let start = 0;
  while (start < left.length && start < right.length && isSame(left[start], right[start])) start++;
  const pairs: [number, number][] = [];
  for (let at = 0; at < start; at++) pairs.push([left[at]?.index ?? 0, right[at]?.index ?? 0]);
  let end = 0;
  while (
    end < Math.min(left.length, right.length) - start && isSame(left.at(-1 - end), right.at(-1 - end))
  ) end++;
  const [a, b] = [left.slice(start, left.length - end), right.slice(start, right.length - end)];
  const inner = a.length * b.length > MOST_CELLS ? byOccurrence(a, b) : byTable(a, b);
  const tail = left.slice(left.length - end).map((card, at): [number, number] => [
    card.index,
    right[right.length - end + at]?.index ?? 0,
  ]);
  return [...pairs, ...inner, ...tail];
}

/** What takes part: steps and what could be one; of the polls of a job the last of each kind. */
function cards(world: World): Card[] {
  const lastPoll = new Map<string, number>();
  world.requests.forEach((recorded, index) => {
    if (polledJob(recorded) !== undefined) lastPoll.set(recorded.target.rest, index);
  });
  return world.requests.flatMap((recorded, index) => {
    const isOld = polledJob(recorded) !== undefined && lastPoll.get(recorded.target.rest) !== index;
    return isOld || !(world.makes(index) || world.isStep(index) || world.namesJob(index))
      ? []
      : [cardOf(recorded, index)];
  });
}

function cardOf({ method, target, request }: Recorded, index: number): Card {
  const segments = target.path.split("/");
  const kind = `${method} ${target.area}`;
  const names = target.query.map(([name]) => name).sort();
  const meta = request?.requestMeta;
  return {
    index,
    address: `${kind} ${target.path}`,
    shape: `${kind} ${segments.map((segment) => /\d/.test(segment) ? "*" : segment).join("/")}`,
    group: `${kind} ${segments.length}`,
    segments,
    parameters: JSON.stringify([names, meta?.jsonKeys ?? [], meta?.formKeys ?? []]),
  };
}

function score(a: Card, b: Card): number {
  if (a.group !== b.group) return 0;
  const bonus = a.parameters === b.parameters ? PARAMETERS : 0;
  if (a.address === b.address) return SAME + bonus;
  if (a.shape === b.shape) return SHAPE + bonus;
  const first = a.segments.findIndex((segment, at) => segment !== b.segments[at]);
  // The empty one before the first slash, the site and the first word that says what is done.
  const fixed = a.segments.includes("{{config}}") ? a.segments.indexOf("{{config}}") + 2 : 3;
  return first >= fixed ? LOOSE + bonus : 0;
}

function isSame(a: Card | undefined, b: Card | undefined): boolean {
  return a !== undefined && b !== undefined && score(a, b) === SAME + PARAMETERS;
}

function byTable(a: readonly Card[], b: readonly Card[]): [number, number][] {
  const width = b.length + 1;
  // Where each cell came from: 1 from above, 2 from the left, 3 both advanced.
  const ways = new Uint8Array((a.length + 1) * width);
  let above = new Uint32Array(width);
  a.forEach((card, at) => {
    const row = new Uint32Array(width);
    b.forEach((other, to) => {
      const points = score(card, other);
      const both = points === 0 ? 0 : points + (above[to] ?? 0);
      const best = Math.max(above[to + 1] ?? 0, row[to] ?? 0, both);
      row[to + 1] = best;
      // Backwards from the end the latest pair would win: an equal score without it leaves the earlier one.
      ways[(at + 1) * width + to + 1] = best === above[to + 1] ? 1 : best === row[to] ? 2 : 3;
    });
    above = row;
  });
  const pairs: [number, number][] = [];
  let [i, j] = [a.length, b.length];
  while (i > 0 && j > 0) {
    const way = ways[i * width + j];
    if (way === 3) pairs.push([a[i - 1]?.index ?? 0, b[j - 1]?.index ?? 0]);
    if (way !== 2) i--;
    if (way !== 1) j--;
  }
  return pairs.reverse();
}

function byOccurrence(a: readonly Card[], b: readonly Card[]): [number, number][] {
  const numbered = (list: readonly Card[]) => {
    const counts = new Map<string, number>();
    return list.map((card) => {
      const nth = (counts.get(card.shape) ?? 0) + 1;
      counts.set(card.shape, nth);
      return { key: `${nth} ${card.shape}`, index: card.index };
    });
  };
  const others = new Map(numbered(b).map(({ key, index }) => [key, index]));
  const pairs: [number, number][] = [];
  for (const { key, index } of numbered(a)) {
    const other = others.get(key);
    if (other !== undefined && other > (pairs.at(-1)?.[1] ?? -1)) pairs.push([index, other]);
  }
  return pairs;
}
