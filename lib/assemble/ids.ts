/** Readable, unique ids of steps, and names of drafts. */
import type { ParsedEndpoint } from "../endpoints/parse_endpoint.ts";

export { sanitise } from "../text/plain_name.ts";

const LONGEST = 60;
/** What says nothing in an id: templates, ids of jobs and other things by number. */
const NOISE = /\{\{[^{}]*\}\}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|\b[0-9a-f]{16,}\b/gi;
/** A change by one of these says so, unless the address begins with such a word. */
const VERBS: Readonly<Record<string, string>> = { PUT: "put", PATCH: "patch", DELETE: "delete" };
const SAYS_IT = /^(put|patch|delete|remove|clear|reset|cancel)\b/;

/** Gives each step an id from its endpoint: `build-landuse`, then `build-landuse-2`. */
export class StepIds {
  /** Address by id. */
  readonly #used = new Map<string, string>();
  /** Number for the next of a name. */
  readonly #next = new Map<string, number>();

  /**
   * The id for a request. The same requests in the same order have the same ids.
   *
   * @param target the endpoint; its `rest` is already free of secrets
   */
  next(target: Pick<ParsedEndpoint, "area" | "rest"> & { method?: string }): string {
    const { words, extension } = wordsOf(target);
    const address = `${target.method ?? ""} ${target.rest}`;
    const base = cut(words === "" ? "page" : words);
    for (const id of [base, ...(extension === "" ? [] : [`${base}-${extension}`])]) {
      const owner = this.#used.get(id);
      if (owner === undefined) return this.#take(id, address);
      // Another file of that name: its ending tells them apart.
      if (owner === address) return this.#numbered(id, address);
    }
    return this.#numbered(base, address);
  }

  #numbered(base: string, address: string): string {
    // `landuse-map-3-2` would read as another map.
    const start = /\d$/.test(base) ? `${base}-again` : base;
    if (start !== base && !this.#used.has(start)) return this.#take(start, address);
    for (let count = this.#next.get(start) ?? 2;; count++) {
      const id = `${start}-${count}`;
      this.#next.set(start, count + 1);
      if (!this.#used.has(id)) return this.#take(id, address);
    }
  }

  #take(id: string, address: string): string {
    this.#used.set(id, address);
    return id;
  }
}

/** The words of an address, and the ending of the file that it names. */
function wordsOf(
  { area, rest, method = "" }: Parameters<StepIds["next"]>[0],
): { words: string; extension: string } {
  const inside = rest.replace(/^(rq\/api|tasks|api)\//, "").replace(/\/+$/, "");
  const named = area === "query-engine" ? `query-engine/${inside}` : inside;
  const [, body = named, extension = ""] = /^(.*[^./])\.([a-z][a-z0-9]{1,7})$/i.exec(named) ?? [];
  const plain = hyphens(body);
  const verb = VERBS[method];
  return {
    words: verb === undefined || SAYS_IT.test(plain) ? plain : `${verb}-${plain}`,
    extension: hyphens(extension),
  };
}

/** Lower-case words with `-` between them; no word twice in a row. */
function hyphens(text: string): string {
  const words = text.replace(NOISE, " ").replace(/%[0-9a-f]{2}/gi, " ")
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2").toLowerCase()
    .split(/[^a-z0-9]+/).filter((word) => word !== "");
  return words.filter((word, index) => word !== words[index - 1]).join("-");
}

/** Long ids end with a whole word. */
function cut(words: string): string {
  if (words.length <= LONGEST) return words;
  const end = words.lastIndexOf("-", LONGEST);
  return words.slice(0, end > LONGEST / 2 ? end : LONGEST);
}

/** The slug for a draft of that name: lower case, every other character as `-`. */
export function slugOf(name: string): string {
  const plain = name.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
  return plain === "" ? "default" : plain;
}
