/**
 * Secrets inside JSON text: whole documents, JSON lines, previews that were cut off, JSON inside other text.
 * Works on the text itself, so that what is not secret keeps its characters (numbers, spacing, order).
 */
import { type KeyKind, kindInside } from "../keys.ts";
import type { Rule, Scope } from "../scope.ts";
import {
  decode,
  endOfScalar,
  endOfString,
  isBeforeColon,
  isListEnd,
  isNumberStart,
  plainList,
} from "./json_scan.ts";
import { arePairValues, isPairValue, pairKind, placeOf } from "./pairs.ts";

interface Frame {
  object: boolean;
  /** Key that this object stands under. */
  parent?: string | undefined;
  /** Set when everything below is secret. */
  secret?: KeyKind | undefined;
  key?: string | undefined;
  kind?: KeyKind | undefined;
  /** Of objects like `{"name": "password", "value": "x"}`. */
  name?: string;
  value?: { start: number; end: number; text: string; open: boolean };
  /** Of lists, which may be pairs like `["password", "x"]`. */
  bracket: number;
  commas: number;
  first?: string;
}

interface Edit {
  start: number;
  end: number;
  text: string;
}

const NAME_KEYS = new Set(["name", "key", "field", "header"]);
const VALUE_KEYS = new Set(["value", "content"]);

export const jsonText: Rule = {
  name: "json",
  applies: (text) => text.includes('"') && (/^\s{0,20}["{[]/.test(text) || /"\s{0,20}:/.test(text)),
  apply: (text, scope) => applyEdits(text, new Scanner(text, scope).run()),
};

/** True when the text is one whole JSON document with at least one string in it. */
export function isJsonText(text: string): boolean {
  if (!/^\s*["{[]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** True for keys whose object is a group of settings and not a secret as a whole. */
export function isContainerKey(kind: KeyKind): boolean {
  return kind === "session" || kind === "email";
}

class Scanner {
  readonly #text: string;
  readonly #scope: Scope;
  readonly #frames: Frame[] = [outermost()];
  readonly #edits = new Map<number, Edit>();

  constructor(text: string, scope: Scope) {
    this.#text = text;
    this.#scope = scope;
  }

  run(): Edit[] {
    let at = 0;
    while (at < this.#text.length) at = this.#token(at);
    while (this.#frames.length > 0) this.#close();
    return [...this.#edits.values()].sort((a, b) => a.start - b.start);
  }

  get #top(): Frame {
    return this.#frames.at(-1) ?? outermost();
  }

  /** Handles what stands at a place; returns the place behind it. */
  #token(at: number): number {
    const char = this.#text[at];
    if (char === '"') return this.#string(at);
    if (char === "{" || char === "[") {
      const kind = kindOf(this.#top) ?? (char === "[" ? this.#pairedListKind(at) : undefined);
      this.#frames.push({
        object: char === "{",
        bracket: at,
        commas: 0,
        parent: this.#top.key,
        // A list stands for its key: what it holds is judged under that name.
        key: char === "[" ? this.#top.key : undefined,
        secret: kind !== undefined && !(char === "{" && isContainerKey(kind)) ? kind : undefined,
      });
    } else if (char === "}" || char === "]") {
      if (this.#frames.length > 1) this.#close();
    } else if (char === ",") {
      this.#top.commas++;
      this.#clearKey();
    } else if (isNumberStart(char) && this.#mayHoldNumber()) return this.#number(at);
    return at + 1;
  }

  #string(start: number): number {
    const text = this.#text;
    const close = endOfString(text, start);
    const end = close === -1 ? text.length : close + 1;
    const decoded = decode(text.slice(start + 1, close === -1 ? end : close));
    const top = this.#top;
    if (top.object && close !== -1 && isBeforeColon(text, end)) {
      top.key = decoded;
      top.kind = this.#scope.keyKind(decoded) ?? kindInside(top.parent, decoded, this.#scope.keyKind);
      this.#edit(start, end, decoded, this.#scope.inner(decoded), false);
      return end;
    }
    const paired = this.#pairedKind(end, decoded);
    const kind = paired?.kind ?? kindOf(top);
    const key = paired?.name ?? top.key ?? kind ?? "";
    if (!top.object && top.commas === 0) top.first = decoded;
    const next = kind === undefined ? this.#scope.inner(decoded) : this.#scope.keyed(kind, key, decoded);
    this.#edit(start, end, decoded, next, close === -1);
    if (top.object && top.key !== undefined) {
      if (NAME_KEYS.has(top.key)) top.name = decoded;
      else if (VALUE_KEYS.has(top.key)) top.value = { start, end, text: decoded, open: close === -1 };
    }
    return end;
  }

  #number(at: number): number {
    const end = endOfScalar(this.#text, at);
    if (end === undefined) return at + 1;
    const digits = this.#text.slice(at, end);
    const paired = this.#pairedKind(end, Number(digits));
    const kind = paired?.kind ?? kindOf(this.#top);
    if (kind !== undefined) {
      const next = this.#scope.keyed(kind, paired?.name ?? this.#top.key ?? kind, Number(digits));
      if (typeof next === "string") this.#edit(at, end, digits, next, false);
    }
    return end;
  }

  #mayHoldNumber(): boolean {
    return kindOf(this.#top) !== undefined || (this.#top.first !== undefined && this.#top.commas === 1);
  }

  /** The kind and name that the first of two items gives to the second, which ends at a place. */
  #pairedKind(end: number, value: string | number): { kind: KeyKind; name: string } | undefined {
    const { first: name, commas, bracket, secret } = this.#top;
    if (name === undefined || commas !== 1 || secret !== undefined) return undefined;
    const kind = pairKind(name, this.#scope);
    if (kind === undefined || !isListEnd(this.#text, end)) return undefined;
    return isPairValue(placeOf(this.#text, bracket), value, this.#scope) ? { kind, name } : undefined;
  }

  /** The kind that the first of two items gives to the second, a list of plain values that begins at a place. */
  #pairedListKind(at: number): KeyKind | undefined {
    const { object, first: name, commas, bracket, secret } = this.#top;
    if (object || name === undefined || commas !== 1 || secret !== undefined) return undefined;
    const kind = pairKind(name, this.#scope);
    const list = kind === undefined ? undefined : plainList(this.#text, at);
    if (list === undefined || !isListEnd(this.#text, list.end)) return undefined;
    return arePairValues(placeOf(this.#text, bracket), list.values, this.#scope) ? kind : undefined;
  }

  #close(): void {
    const frame = this.#frames.pop();
    if (frame?.name !== undefined && frame.value !== undefined) {
      const kind = this.#scope.keyKind(frame.name);
      const { start, end, text, open } = frame.value;
      if (kind !== undefined) this.#edit(start, end, text, this.#scope.keyed(kind, frame.name, text), open);
    }
    this.#clearKey();
  }

  #clearKey(): void {
    const top = this.#top;
    if (!top.object) return;
    top.key = undefined;
    top.kind = undefined;
  }

  #edit(start: number, end: number, before: string, after: string, open: boolean): void {
    if (before === after) return;
    const quoted = JSON.stringify(after);
    this.#edits.set(start, { start, end, text: open ? quoted.slice(0, -1) : quoted });
  }
}

function outermost(): Frame {
  return { object: true, bracket: -1, commas: 0 };
}

function kindOf(frame: Frame): KeyKind | undefined {
  return frame.secret ?? (frame.object ? frame.kind : undefined);
}

function applyEdits(text: string, edits: Edit[]): string {
  if (edits.length === 0) return text;
  let out = "";
  let copied = 0;
  for (const edit of edits) {
    out += text.slice(copied, edit.start) + edit.text;
    copied = edit.end;
  }
  return out + text.slice(copied);
}
