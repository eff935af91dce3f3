/** JSON paths: `$.a[3].b` and `$["odd key"]`; in patterns also `*`, `[*]` and `..name`. */
import { isObject, type JsonValue } from "../model/json.ts";

/** Key of an object or index of an array. */
export type PathPart = string | number;

interface Pattern {
  /** `any` matches every part. */
  part: PathPart | { any: true };
  /** True when any number of parts may stand before it (`..name`). */
  deep: boolean;
}

const TOKEN = /(\.\.?)(?:([\p{L}\p{N}_-]+)|(\*))|\[(?:(\d+)|(\*)|("(?:[^"\\]|\\.)*")|'([^']*)')\]/uy;

/**
 * The path as text; keys that are no plain words stand in `["…"]`.
 *
 * @example
 * ```ts
 * import { formatPath } from "./json_path.ts";
 * formatPath(["a", 3, "odd key"]); // '$.a[3]["odd key"]'
 * ```
 */
export function formatPath(path: readonly PathPart[]): string {
  return "$" + path.map((part) => {
    if (typeof part === "number") return `[${part}]`;
    return /^[\p{L}_][\p{L}\p{N}_-]*$/u.test(part) ? `.${part}` : `[${JSON.stringify(part)}]`;
  }).join("");
}

/**
 * The value at a path, or undefined when there is none.
 *
 * @param path names one place: no `*`, no `..`; `$` is the document
 * @throws RangeError when the path cannot be read
 * @example
 * ```ts
 * import { readPath } from "./json_path.ts";
 * readPath({ a: [{ b: 2 }] }, "$.a[0].b"); // 2
 * ```
 */
export function readPath(document: JsonValue | undefined, path: string): JsonValue | undefined {
  let value = document;
  for (const part of pathParts(path)) {
    if (Array.isArray(value) && typeof part === "number") value = value[part];
    else if (isObject(value) && Object.hasOwn(value, part)) value = value[part] as JsonValue;
    else return undefined;
  }
  return value;
}

/**
 * The parts of a path that names one place.
 *
 * @throws RangeError when the path cannot be read, or names more than one place
 */
export function pathParts(path: string): PathPart[] {
  return parsePattern(path).map(({ part, deep }) => {
    if (deep || typeof part === "object") throw new RangeError(`"${path}" names more than one place`);
    return part;
  });
}

/**
 * A test for paths: true for what the pattern names and everything below it.
 *
 * @throws RangeError when the pattern cannot be read, or names the whole document
 */
export function pathMatcher(pattern: string): (path: readonly PathPart[]) => boolean {
  const parts = parsePattern(pattern);
  if (parts.length === 0) throw new RangeError(`"${pattern}" names the whole file`);
  const matches = (path: readonly PathPart[], from: number, next: number): boolean => {
    const wanted = parts[next];
    if (wanted === undefined) return true;
    const last = wanted.deep ? path.length - 1 : from;
    for (let at = from; at <= last; at++) {
      const part = path[at];
      if (part === undefined) return false;
      const fits = typeof wanted.part === "object" || wanted.part === part;
      if (fits && matches(path, at + 1, next + 1)) return true;
    }
    return false;
  };
  return (path) => matches(path, 0, 0);
}

function parsePattern(pattern: string): Pattern[] {
  if (!pattern.startsWith("$")) throw new RangeError(`"${pattern}" does not start with $`);
  const parts: Pattern[] = [];
  let at = 1;
  while (at < pattern.length) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(pattern);
    if (match === null) throw new RangeError(`Cannot read "${pattern}" at "${pattern.slice(at)}"`);
    const [all, dots, name, dotAny, index, any, quoted, single] = match;
    const deep = dots === "..";
    if (dotAny !== undefined || any !== undefined) parts.push({ part: { any: true }, deep });
    else if (index !== undefined) parts.push({ part: Number(index), deep });
    else parts.push({ part: name ?? single ?? unquote(quoted ?? '""', pattern), deep });
    at += all.length;
  }
  return parts;
}

function unquote(quoted: string, pattern: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    throw new RangeError(`Cannot read "${pattern}": ${quoted} is not a JSON string`);
  }
}
