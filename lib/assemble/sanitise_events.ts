/** The sanitised copy of the events: no secrets, no names of the recorded server, no places on its disk. */
import { open } from "node:fs/promises";
import { timeOf } from "../captures/window.ts";
import type { LogItem } from "../events/types.ts";
import { namingFile } from "../files/naming_file.ts";
import { isObject, type JsonValue } from "../model/json.ts";
import type { Suspects } from "../redact/suspects.ts";
import type { Redactor } from "../redact/redactor.ts";

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

/**
 * Writes the events of a window as JSONL.
 *
 * @param file target, inside a folder that is not visible yet
 * @param items the events of the window, in file order
 * @returns number of events written
 */
export async function writeEvents(
  file: string,
  items: AsyncIterable<LogItem>,
  redactor: Redactor,
  anonymous: Anonymous,
  suspects: Suspects,
): Promise<{ count: number; from?: string; to?: string }> {
  const handle = await open(file, "w", 0o600);
  let count = 0;
  let first = Infinity;
  let last = -Infinity;
  try {
    for await (const item of items) {
      if (item.kind !== "event") continue;
      const { event, line } = item.at;
      const time = timeOf(event);
      if (time < first) first = time;
      if (time > last) last = time;
      // The recorded server first: its name would else be taken for any other internal host.
      const plain = redactor.json(anonymous.value(event as JsonValue), `events.jsonl:${line}`);
      await handle.write(JSON.stringify(plain) + "\n").catch((error: unknown) => {
        throw namingFile(file, error);
      });
      count++;
      suspects.look(plain, `events.jsonl:${count}`);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return {
    count,
    ...(first === Infinity ? {} : { from: new Date(first).toISOString() }),
    ...(last === -Infinity ? {} : { to: new Date(last).toISOString() }),
  };
}
