/**
 * Finds the place for the toolbar's script in the head of an HTML page, and the policies of its meta tags. It reads
 * tags as an HTML parser does (comments, raw text, quoted attributes) and never past the head.
 */

/** A piece of the page that is replaced; `start` and `end` count characters. */
export interface Edit {
  start: number;
  end: number;
  text: string;
}

/** What was found in the head. */
export interface HeadScan {
  /** Where the script goes; `end`: nothing but head was seen up to the end; `nowhere`: ASCII is no text in this page. */
  at: number | "end" | "nowhere";
  edits: Edit[];
}

/** How a head is read. */
export interface HeadRules {
  /** Whether the browser knows the encoding without the page's own words on it. */
  charsetKnown: boolean;
  /** No more text will come. */
  done: boolean;
  /** Adapts the policy of a meta tag. */
  policy(value: string): string;
}

/** A browser looks for the encoding in so many bytes, and what is inserted before it must not push it out. */
const CHARSET_WITHIN = 1024;
const RAW = new Set(["script", "style", "title", "noscript", "template", "textarea"]);
const HEAD = new Set([
  "html",
  "head",
  "meta",
  "title",
  "base",
  "link",
  "script",
  "style",
  "noscript",
  "template",
]);
/** What may stand before the script: nothing of it runs or is loaded. */
const QUIET = new Set(["html", "head", "meta", "title", "base"]);

/**
 * Reads the head.
 *
 * The script goes before the first thing in the head that runs or loads something, so that no script of the page
 * comes before it; but behind `<meta charset>` as long as a browser would still find that.
 *
 * @param text the page so far, one character for each byte
 * @returns undefined when more text is needed to decide
 */
export function scanHead(text: string, rules: HeadRules): HeadScan | undefined {
  const edits: Edit[] = [];
  let at: number | undefined;
  let charsetKnown = rules.charsetKnown;
  let position = text.startsWith("\u00ef\u00bb\u00bf") ? 3 : 0;
  if (position === 3) charsetKnown = true;
  if (/^(?:\u00fe\u00ff|\u00ff\u00fe)/.test(text)) return { at: "nowhere", edits };
  const found = (): HeadScan => ({ at: at ?? "end", edits });
  const more = (): HeadScan | undefined => rules.done ? found() : undefined;
  const mark = (place: number) => {
    if (at === undefined && (charsetKnown || place >= CHARSET_WITHIN)) at = place;
  };

  if (text.length < 3 && !rules.done) return undefined;
  while (true) {
    const start = skipSpace(text, position);
    if (start >= text.length) return more();
    if (text[start] !== "<") return { at: at ?? start, edits };
    if (start + 4 > text.length && !rules.done) return undefined;
    if (text.startsWith("<!--", start)) {
      const end = commentEnd(text, start);
      if (end === undefined) return more();
      position = end;
      continue;
    }
    if (/^<[!?]/.test(text.slice(start, start + 2))) {
      const end = text.indexOf(">", start);
      if (end < 0) return more();
      position = end + 1;
      continue;
    }
    const tag = readTag(text, start);
    if (tag === undefined) return rules.done ? { at: at ?? start, edits } : undefined;
    if (tag.name === undefined || !HEAD.has(tag.name) || (tag.closing && tag.name !== "title")) {
      return { at: at ?? start, edits };
    }
    if (!QUIET.has(tag.name)) mark(start);
    if (tag.name === "meta") {
      if (tag.attributes.has("charset") || equiv(tag) === "content-type") charsetKnown = true;
      const edit = equiv(tag) === "content-security-policy" ? policyEdit(tag, rules.policy) : undefined;
      if (edit !== undefined) edits.push(edit);
    }
    position = tag.end;
    if (RAW.has(tag.name) && !tag.closing) {
      const end = rawEnd(text, tag.name, tag.end);
      if (end === undefined) return more();
      position = end;
    }
  }
}

interface Attribute {
  value: string;
  /** Where the value stands, without quotes. */
  start: number;
  end: number;
  quote: string;
}

interface Tag {
  /** Undefined: `<` followed by no letter, which is text. */
  name: string | undefined;
  closing: boolean;
  end: number;
  attributes: Map<string, Attribute>;
}

/** Reads a tag as the tokenizer of HTML does; undefined when it does not end in the text. */
function readTag(text: string, start: number): Tag | undefined {
  const open = /<(\/?)([a-zA-Z][^\t\n\f\r />]*)/y;
  open.lastIndex = start;
  const head = open.exec(text);
  const tag: Tag = {
    name: head?.[2]?.toLowerCase(),
    closing: head?.[1] === "/",
    end: start + 1,
    attributes: new Map(),
  };
  if (head === null) return tag;
  let position = open.lastIndex;
  while (true) {
    position = skip(text, position, /[\t\n\f\r /]*/y);
    if (position >= text.length) return undefined;
    if (text[position] === ">") return { ...tag, end: position + 1 };
    // A first "=" belongs to the name.
    const nameEnd = skip(text, position + 1, /[^\t\n\f\r />=]*/y);
    const name = text.slice(position, nameEnd).toLowerCase();
    const attribute = readValue(text, nameEnd);
    if (attribute === undefined) return undefined;
    if (!tag.attributes.has(name)) tag.attributes.set(name, attribute);
    position = attribute.end + attribute.quote.length;
  }
}

function readValue(text: string, nameEnd: number): Attribute | undefined {
  const none = { value: "", start: nameEnd, end: nameEnd, quote: "" };
  const equals = skipSpace(text, nameEnd);
  if (text[equals] !== "=") return equals < text.length ? none : undefined;
  let start = skipSpace(text, equals + 1);
  if (start >= text.length) return undefined;
  const quote = text[start] === '"' || text[start] === "'" ? text.charAt(start) : "";
  start += quote.length;
  const end = quote === "" ? skip(text, start, /[^\t\n\f\r >]*/y) : text.indexOf(quote, start);
  if (end < 0 || end >= text.length) return undefined;
  return { value: decodeEntities(text.slice(start, end)), start, end, quote };
}

function equiv(tag: Tag): string | undefined {
  return tag.attributes.get("http-equiv")?.value.trim().toLowerCase();
}

function policyEdit(tag: Tag, policy: (value: string) => string): Edit | undefined {
  const content = tag.attributes.get("content");
  if (content === undefined) return undefined;
  const adapted = policy(content.value);
  if (adapted === content.value) return undefined;
  const escaped = adapted.replace(/&/g, "&amp;").replace(/"/g, "&quot;");
  const text = content.quote === "'" ? escaped.replace(/'/g, "&#39;") : escaped;
  return { start: content.start, end: content.end, text: content.quote === "" ? `"${text}"` : text };
}

const NAMED: Record<string, string> = { amp: "&", quot: '"', apos: "'", lt: "<", gt: ">" };

function decodeEntities(value: string): string {
  return value.replace(
    /&(?:#(\d{1,6})|#[xX]([0-9a-fA-F]{1,5})|(amp|quot|apos|lt|gt));?/g,
    (whole, dec, hex, name) => {
      if (name !== undefined) return NAMED[name] ?? whole;
      return String.fromCharCode(Number.parseInt(dec ?? hex, dec === undefined ? 16 : 10));
    },
  );
}

function skipSpace(text: string, position: number): number {
  return skip(text, position, /[\t\n\f\r ]*/y);
}

/** Position behind what a sticky pattern matches. */
function skip(text: string, position: number, pattern: RegExp): number {
  pattern.lastIndex = position;
  pattern.exec(text);
  return pattern.lastIndex;
}

function commentEnd(text: string, start: number): number | undefined {
  const end = /--!?>/g;
  // `<!-->` and `<!--->` are whole comments.
  end.lastIndex = start + 2;
  return end.exec(text) === null ? undefined : end.lastIndex;
}

function rawEnd(text: string, name: string, position: number): number | undefined {
  const close = new RegExp(`</${name}(?=[\\s/>])[^>]*>`, "gi");
  close.lastIndex = position;
  return close.exec(text) === null ? undefined : close.lastIndex;
}
