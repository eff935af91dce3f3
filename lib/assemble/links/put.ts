/** Puts a template into a step, in place of the value that stood there. */
import { isObject } from "../../model/json.ts";
import { Hole, type Step } from "../../model/profile.ts";
import type { Link, Place } from "./types.ts";

/** A copy that may be changed; holes stay what they are. */
export function copyOf<T>(value: T): T {
  if (value instanceof Hole) return value;
  if (Array.isArray(value)) return value.map(copyOf) as T;
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copyOf(item)])) as T;
}

/** Puts the template where the value stood; false when the step does not hold the value any more. */
export function put(step: Step, { place, token }: Link, template: string): boolean {
  const body = step as Record<string, unknown>;
  const replaced = (old: unknown): string | undefined => {
    if (token === undefined) return template;
    return typeof old === "string" && old.includes(token) ? old.replaceAll(token, template) : undefined;
  };
  if (place.in === "path") return putSegments(body, place, replaced);
  if (place.in === "query" && place.keys.length > 1) return putRepeated(body, place, replaced);
  const keys = [place.in, ...place.keys];
  const last = keys.pop();
  let holder: unknown = body;
  for (const key of keys) {
    const inside = Array.isArray(holder) || isObject(holder) ? Object.entries(holder) : [];
    holder = inside.find(([name]) => name === String(key))?.[1];
  }
  if (last === undefined || !(Array.isArray(holder) || isObject(holder)) || !Object.hasOwn(holder, last)) {
    return false;
  }
  const target = holder as Record<string | number, unknown>;
  const next = target[last] instanceof Hole ? undefined : replaced(target[last]);
  if (next === undefined) return false;
  target[last] = next;
  return true;
}

type Replace = (old: unknown) => string | undefined;

function putSegments(body: Record<string, unknown>, { keys }: Place, replaced: Replace): boolean {
  const [path = "", ...query] = String(body["path"]).split(/(?=\?)/);
  const segments = path.split("/");
  const [from = 0, count = 1] = keys.map(Number);
  const next = replaced(segments[from]);
  if (next === undefined || from + count > segments.length) return false;
  segments.splice(from, count, next, ...Array<string>(count - 1).fill("\0"));
  // Rows are counted by their first segment: what a row swallowed keeps its number until all links are written.
  body["path"] = segments.join("/") + query.join("");
  return true;
}

function putRepeated(
  body: Record<string, unknown>,
  { keys: [name, nth] }: Place,
  replaced: Replace,
): boolean {
  const [path = "", query = ""] = String(body["path"]).split(/\?([^]*)/);
  let seen = -1;
  let isDone = false;
  const pairs = query.split("&").map((pair) => {
    const [key = "", value = ""] = pair.split(/=([^]*)/);
    if (decodeURIComponent(key) !== name || ++seen !== nth) return pair;
    const next = replaced(value);
    isDone = next !== undefined;
    return next === undefined ? pair : `${key}=${next}`;
  });
  if (isDone) body["path"] = `${path}?${pairs.join("&")}`;
  return isDone;
}
