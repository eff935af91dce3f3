/** Readable, unique ids of steps, and names of drafts. */
import type { ParsedEndpoint } from "../endpoints/parse_endpoint.ts";

export { sanitise } from "../text/plain_name.ts";

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

/** The slug for a draft of that name: lower case, every other character as `-`. */
export function slugOf(name: string): string {
  const plain = name.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
  return plain === "" ? "default" : plain;
}
