/**
 * Links by value alone, within one recording: a telling value that an answer gave, and that a later request sends.
 */
import { MARKS } from "../../redact/marks.ts";
import { isListed, madeBy } from "./made.ts";
import { type Match, Matcher, type Use } from "./match.ts";
import { partAround } from "../../text/part_of.ts";
import { isFileName, isIdLike, isTelling, numberOf, tokensIn } from "./telling.ts";
import type { Place, Scalar, Sent } from "./types.ts";
import { Words } from "./words.ts";
import type { World } from "./world.ts";

/** Links among the requests of one recording, by number of the consumer. */
export type Found = Map<number, Match[]>;

/**
 * Finds the links of a recording.
 *
 * @param known what is never a link: the run, its config, words of the config
 */
export function findLinks(world: World, known: ReadonlySet<string>): Found {
  const uses = world.requests.map((_, index) =>
    mayUse(world, index) ? usesOf(world.sent(index), index, world, known) : []
  );
  const wanted = new Set(uses.flat().flatMap(({ choices }) => choices.map(({ key }) => key)));
  const first = new Map<string, number>();
  const matcher = new Matcher(world, (key) => first.get(key) ?? Infinity);
  world.requests.forEach((recorded, by) => {
    if (!world.makes(by)) return;
    const isUpload = world.sendsFile(by);
    madeBy(recorded, world.jobsOf(by), (value, origin) => {
      const key = keyOf(value);
      if (!wanted.has(key)) return;
      // A number out of a list is a choice that the user made: the list may have it elsewhere next time.
      const isChoice = typeof value === "number" && origin.kind === "json" && isListed(origin.path);
      const isMade = isTelling(value) && !isChoice;
      if (origin.kind === "job" || isMade || (isUpload && isFileName(value))) {
        matcher.add(key, { by, origin });
      }
    }, (value) => wanted.has(keyOf(value)));
  });
  addParts(world, new Set([...wanted].filter((key) => !matcher.has(key))), matcher);
  noteFirst(world, [...matcher.keys()], first);
  return choose(world, uses, matcher);
}

/** Ids that no answer gives as they are may be a part of what one gives: of an address, a message, a header. */
function addParts(world: World, keys: ReadonlySet<string>, matcher: Matcher): void {
  const ids = [...keys].filter((key) => key.startsWith("string ")).map((key) => key.slice("string ".length))
    .filter(isIdLike);
  if (ids.length === 0) return;
  const words = new Words(ids);
  world.requests.forEach((recorded, by) => {
    if (!world.makes(by)) return;
    const body = recorded.end?.responseMeta?.body ?? "";
    // Escapes hide words; without one the text as it stands tells that nothing is in it.
    const isThere = body.includes("\\") || !words.in(body).next().done;
    madeBy(recorded, [], (value, origin) => {
      if (typeof value !== "string" || origin.kind === "job") return;
      for (const id of new Set(words.in(value))) {
        const part = value === id ? undefined : partOutsideRun(value, id, world.runId);
        if (part !== undefined) matcher.add(keyOf(id), { by, origin: { ...origin, part } });
      }
    }, (value) => isThere && typeof value === "string");
  });
}

/** The part, unless only the id of the recorded run tells where it stands. */
function partOutsideRun(text: string, id: string, runId: string): ReturnType<typeof partAround> {
  const part = partAround(text.replaceAll(runId, "\0"), id);
  return part === undefined || `${part.after}${part.before}`.includes("\0") ? undefined : part;
}

/**
 * Chooses from the last request to the first: a folded request becomes a step only when a later one builds on it, and
 * then needs links of its own.
 */
export function choose(world: World, uses: readonly (readonly Use[])[], matcher: Matcher): Found {
  const found: Found = new Map();
  const needed = new Set<number>();
  for (let index = world.requests.length - 1; index >= 0; index--) {
    if (!world.isStep(index) && !world.namesJob(index) && !needed.has(index)) continue;
    const links = matcher.links(uses[index] ?? []);
    if (links.length === 0) continue;
    found.set(index, links);
    for (const { made } of links) if (!world.isStep(made.by)) needed.add(made.by);
  }
  return found;
}

/** Could the request become a step that sends values? */
export function mayUse(world: World, index: number): boolean {
  return world.isStep(index) || world.namesJob(index) || world.makes(index);
}

/** Equal for equal values of one type. */
export function keyOf(value: Scalar): string {
  return `${typeof value} ${value}`;
}

/** Keys under which a value may have been given: JSON keeps its type, everything else is text. */
export function keysOf({ place, value }: Sent): string[] {
  if (place.in === "json" || typeof value === "number") return [keyOf(value)];
  const number = numberOf(value);
  return [keyOf(value), ...number === undefined ? [] : [keyOf(number)]];
}

/** True for what another recording than this one took a value out of. */
export function isTakenOut(value: Scalar): boolean {
  return typeof value === "string" && value.search(MARKS) !== -1;
}

function usesOf(sent: readonly Sent[], by: number, world: World, known: ReadonlySet<string>): Use[] {
  const uses: Use[] = [];
  for (const one of rowsFirst(sent)) {
    const { place, value } = one;
    if (isTakenOut(value)) continue;
    const choices: Use["choices"] = [];
    const isKnown = known.has(String(value));
    const plain = typeof value === "string" ? value.replaceAll(world.runId, "") : value;
    const may = isTelling(plain) || isFileName(value) || world.ownerOf(value) !== undefined;
    if (!isKnown && may) choices.push(...keysOf(one).map((key) => ({ key })));
    if (typeof value === "string" && isWhole(place)) {
      for (const token of tokensIn(value.replaceAll(world.runId, " "))) {
        if (known.has(token)) continue;
        choices.push(
          ...keysOf({ place: { in: "text", keys: [] }, value: token }).map((key) => ({ key, token })),
        );
      }
    }
    if (choices.length > 0) uses.push({ by, place, choices });
  }
  return uses;
}

/** Long rows of segments before short ones. */
export function rowsFirst(sent: readonly Sent[]): Sent[] {
  const length = ({ place }: Sent) => place.in === "path" ? Number(place.keys[1]) : 0;
  return sent.toSorted((a, b) => length(b) - length(a));
}

/** A row of several segments is looked at as a whole only. */
function isWhole({ in: part, keys }: Place): boolean {
  return part !== "path" || keys[1] === 1;
}

/** Which request sends a value first, whatever becomes of it. */
function noteFirst(world: World, keys: readonly string[], first: Map<string, number>): void {
  const byValue = new Map<string, string[]>();
  for (const key of keys) {
    const value = key.slice(key.indexOf(" ") + 1);
    byValue.set(value, [...byValue.get(value) ?? [], key]);
  }
  const words = new Words(byValue.keys());
  const look = (text: string, index: number): void => {
    for (const value of words.in(text)) {
      for (const key of byValue.get(value) ?? []) if (!first.has(key)) first.set(key, index);
    }
  };
  for (const text of world.textBefore()) look(text, -1);
  world.requests.forEach((_, index) => look(world.text(index), index));
}
