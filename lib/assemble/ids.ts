/** Readable, unique ids of steps, and names of drafts. */
import type { ParsedEndpoint } from "../endpoints/parse_endpoint.ts";

const LONGEST = 60;

/** Gives each step an id: `build-landuse`, then `build-landuse-2`. */
export class StepIds {
  readonly #used = new Set<string>();

  /**
   * The id for a request.
   *
   * @param target the endpoint; its `rest` is already free of secrets
   */
  next({ area, rest }: Pick<ParsedEndpoint, "area" | "rest">): string {
    const inside = rest.replace(/^(rq\/api|tasks)\//, "");
    const words = `${area === "query-engine" ? "query-engine/" : ""}${inside}`.toLowerCase()
      .replace(/%[0-9a-f]{2}/g, "-").replace(/[^a-z0-9.]+/g, "-")
      .slice(0, LONGEST).replace(/^[-.]+|[-.]+$/g, "");
    const base = words === "" ? "page" : words;
    for (let count = 1;; count++) {
      const id = count === 1 ? base : `${base}-${count}`;
      if (this.#used.has(id)) continue;
      this.#used.add(id);
      return id;
    }
  }
}

/**
 * A run id, capture id or slug as a folder name, by WEPPcloud's own rule: runs of other characters become one
 * `-`, and `-`, `.`, `_` are stripped from both ends.
 *
 * @example
 * ```ts
 * import { sanitise } from "./ids.ts";
 * sanitise("profile;;tmp;;ab12"); // "profile-tmp-ab12"
 * ```
 */
export function sanitise(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^[-._]+|[-._]+$/g, "");
  return plain === "" ? "default" : plain;
}

/** The slug for a draft of that name: lower case, every other character as `-`. */
export function slugOf(name: string): string {
  const plain = name.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
  return plain === "" ? "default" : plain;
}
