/** Rules for values of a JSON document, by the places that they are about. */
import { z } from "zod";
import { messageOf } from "../../errors.ts";
import { pathMatcher, type PathPart } from "../../text/json_path.ts";

/** A JSON path (`$.rows[*].id`) or a JSON pointer (`/rows/0/id`). */
export const JsonPlace = z.string().superRefine(mustBePlace);

/** The place of an array: that of the whole document (`$`) among them. */
export const ArrayPlace = z.string().superRefine((text, context) => {
  if (text !== "$") mustBePlace(text, context);
});

function mustBePlace(text: string, context: z.RefinementCtx): void {
  try {
    placeMatcher(text);
  } catch (error) {
    context.addIssue({ code: "custom", message: messageOf(error) });
  }
}

/** Tells whether a path is what a rule names, or below it. */
export type PlaceTest = (path: readonly PathPart[]) => boolean;

/**
 * The test for a place.
 *
 * @param place JSON path or JSON pointer (RFC 6901)
 * @throws RangeError when it cannot be read, or names the whole document
 * @example
 * ```ts
 * import { placeMatcher } from "./rules.ts";
 * placeMatcher("/rows/0/id")(["rows", 0, "id"]); // true
 * ```
 */
export function placeMatcher(place: string): PlaceTest {
  if (!place.startsWith("/")) return pathMatcher(place);
  const parts = place.slice(1).split("/").map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  return (path) => parts.every((part, at) => path[at] !== undefined && String(path[at]) === part);
}

/** A rule for a place, which remembers whether it was ever about something. */
export interface PlaceRule<Value> {
  text: string;
  value: Value;
  used: boolean;
  matches: PlaceTest;
}

/** Rules of a table, in its order. */
export function placeRules<Value>(entries: Iterable<readonly [string, Value]>): PlaceRule<Value>[] {
  return [...entries].map(([text, value]) => ({ text, value, used: false, matches: placeMatcher(text) }));
}

/** Rules of arrays: `$` is about the document itself, and not about what is below it. */
export function arrayRules<Value>(entries: Iterable<readonly [string, Value]>): PlaceRule<Value>[] {
  return [...entries].map(([text, value]) => {
    const at = text === "$" ? undefined : placeMatcher(text);
    // Not about arrays below it.
    const matches: PlaceTest = at === undefined
      ? (path) => path.length === 0
      : (path) => at(path) && !at(path.slice(0, -1));
    return { text, value, used: false, matches };
  });
}

/** The last rule that is about a path: what is written later is the more special. */
export function ruleFor<Value>(
  rules: readonly PlaceRule<Value>[],
  path: readonly PathPart[],
): PlaceRule<Value> | undefined {
  let found: PlaceRule<Value> | undefined;
  for (const rule of rules) {
    if (!rule.matches(path)) continue;
    rule.used = true;
    found = rule;
  }
  return found;
}
