/** Names of the recorded server, and places on its disk, out of what is kept of a recording. */
import { isObject, type JsonValue } from "../model/json.ts";

/** Where WEPPcloud keeps its runs. */
const RUN_PLACES = /\/(?:wc1\/runs|geodata\/weppcloud_runs)\/(?:[^/\s"']{2}\/)?(?=[^/\s"'])/g;

/** Makes text say nothing of where it was recorded. */
export class Anonymous {
  readonly #replacements: [found: string | RegExp, instead: string][] = [];

  /**
   * @param origins origins of the recorded pages: `https://wepp.example.org`
   * @param places folders on the recording machine: run directories
   */
  constructor(origins: Iterable<string>, places: Iterable<string>) {
    for (const place of places) if (place.length > 1) this.#replacements.push([place, "~"]);
    for (const origin of origins) {
      this.#replacements.push(
        [new RegExp(literal(origin) + String.raw`(?![\w:@-]|\.\w)`, "gi"), ""],
        [new RegExp(literal(encodeURIComponent(origin)) + String.raw`(?![\w-]|\.\w|%3A\d)`, "gi"), ""],
        [hostPattern(new URL(origin)), "server.invalid"],
      );
    }
  }

  /** The text without hosts and places. */
  text(text: string): string {
    let next = text;
    for (const [found, instead] of this.#replacements) next = next.replaceAll(found, instead);
    return next.replace(RUN_PLACES, "~/");
  }

  /** The same for every string in a value, keys included. */
  value(value: JsonValue): JsonValue {
    if (typeof value === "string") return this.text(value);
    if (Array.isArray(value)) return value.map((item) => this.value(item));
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [this.text(key), this.value(item)]));
  }
}

/** Where a name may begin: in a word it is another name, behind an `@` an address, which is a person's. */
const BEFORE = String.raw`(?:(?<![\w.@-])|(?<=%[0-9a-f]{2})(?<!%40)|(?<=\/\/[^\s/@]{1,100}@))`;
const BEHIND = String.raw`(?![\w-]|\.\w)`;
/** What makes the name of one word a server: it stands in an address, plain, in JSON or encoded. */
const IN_ADDRESS = String.raw`(?<=\/\/|\\\/\\\/|%2F%2F|\/\/[^\s/@]{1,100}@)`;
const DEFAULT_PORTS: Readonly<Record<string, string>> = { "http:": "80", "https:": "443" };

/** The host of the server and what lies below it, as whole names; a host of one word only where it must be one. */
function hostPattern({ hostname, port, protocol }: URL): RegExp {
  const name = literal(hostname);
  const at = `(?::|%3A)${port === "" ? DEFAULT_PORTS[protocol] ?? "" : port}`;
  const isWord = !/[.:]/.test(hostname);
  if (isWord) {
    return new RegExp(`${IN_ADDRESS}${name}(?:${at})?${BEHIND}|${BEFORE}${name}${at}${BEHIND}`, "gi");
  }
  const below = /^[\d.]+$|:/.test(hostname) ? "" : String.raw`(?:[a-z0-9-]{1,63}\.){0,8}`;
  return new RegExp(`${BEFORE}${below}${name}(?:${at})?${BEHIND}`, "gi");
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
