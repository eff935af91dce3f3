/**
 * Changes an HTML page on its way to the browser, chunk by chunk: links to the target's own origin stay at the proxy,
 * other addresses of it are told. Works on text in which each character is one byte, so that no encoding is disturbed.
 */
import type { Origins } from "./origins.ts";

/** Longest tag that is looked at; a page with a longer one passes unchanged from there on. */
const LONGEST_TAG = 256 * 1024;
/** Elements whose content is no markup. */
const RAW = new Set(["script", "style", "textarea", "title", "xmp"]);
/** Attributes whose value goes back to the server or is not followed: never changed, not counted. */
const IGNORED = new Set([
  "content",
  "alt",
  "title",
  "placeholder",
  "xmlns",
  "integrity",
  "class",
  "id",
  "name",
]);
const LISTS = new Set(["srcset", "imagesrcset"]);
const ATTRIBUTE = /([\s/"']+)([^\s=>"'/]+)(\s*=\s*)("[^"]*"|'[^']*'|[^\s>"']+)/g;

/** What a page rewriter does. */
export interface PageOptions {
  origins: Origins;
  proxyHost: string;
  /** Told of each address of the target that stays in the page, with the text around it. */
  onStray?: (sample: string) => void;
}

/** Rewrites one page. */
export class PageRewriter {
  readonly #options: PageOptions;
  #held = "";
  #raw: string | undefined;
  #givenUp = false;

  constructor(options: PageOptions) {
    this.#options = options;
  }

  /** Takes the next piece; gives what can go out. */
  push(piece: string): string {
    if (this.#givenUp) return piece;
    const text = this.#held + piece;
    let out = "";
    let at = 0;
    for (let next = this.#next(text, at); next !== undefined; next = this.#next(text, at)) {
      out += next.out;
      at = next.end;
    }
    this.#held = text.slice(at);
    if (this.#held.length > LONGEST_TAG) {
      this.#givenUp = true;
      out += this.#held;
      this.#held = "";
    }
    return out;
  }

  /** What is left. */
  end(): string {
    const rest = this.#held;
    this.#held = "";
    return rest;
  }

  /** The next whole token from a place on, changed; undefined when more text is needed. */
  #next(text: string, at: number): { out: string; end: number } | undefined {
    if (at >= text.length) return undefined;
    if (this.#raw !== undefined) return this.#rawText(text, at, this.#raw);
    const open = text.indexOf("<", at);
    if (open === -1) return { out: text.slice(at), end: text.length };
    if (open > at) return { out: text.slice(at, open), end: open };
    if (text.startsWith("<!--", at)) return through(text, at, "-->", 4);
    if (text.length - at < 4 && "<!--".startsWith(text.slice(at))) return undefined;
    if (!/[a-z!/?]/i.test(text[at + 1] ?? "")) return { out: "<", end: at + 1 };
    const end = tagEnd(text, at);
    return end === undefined ? undefined : { out: this.#tag(text.slice(at, end)), end };
  }

  /** Content of a script or style up to its end tag. */
  #rawText(text: string, at: number, name: string): { out: string; end: number } | undefined {
    const close = new RegExp(`</${name}(?=[\\s/>])`, "gi");
    close.lastIndex = at;
    const found = close.exec(text);
    if (found === null) {
      // What may be the beginning of the end tag waits, and so does an address that is cut in two.
      const sure = Math.max(at, text.length - 300);
      if (sure === at) return undefined;
      const cut = Math.max(
        text.lastIndexOf("\n", sure),
        text.lastIndexOf(";", sure),
        text.lastIndexOf(" ", sure),
      );
      const end = cut <= at ? sure : cut;
      this.#strays(text.slice(at, end));
      return { out: text.slice(at, end), end };
    }
    this.#raw = undefined;
    if (name === "script" || name === "style") this.#strays(text.slice(at, found.index));
    return { out: text.slice(at, found.index), end: found.index };
  }

  #tag(tag: string): string {
    const name = /^<\/?([a-z][^\s/>]*)/i.exec(tag)?.[1]?.toLowerCase();
    if (name === undefined) return tag;
    const closing = tag.startsWith("</");
    if (!closing && RAW.has(name)) this.#raw = name;
    return closing ? tag : this.#attributes(name, tag);
  }

  #attributes(element: string, tag: string): string {
    const { origins, proxyHost } = this.#options;
    if (!tag.toLowerCase().includes(origins.targetHost)) return tag;
    return tag.replace(
      ATTRIBUTE,
      (all: string, gap: string, name: string, equals: string, quoted: string) => {
        const quote = /^["']/.exec(quoted)?.[0] ?? "";
        const value = quote === "" ? quoted : quoted.slice(1, -1);
        const plain = name.toLowerCase();
        const refresh = element === "meta" && plain === "content" && /^\s*\d*[;,]\s*url/i.test(value);
        if (LISTS.has(plain) || refresh) {
          return gap + name + equals + quote + origins.allToProxy(value, proxyHost) + quote;
        }
        // A form's value goes back to the server as it is.
        const sent = plain === "value";
        if (!sent && !IGNORED.has(plain) && origins.isTarget(value)) {
          return gap + name + equals + quote + origins.toProxy(value, proxyHost) + quote;
        }
        if (!IGNORED.has(plain)) this.#strays(value);
        return all;
      },
    );
  }

  #strays(text: string): void {
    if (this.#options.onStray !== undefined) findStrays(text, this.#options.origins, this.#options.onStray);
  }
}

/** Calls back for each address of the target in a text, with what follows it on its line. */
export function findStrays(text: string, origins: Origins, onStray: (sample: string) => void): void {
  if (!text.includes(origins.targetHost)) return;
  for (const found of text.matchAll(origins.pattern)) {
    const from = Math.max(0, found.index - 20);
    onStray(text.slice(from, found.index + found[0].length + 40).replaceAll(/[\s\p{Cc}]+/gu, " ").trim());
  }
}

/** The place behind the `>` of the tag that begins here; quoted values may hold one. */
function tagEnd(text: string, at: number): number | undefined {
  let quote = "";
  for (let index = at + 1; index < text.length; index++) {
    const char = text[index] ?? "";
    if (quote !== "") {
      if (char === quote) quote = "";
    } else if (char === ">") return index + 1;
    else if ((char === '"' || char === "'") && /=\s*$/.test(text.slice(Math.max(at, index - 8), index))) {
      quote = char;
    }
  }
  return undefined;
}

/** Everything up to a closing mark, which may come in a later piece. */
function through(
  text: string,
  at: number,
  mark: string,
  from: number,
): { out: string; end: number } | undefined {
  const close = text.indexOf(mark, at + from - 2);
  return close === -1 ? undefined : { out: text.slice(at, close + mark.length), end: close + mark.length };
}
