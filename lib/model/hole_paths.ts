/** Where the holes of a value are. */
import { isObject } from "./json.ts";
import { Hole } from "./profile.ts";

/** Every hole inside a value with its path, key by key, in order. */
export function holePaths(value: unknown, path: readonly string[] = []): { path: string[]; hole: Hole }[] {
  if (value instanceof Hole) return [{ path: [...path], hole: value }];
  if (!Array.isArray(value) && !isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => holePaths(item, [...path, key]));
}

/** True for a hole, and for what holds one. */
export function hasHole(value: unknown): boolean {
  return holePaths(value).length > 0;
}
