/** Renaming a step in everything that refers to it. */
import { isObject } from "../model/json.ts";
import { Hole } from "../model/profile.ts";

/** Text with `{{steps.<from>.…}}` as `{{steps.<to>.…}}`. */
export function renamed(text: string, from: string, to: string): string {
  const id = from.replace(/[.\-]/g, "\\$&");
  const reference = new RegExp(`(\\{\\{\\s*steps\\.)${id}(\\.\\w+\\s*\\}\\})`, "g");
  return text.replace(reference, (_, head: string, tail: string) => head + to + tail);
}

/** Content with every text changed, keys and reasons of holes included. */
export function mapStrings(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value);
  if (value instanceof Hole) {
    const { reason, suggestion } = value;
    return suggestion === undefined ? new Hole(change(reason)) : new Hole(change(reason), {
      value: mapStrings(suggestion.value, change),
      from: change(suggestion.from),
    });
  }
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, change));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [change(key), mapStrings(item, change)]),
  );
}
