/** Readable names for saved values, each once in its step. */
import type { PathPart } from "../../text/json_path.ts";
import { originKey } from "./made.ts";
import type { Origin } from "./types.ts";

/** Keys that say nothing without what stands around them. */
const BARE =
  /^(?:id|ids|name|names|value|values|key|url|path|file|filename|result|data|items?|status|type|uuid|token)$/;

/** The names of one step. */
export class SaveNames {
  readonly #names = new Map<string, string>();

  /**
   * The name of a place in the answer; the same place has the same name.
   *
   * @example
   * ```ts
   * import { SaveNames } from "./names.ts";
   * new SaveNames().of({ kind: "json", path: ["catalog", "id"] }); // "catalog_id"
   * ```
   */
  of(origin: Origin): string {
    if (origin.kind === "job") return "job";
    const key = originKey(origin);
    const before = this.#names.get(key);
    if (before !== undefined) return before;
    const base = origin.kind === "header" ? plain(origin.header) : baseOf(origin.path);
    // `job` is what play itself calls the job of a step.
    const used = new Set(["job", ...this.#names.values()]);
    let name = base;
    for (let count = 2; used.has(name); count++) name = `${base}_${count}`;
    this.#names.set(key, name);
    return name;
  }
}

function baseOf(path: readonly PathPart[]): string {
  const words = path.filter((part): part is string => typeof part === "string").map(plain)
    .filter((word) => word !== "");
  const [last = "value"] = words.slice(-1);
  const before = words.at(-2);
  return BARE.test(last) && before !== undefined ? `${before}_${last}`.slice(-40).replace(/^_+/, "") : last;
}

function plain(key: string): string {
  return key.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase().replace(/[^a-z0-9]+/g, "_").slice(0, 40)
    .replace(/^_+|_+$/g, "");
}
