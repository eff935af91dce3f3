/** What a report shows of two JSON documents: the places that differ, with neighbours that are the same. */
import type { JsonView } from "../../model/evidence.ts";
import { isObject, type JsonValue, mapTexts } from "../../model/json.ts";
import type { Difference } from "../../model/report.ts";
import { type PathPart, pathParts } from "../../text/json_path.ts";
import { showJson } from "../json/text.ts";
import { formatDelta } from "../numbers.ts";
import { shorten } from "../shorten.ts";
import type { Clean, Outcome } from "../types.ts";

/** Places that are shown. */
export const VIEWED = 100;
/** Neighbours on each side of them, letters of a neighbour and of a value. */
const NEIGHBOURS = 2;
const [SHORT, LONG] = [120, 1000];

/** The view of the differences that were found in two documents. */
export function jsonView(
  file: string,
  documents: readonly [baseline: JsonValue, produced: JsonValue],
  { differences, counts }: Pick<Outcome, "differences" | "counts">,
  clean: Clean,
): JsonView {
  const places = differences.slice(0, VIEWED).map((one) => placeOf(one, documents, clean));
  const total = counts.missing + counts.extra + counts.changed;
  return { kind: "json", file: clean(file), places, omitted: total - places.length };
}

function placeOf(
  { kind, where, message, tolerance, baseline, actual }: Difference,
  documents: readonly [JsonValue, JsonValue],
  clean: Clean,
): JsonView["places"][number] {
  const path = partsOf(where);
  const key = path?.at(-1);
  const line = (value: JsonValue) => clean(shorten(lineOf(key, value, 2), LONG));
  const { before, after } = neighboursOf(path, documents);
  const isNumbers = typeof baseline === "number" && typeof actual === "number";
  const words = isNumbers ? formatDelta(baseline, actual) : message;
  return {
    ...{ kind, where: clean(where), message: clean(words) },
    ...(tolerance === undefined ? {} : { tolerance }),
    before: before.map(clean),
    ...(baseline === undefined ? {} : { baseline: line(baseline) }),
    ...(actual === undefined ? {} : { produced: line(actual) }),
    after: after.map(clean),
  };
}

/** The parts of a place; undefined where an element is told by a member, as in `rows["id=7"]`. */
function partsOf(where: string): PathPart[] | undefined {
  try {
    return pathParts(where);
  } catch {
    return undefined;
  }
}

/** The members before and behind a place that are the same on both sides. */
function neighboursOf(
  path: readonly PathPart[] | undefined,
  documents: readonly [JsonValue, JsonValue],
): { before: string[]; after: string[] } {
  const key = path?.at(-1);
  const [one, other] = documents.map((document) => containerAt(document, path?.slice(0, -1) ?? []));
  if (key === undefined || one === undefined || other === undefined) return { before: [], after: [] };
  const holder = one.has(key) ? one : other;
  const keys = [...holder.keys()];
  const same = (part: PathPart) => {
    const value = holder.get(part);
    if (value === undefined || JSON.stringify(one.get(part)) !== JSON.stringify(other.get(part))) return [];
    return [shorten(lineOf(part, value), SHORT)];
  };
  const at = keys.indexOf(key);
  return {
    before: keys.slice(Math.max(0, at - NEIGHBOURS), at).flatMap(same),
    after: keys.slice(at + 1, at + 1 + NEIGHBOURS).flatMap(same),
  };
}

/** The members of the object or array at a path. */
function containerAt(
  document: JsonValue,
  path: readonly PathPart[],
): ReadonlyMap<PathPart, JsonValue> | undefined {
  let value: JsonValue | undefined = document;
  for (const part of path) {
    if (Array.isArray(value)) value = typeof part === "number" ? value[part] : undefined;
    else value = isObject(value) && Object.hasOwn(value, part) ? value[part] as JsonValue : undefined;
  }
  if (Array.isArray(value)) return new Map(value.entries());
  return isObject(value) ? new Map(Object.entries(value) as [string, JsonValue][]) : undefined;
}

/** `"soil_loss": 12.5`; an element of an array stands alone. */
function lineOf(key: PathPart | undefined, value: JsonValue, indent = 0): string {
  const text = JSON.stringify(mapTexts(value, (one) => String(showJson(one))), null, indent);
  return typeof key === "string" ? `${JSON.stringify(key)}: ${text}` : text;
}
