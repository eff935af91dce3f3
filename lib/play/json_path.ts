/** Reading by JSON path: `$`, `$.job_id`, `$.result.files[0]`, `$["odd key"]`. */
import { isObject, type JsonValue } from "../model/json.ts";

/**
 * The value at a path, or undefined when there is none.
 *
 * @throws RangeError when the path cannot be read
 * @example
 * ```ts
 * import { readPath } from "./json_path.ts";
 * readPath({ a: [{ b: 2 }] }, "$.a[0].b"); // 2
 * ```
 */
export function readPath(document: JsonValue | undefined, path: string): JsonValue | undefined {
  let value = document;
  for (const key of parsePath(path)) {
    if (Array.isArray(value) && typeof key === "number") value = value[key];
    else if (isObject(value) && Object.hasOwn(value, String(key))) value = value[String(key)];
    else return undefined;
  }
  return value;
}

function parsePath(path: string): (string | number)[] {
  const keys: (string | number)[] = [];
  const part = /\.([\w-]+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]/y;
  part.lastIndex = 1;
  while (part.lastIndex < path.length) {
    const match = part.exec(path);
    if (match === null) throw new RangeError(`Cannot read the JSON path "${path}"`);
    const [, name, index, quoted] = match;
    keys.push(name ?? (index === undefined ? quoted?.replace(/\\(.)/g, "$1") ?? "" : Number(index)));
  }
  return keys;
}
