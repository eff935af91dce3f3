/** What stands at a place of plain content. */
import { isObject } from "./json.ts";
import { Hole } from "./profile.ts";

/** The value at a path, key by key; undefined when there is none. Holes hold nothing. */
export function valueIn(content: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((inner, key) => {
    if (Array.isArray(inner)) return inner[Number(key)] as unknown;
    return isObject(inner) && !(inner instanceof Hole) && Object.hasOwn(inner, key) ? inner[key] : undefined;
  }, content);
}
