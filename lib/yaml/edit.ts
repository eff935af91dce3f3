/**
 * Edits of a YAML file that leave every other line as it is: values are exchanged where they stand in the text. Each
 * edit is checked by reading the text again; where it would not read as meant, the whole file is written anew.
 */
import { isDeepStrictEqual } from "node:util";
import {
  type Document,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type Pair,
  parseDocument,
} from "yaml";
import { ProfileError } from "../errors.ts";
import { isObject } from "../model/json.ts";
import { Hole } from "../model/profile.ts";
import { HOLE_TAGS } from "./hole_tag.ts";
import { entryText, indented, inFlow, valueText } from "./value_text.ts";

export type YamlPath = readonly (string | number)[];

interface Splice {
  from: number;
  to: number;
  text: string;
}

interface Op {
  path: YamlPath;
  /** The part of the path that this op makes or exchanges. */
  made: YamlPath;
  /** Absent: it was removed. */
  value?: unknown;
}

/** A YAML text under edit. */
export class YamlEditor {
  /** What the text holds with all edits so far; holes are `Hole` objects. To be read only. */
  content: unknown;
  readonly #file: string;
  #text: string;
  #document: Document;
  #ops: Op[] = [];
  /** `undefined`: an edit that has no place in the text as it is. */
  #splices: (Splice | undefined)[] = [];

  /** @param file path, for errors */
  constructor(text: string, file: string) {
    this.#file = file;
    this.#text = text;
    this.#document = parse(text, file);
    this.content = this.#document.toJS() as unknown;
  }

  /**
   * Exchanges the value at a path, or adds it; maps that are missing on the way are made.
   *
   * @param after a new key goes behind this one; default: to the end
   */
  set(path: YamlPath, value: unknown, after?: string): void {
    if (this.#ops.some(({ made }) => isPrefix(made, path) || isPrefix(path, made))) this.#flush();
    this.#splices.push(this.#splice(path, value, after));
    this.#ops.push({ path, made: path.slice(0, this.#known(path) + 1), value });
    this.content = withValue(this.content, path, value);
  }

  /** Removes the key or item at a path, with the comment lines right above it. */
  remove(path: YamlPath): void {
    this.#flush();
    this.#splices.push(removal(this.#document, this.#text, path));
    this.#ops.push({ path, made: path });
    this.content = without(this.content, path);
    this.#flush();
  }

  /** Replaces in the raw text, comments included; the content must be the one that is given. */
  replaceText(change: (text: string) => string, content: unknown): void {
    this.#flush();
    const text = change(this.#text);
    if (!isDeepStrictEqual(read(text), content)) throw this.#failed();
    this.#take(text, content);
  }

  /** The text with all edits. */
  get text(): string {
    this.#flush();
    return this.#text;
  }

  #splice(path: YamlPath, value: unknown, after: string | undefined): Splice | undefined {
    if (hasIn(this.#document, path)) return replacement(this.#document, this.#text, path, value);
    const depth = this.#known(path);
    const nested = path.slice(depth + 1).reduceRight((inner: unknown, key) => ({ [key]: inner }), value);
    return insertion(this.#document, this.#text, path.slice(0, depth), String(path[depth]), nested, after);
  }

  /** How much of the path before its last key is there. */
  #known(path: YamlPath): number {
    let depth = path.length - 1;
    while (depth > 0 && !hasIn(this.#document, path.slice(0, depth))) depth--;
    return depth;
  }

  #flush(): void {
    if (this.#ops.length === 0) return;
    const splices = this.#splices.flatMap((splice) => splice ?? []);
    const spliced = splices.length === this.#ops.length ? applied(this.#text, splices) : undefined;
    if (spliced !== undefined && isDeepStrictEqual(read(spliced), this.content)) {
      this.#take(spliced, this.content);
      return;
    }
    const document = parse(this.#text, this.#file);
    for (const op of this.#ops) {
      if ("value" in op) {
        document.setIn(op.path, document.createNode(op.value, { aliasDuplicateObjects: false }));
      } else document.deleteIn(op.path);
    }
    const text = document.toString({ lineWidth: 0, indentSeq: !/^- /m.test(this.#text) });
    if (!isDeepStrictEqual(read(text), this.content)) throw this.#failed();
    this.#take(text, this.content);
  }

  #take(text: string, content: unknown): void {
    this.#text = text;
    this.#document = parse(text, this.#file);
    this.content = content;
    this.#ops = [];
    this.#splices = [];
  }

  #failed(): ProfileError {
    return new ProfileError(
      "internal",
      "The edited file would not hold what was asked for; nothing was written",
      {
        position: { file: this.#file },
        remedy: "Edit it by hand, and please report this with the options that were given",
      },
    );
  }
}

function parse(text: string, file: string): Document {
  const document = parseDocument(text, { customTags: HOLE_TAGS, keepSourceTokens: true });
  const [error] = document.errors;
  if (error === undefined) return document;
  const before = text.slice(0, error.pos[0]);
  throw new ProfileError("usage", "The file is not valid YAML", {
    position: { file, line: before.split("\n").length, column: before.length - before.lastIndexOf("\n") },
    remedy: "Mend the YAML at that place",
  });
}

/** What a text holds; undefined when it is no YAML. */
function read(text: string): unknown {
  const document = parseDocument(text, { customTags: HOLE_TAGS });
  return document.errors.length > 0 ? undefined : document.toJS() as unknown;
}

function applied(text: string, splices: readonly Splice[]): string | undefined {
  let out = "";
  let at = 0;
  for (const { from, to, text: inserted } of splices.toSorted((a, b) => a.from - b.from)) {
    if (from < at) return undefined;
    out += text.slice(at, from) + inserted;
    at = to;
  }
  return out + text.slice(at);
}

function hasIn(document: Document, path: YamlPath): boolean {
  return path.length === 0 || document.hasIn(path);
}

/** Map or list at a path, with its tokens. */
function collectionAt(document: Document, path: YamlPath) {
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  return isCollection(node) ? node : undefined;
}

function isInFlow(document: Document, path: YamlPath): boolean {
  for (let length = 0; length <= path.length; length++) {
    if (collectionAt(document, path.slice(0, length))?.flow === true) return true;
  }
  return false;
}

/** Where the value at a path stands, with its tag, and the tokens before it. */
function spanOf(document: Document, text: string, path: YamlPath): { from: number; to: number } | undefined {
  const parent = collectionAt(document, path.slice(0, -1));
  const key = path.at(-1);
  const { node, tokens } = isMap(parent) ? pairParts(parent.items.find((pair) => keyOf(pair) === key)) : {
    node: isSeq(parent) ? parent.items[Number(key)] : undefined,
    tokens: itemTokens(parent, Number(key)),
  };
  if (!isNode(node) || !node.range) return undefined;
  const props = tokens.find(({ type }) => type === "tag" || type === "anchor");
  const from = props?.offset ?? node.range[0];
  return { from, to: from + text.slice(from, node.range[1]).trimEnd().length };
}

interface Token {
  type: string;
  offset: number;
}

function pairParts(pair: Pair | undefined): { node: unknown; tokens: Token[] } {
  const item: { sep?: Token[] } | undefined = pair?.srcToken as { sep?: Token[] } | undefined;
  return { node: pair?.value, tokens: item?.sep ?? [] };
}

/** Tokens before an item of a list: its dash, comments, tag. */
function itemTokens(list: unknown, index: number): Token[] {
  if (!isSeq(list)) return [];
  const token = list.srcToken as { items?: { start?: Token[] }[] } | undefined;
  return token?.items?.[index]?.start ?? [];
}

function keyOf(pair: Pair): unknown {
  return isScalar(pair.key) ? pair.key.value : undefined;
}

function replacement(document: Document, text: string, path: YamlPath, value: unknown): Splice | undefined {
  const span = spanOf(document, text, path);
  if (span === undefined) return undefined;
  const space = /[:-]$/.test(text.slice(0, span.from)) ? " " : "";
  if (isInFlow(document, path.slice(0, -1))) return { ...span, text: space + inFlow(value) };
  const written = valueText(value, columnOf(text, startOfOwner(document, path) ?? span.from));
  // What goes on the next line needs no space, and may stand behind one that is there.
  if (!written.startsWith("\n")) return { ...span, text: space + written };
  const from = text.slice(0, span.from).trimEnd().length;
  return { from, to: span.to, text: written };
}

/** Where the key or the dash of a value stands. */
function startOfOwner(document: Document, path: YamlPath): number | undefined {
  const parent = collectionAt(document, path.slice(0, -1));
  const key = path.at(-1);
  if (isMap(parent)) {
    const pair = parent.items.find((item) => keyOf(item) === key);
    return isNode(pair?.key) ? pair.key.range?.[0] : undefined;
  }
  return itemTokens(parent, Number(key)).find(({ type }) => type === "seq-item-ind")?.offset;
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf("\n", offset - 1) + 1);
}

function insertion(
  document: Document,
  text: string,
  parentPath: YamlPath,
  key: string,
  value: unknown,
  after: string | undefined,
): Splice | undefined {
  const parent = collectionAt(document, parentPath);
  if (!isMap(parent) || parent.items.length === 0) return undefined;
  const before = parent.items.find((pair) => after !== undefined && keyOf(pair) === after) ??
    parent.items.at(-1);
  const span = before === undefined
    ? undefined
    : spanOf(document, text, [...parentPath, keyOf(before) as string]);
  if (span === undefined) return undefined;
  if (isInFlow(document, parentPath)) {
    return { from: span.to, to: span.to, text: `, ${inFlow({ [key]: value }).slice(2, -2)}` };
  }
  const first = parent.items[0]?.key;
  const column = columnOf(text, isNode(first) ? first.range?.[0] ?? 0 : 0);
  const end = endOfLine(text, span.to);
  const gap = parentPath.length === 0 ? "\n\n" : "\n";
  return { from: end, to: end, text: gap + indented(entryText(key, value), column) };
}

function endOfLine(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end === -1 ? text.length : end;
}

function removal(document: Document, text: string, path: YamlPath): Splice | undefined {
  const parent = collectionAt(document, path.slice(0, -1));
  const span = spanOf(document, text, path);
  const owner = startOfOwner(document, path);
  if (parent === undefined || parent.items.length < 2 || span === undefined || owner === undefined) {
    return undefined;
  }
  if (isInFlow(document, path.slice(0, -1))) return undefined;
  const isLast = isPair(parent.items.at(-1))
    ? keyOf(parent.items.at(-1) as Pair) === path.at(-1)
    : path.at(-1) === parent.items.length - 1;
  let from = owner - columnOf(text, owner);
  if (text.slice(from, owner).trim() !== "") return undefined;
  from -= /(?:^|\n)((?:[ \t]*#[^\n]*\n)*)$/.exec(text.slice(0, from))?.[1]?.length ?? 0;
  let to = Math.min(endOfLine(text, span.to) + 1, text.length);
  if (isLast) from -= /(?:^|\n)((?:[ \t]*\n)*)$/.exec(text.slice(0, from))?.[1]?.length ?? 0;
  else to += /^(?:[ \t]*\n)*/.exec(text.slice(to))?.[0].length ?? 0;
  return { from, to, text: "" };
}

function isPrefix(short: YamlPath, long: YamlPath): boolean {
  return short.length <= long.length && short.every((part, index) => part === long[index]);
}

/** The content with another value at a path; the given one stays as it is. */
export function withValue(content: unknown, path: YamlPath, value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(content)) {
    return content.map((item, index) => index === key ? withValue(item, rest, value) : item);
  }
  const map = isObject(content) && !(content instanceof Hole) ? content : {};
  return { ...map, [key]: withValue(map[key], rest, value) };
}

/** The content without what stands at a path. */
function without(content: unknown, path: YamlPath): unknown {
  const [key, ...rest] = path;
  if (Array.isArray(content)) {
    return rest.length === 0
      ? content.filter((_, index) => index !== key)
      : content.map((item, index) => index === key ? without(item, rest) : item);
  }
  if (!isObject(content)) return content;
  return Object.fromEntries(
    Object.entries(content).filter(([name]) => rest.length > 0 || name !== key)
      .map(([name, item]) => [name, name === key ? without(item, rest) : item]),
  );
}
