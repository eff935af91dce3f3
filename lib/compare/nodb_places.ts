/**
 * State of a controller (`*.nodb`) without what belongs to its run and not to the work: the run's directory and id, and
 * the group that it is of. Format: `weppcloud`'s jsonpickle, attributes under `py/state`, the directory in `wd`.
 */
import { posix } from "node:path";
import { isObject, type JsonValue } from "../model/json.ts";

const DIRECTORY = ["wd", "_wd"];
const GROUP = new Set(["_run_group", "_group_name", "run_group", "group_name"]);

/**
 * The document with `<run>` in place of the run's directory, `<run id>` in place of its id, and without its group.
 *
 * @example
 * ```ts
 * import { withoutPlaces } from "./nodb_places.ts";
 * withoutPlaces({ "py/state": { wd: "/runs/ab/ab-cd", dem: "/runs/ab/ab-cd/dem/dem.tif" } });
 * // { "py/state": { wd: "<run>", dem: "<run>/dem/dem.tif" } }
 * ```
 */
export function withoutPlaces(document: JsonValue): JsonValue {
  const state = isObject(document) ? document["py/state"] : undefined;
  const wd = isObject(state)
    ? DIRECTORY.map((name) => state[name]).find((value): value is string => typeof value === "string")
    : undefined;
  const directory = wd?.replace(/\/+$/, "") ?? "";
  const id = posix.basename(directory);
  const clean = (value: JsonValue): JsonValue => {
    if (typeof value === "string") {
      if (directory.length > 1 && (value === directory || value.startsWith(`${directory}/`))) {
        return `<run>${value.slice(directory.length)}`;
      }
      return id.length > 1 && value === id ? "<run id>" : value;
    }
    if (Array.isArray(value)) return value.map(clean);
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).filter(([key]) => !GROUP.has(key)).map((
        [key, one],
      ) => [key, clean(one as JsonValue)]),
    );
  };
  return clean(document);
}
