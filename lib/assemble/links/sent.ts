/** What a request sends: each value with its place, and all of it as text. */
import { taskOf } from "../../endpoints/table.ts";
import { Hole } from "../../model/profile.ts";
import type { PathPart } from "../../text/json_path.ts";
import { bodyOf } from "../body.ts";
import { CACHE_BUSTER } from "../step.ts";
import type { Recorded } from "../types.ts";
import { isSupplied } from "../values.ts";
import type { Place, Scalar, Sent } from "./types.ts";

/** Most segments of a path that one value may cover. */
const MOST_SEGMENTS = 6;

/**
 * Every value that a request sends and a profile would hold, whole: segments of its path (alone and in rows), its
 * query, and the leaves of its body. Tokens that play supplies itself are left out.
 *
 * @param recordsFormValues some form of the recording came with values
 */
export function sentBy(recorded: Recorded, recordsFormValues: boolean): Sent[] {
  const { target } = recorded;
  const body = bodyOf(recorded, taskOf(target.area, target.rest), recordsFormValues);
  const sent = [...segments(target.path), ...queryValues(target.query)];
  for (const part of ["json", "form", "urlencoded"] as const) {
    leaves(
      body[part],
      [],
      (value, keys) => sent.push({ place: { in: part, keys: [...keys] }, value }),
      isSupplied,
    );
  }
  if (typeof body.text === "string") sent.push({ place: { in: "text", keys: [] }, value: body.text });
  return sent;
}

/** All that a request sends, as text, for telling whether a value occurs in it. */
export function textOf(recorded: Recorded, recordsFormValues: boolean): string {
  const { target, request } = recorded;
  const body = bodyOf(recorded, taskOf(target.area, target.rest), recordsFormValues);
  const parts = [target.path, decoded(target.path), ...target.query.flat()];
  for (const part of ["json", "form", "urlencoded"] as const) {
    leaves(body[part], [], (value) => parts.push(String(value)), () => false, (key) => parts.push(key));
  }
  if (typeof body.text === "string") parts.push(body.text);
  for (const { filename } of request?.requestMeta?.parts ?? []) {
    if (filename !== undefined) parts.push(filename);
  }
  return parts.join("\n");
}

/** Fields that a request sends files in. */
export function filesOf(recorded: Recorded, recordsFormValues: boolean): string[] {
  const { target } = recorded;
  return bodyOf(recorded, taskOf(target.area, target.rest), recordsFormValues).files
    .filter(({ empty }) => empty !== true).map(({ field }) => field);
}

/**
 * Every string and number of a JSON value, in document order; a hole is none.
 *
 * @param see gets the value and its path, which is good until it returns
 */
export function leaves(
  value: unknown,
  path: PathPart[],
  see: (value: Scalar, path: readonly PathPart[]) => void,
  skips: (key: string) => boolean = () => false,
  key: (key: string) => void = () => {},
): void {
  if (typeof value === "string" || typeof value === "number") return see(value, path);
  if (typeof value !== "object" || value === null || value instanceof Hole) return;
  const isList = Array.isArray(value);
  for (const [name, item] of Object.entries(value)) {
    if (!isList) key(name);
    if (!isList && skips(name)) continue;
    path.push(isList ? Number(name) : name);
    leaves(item, path, see, skips, key);
    path.pop();
  }
}

/** Rows of segments; one that play would have to encode again is left alone. */
function segments(path: string): Sent[] {
  const all = path.split("/");
  const sent: Sent[] = [];
  all.forEach((_, from) => {
    for (let count = 1; count <= MOST_SEGMENTS && from + count <= all.length; count++) {
      const row = all.slice(from, from + count);
      if (row.some((segment) => segment === "" || segment.startsWith("{{"))) break;
      const value = decoded(row.join("/"));
      const isPlain = !/[?#%\\]/.test(value) && value.split("/").length === count;
      if (isPlain) sent.push({ place: { in: "path", keys: [from, count] }, value });
    }
  });
  return sent;
}

function queryValues(query: readonly [string, string][]): Sent[] {
  const seen = new Map<string, number>();
  return query.filter(([name]) => name !== CACHE_BUSTER).map(([name, value], _, all) => {
    const nth = seen.get(name) ?? 0;
    seen.set(name, nth + 1);
    const isRepeated = all.filter(([other]) => other === name).length > 1;
    const place: Place = { in: "query", keys: isRepeated ? [name, nth] : [name] };
    return { place, value };
  }).filter(({ place }) => !isSupplied(String(place.keys[0])));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
