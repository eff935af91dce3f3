/**
 * State of a controller (`*.nodb`) without what belongs to its run and not to the work: the run's directory and id, and
 * the group that it is of. Format: `weppcloud`'s jsonpickle, attributes under `py/state`, the directory in `wd`.
 */
import { posix } from "node:path";
import { isObject, type JsonValue } from "../../model/json.ts";

const DIRECTORY = ["wd", "_wd"];
const GROUP = new Set(["_run_group", "_group_name", "run_group", "group_name"]);
/** The folder of child runs; they share what lies in the run above. */
const CHILDREN = "/_pups/";
/** Ids that are shorter may be words of a text: they are replaced only as a whole. */
const SHORTEST_IN_TEXT = 6;
/** What stands before the id of a run in a group: `profile;;tmp;;`, as it is or as in an address. */
const GROUP_PREFIX = "(?:[\\w-]+(?:;;|%3B%3B)[\\w-]+(?:;;|%3B%3B))?";

/**
 * The document with `<run>` in place of the run's directory, `<run id>` in place of its id, and without its group. The
 * directory of a child run is that of the run above, and the rest of its path.
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
  const clean = cleaner((wd?.split(CHILDREN)[0] ?? "").replace(/\/+$/, ""));
  const visit = (value: JsonValue): JsonValue => {
    if (typeof value === "string") return clean(value);
    if (Array.isArray(value)) return value.map(visit);
    if (!isObject(value)) return value;
    const entries = Object.entries(value).filter(([key]) => !GROUP.has(key));
    return Object.fromEntries(entries.map(([key, one]) => [clean(key), visit(one as JsonValue)]));
  };
  return visit(document);
}

/** Replaces directory and id of a run in a text, wherever they stand as a whole. */
function cleaner(directory: string): (text: string) => string {
  const id = posix.basename(directory);
  if (directory.length < 2 || id.length < 2) return (text) => text;
  const place = new RegExp(`(?<![\\w.-])${escaped(directory)}(?![\\w.-])`, "g");
  const name = id.length < SHORTEST_IN_TEXT
    ? new RegExp(`^${GROUP_PREFIX}${escaped(id)}$`)
    : new RegExp(`(?<![\\w;%-])${GROUP_PREFIX}${escaped(id)}(?![\\w-])`, "g");
  return (text) => text.includes(id) ? text.replace(place, "<run>").replace(name, "<run id>") : text;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
