/** Text of a web page, in which everything that is put in is escaped unless it is a piece of page itself. */

/** A piece of a page: made by {@link markup}, or by {@link raw} from what is known to be safe. */
export class Html {
  /** @param text the markup */
  constructor(readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

/** What may stand in a piece of a page; lists are put together, `undefined` and `false` are nothing. */
export type Part = string | number | Html | undefined | false | readonly Part[];

/**
 * A piece of a page from a template: strings and numbers become text, never markup. Values of attributes stand in
 * double quotes in the template. It is not called `html`, as formatters lay out such templates anew, `<pre>` included.
 *
 * @example markup`<a href="${url}">${name}</a>`
 */
export function markup(words: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(
    words.map((word, index) => word + (index < parts.length ? textOf(parts[index]) : "")).join(""),
  );
}

/** Markup that needs no escaping: of this project itself, never of a recording or a server. */
export function raw(text: string): Html {
  return new Html(text);
}

/** The characters that mean something to a browser, as text; also fit for attributes in double quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => ESCAPES[letter] ?? letter);
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function textOf(part: Part): string {
  if (part === undefined || part === false) return "";
  if (part instanceof Html) return part.text;
  if (Array.isArray(part)) return part.map(textOf).join("");
  return escapeHtml(String(part));
}
