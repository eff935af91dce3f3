/**
 * Reads `*.nodb` files of a run directory: the state of WEPPcloud's controllers as Python's jsonpickle writes it,
 * the attributes under `py/state`. Run directories are data of others: only plain files are read, and only small ones.
 */
import { join } from "node:path";
import { readPlain } from "../files/plain_file.ts";
import { isPlainName } from "../files/safe_path.ts";
import { isObject, type JsonValue, parseJson } from "../model/json.ts";

/** Attributes of a controller. */
export type NodbState = Readonly<Record<string, unknown>>;

/** What came of reading: the state, or why there is none in words; nothing at all when the file is not there. */
export type NodbRead = { state: NodbState } | { fault: string } | undefined;

/** NoDb files of real runs have up to a few MB; what is larger is no state that anyone can review. */
const LARGEST = 16_000_000;

/**
 * The state of one controller.
 *
 * @param runDir the run's directory; it is only read
 * @param name file name: `landuse.nodb`
 * @example
 * ```ts
 * import { readNodb } from "./read.ts";
 * const read = await readNodb("/runs/ample-otter", "landuse.nodb");
 * if (read !== undefined && "state" in read) console.log(read.state["_mode"] ?? read.state["mode"]);
 * ```
 */
export async function readNodb(runDir: string, name: string): Promise<NodbRead> {
  const text = await readStateText(runDir, name);
  return typeof text === "string" ? nodbState(text) : text;
}

/** The state in the text of a `*.nodb` file. */
export function nodbState(text: string): { state: NodbState } | { fault: string } {
  const content = parseLoose(text);
  const state = isObject(content) ? content["py/state"] : undefined;
  return isObject(state) ? { state } : { fault: "is damaged" };
}

/** JSON as Python writes it; undefined when it is none. */
export function parseLoose(text: string): JsonValue | undefined {
  return parseJson(text) ?? parseJson(withoutNaN(text));
}

/** Python writes numbers that JSON does not know; they are nothing that was sent. */
function withoutNaN(text: string): string {
  return text.replace(
    /"[^"\\]*(?:\\.[^"\\]*)*"|-?\b(?:NaN|Infinity)\b/gs,
    (found) => found.startsWith('"') ? found : "null",
  );
}

/** The text of one state file in the folder of the run itself; as {@link readNodb}. */
export async function readStateText(
  runDir: string,
  name: string,
): Promise<string | { fault: string } | undefined> {
  if (!isPlainName(name)) return { fault: "is no plain file name" };
  return await readPlain(join(runDir, name), LARGEST);
}

/**
 * An attribute under its name, or under its name with an underscore in front, as newer controllers store it.
 *
 * @returns name as found and value; undefined when it is not there, or is a Python object
 */
export function attribute(state: NodbState, name: string): { name: string; value: unknown } | undefined {
  for (const each of [name, `_${name}`]) {
    if (!Object.hasOwn(state, each)) continue;
    const value = plainValue(state[each]);
    return value === undefined ? undefined : { name: each, value };
  }
  return undefined;
}

/** A value without jsonpickle's marks; undefined for objects that only Python can build. */
export function plainValue(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(plainValue);
    return items.includes(undefined) ? undefined : items;
  }
  if (!isObject(value)) return value;
  const tuple = value["py/tuple"];
  if (tuple !== undefined) return plainValue(tuple);
  const reduce = value["py/reduce"];
  if (Array.isArray(reduce)) return enumValue(reduce);
  const entries = Object.entries(value).map(([key, item]) => [key, plainValue(item)] as const);
  if (entries.some(([key, item]) => key.startsWith("py/") || item === undefined)) return undefined;
  return Object.fromEntries(entries);
}

/** An enum is stored as its class and a tuple with its one value. */
function enumValue([, args, ...more]: readonly unknown[]): unknown {
  const plain = plainValue(args);
  if (more.some((item) => item !== null)) return undefined;
  return Array.isArray(plain) && plain.length === 1 ? plain[0] : undefined;
}
