/** The one way to disk and terminal: every secret is replaced before anything is written or printed. */
import type { JsonValue } from "../model/json.ts";
import { redactKeyed } from "./keyed.ts";
import { type KeyKind, keyKind, plainKey } from "./keys.ts";
import { KEY_LENGTH, KnownSecrets } from "./literals.ts";
import { looksSecret, REDACTED } from "./marks.ts";
import { Pseudonyms } from "./pseudonym.ts";
import { isJsonText, jsonText } from "./rules/json_text.ts";
import { TEXT_RULES } from "./rules/mod.ts";
import type { Rule, Scope } from "./scope.ts";
import { ShortWords } from "./short_words.ts";
import { redactValue } from "./walk.ts";

/** One kind of thing that was taken out of one place, without its value. */
export interface Redaction {
  /** `email`, `jwt`, `bearer`, `key:password`, … */
  rule: string;
  /** Where: a step, an event's line, a file. */
  where: string;
  count: number;
}

/** Replaces secrets and counts what it replaced. */
export interface Redactor {
  /** Text with every secret replaced. */
  text(input: string, where?: string): string;
  /** A JSON value with secrets replaced, by key and inside strings (nested JSON text, forms, URLs). */
  json(value: JsonValue, where?: string): JsonValue;
  /** What was taken so far. */
  redactions(): Redaction[];
  /** Grows whenever a secret becomes known: what was found clean before may not be clean any more. */
  readonly learned: number;
  /**
   * Makes a secret known that was got from elsewhere (a password of the environment, a session cookie).
   *
   * @param options.declared the user named it a secret: it is replaced from 3 characters on, below 6 as a whole word
   *   only; one that is not declared and shorter than 6 characters is ignored
   */
  learn(secret: string, options?: { declared?: boolean }): void;
}

/** What a user may add to the built-in rules. */
export interface RedactorOptions {
  /** Key of the pseudonyms, kept outside of the profiles; default: a constant. */
  pseudonymKey?: string;
  extra?: {
    /** Further key names whose values are secret (compared like the built-in ones: `Set-Cookie` is `set_cookie`). */
    keys?: readonly string[];
    /** Further patterns in text; `name` is the rule in the counts. */
    patterns?: readonly { name: string; pattern: RegExp }[];
    /** Key names whose values are not secret, whatever the built-in rules say. */
    allowKeys?: readonly string[];
  };
}

/** How often text may be unwrapped (JSON in JSON, percent-encoding of percent-encoding, base64). */
const DEEPEST = 8;
/** Rounds until a text stays as it is; what still changes then is replaced as a whole. */
const MOST_ROUNDS = 6;
const LONGEST_KNOWN = 4096;
const REMEMBERED = 20_000;
const MOST_PLACES = 20_000;

/**
 * A redactor with the built-in rules. Redacting what it gave changes nothing. It remembers the secrets that it
 * saw, so use one redactor for what belongs together.
 *
 * @example
 * ```ts
 * import { createRedactor } from "./redactor.ts";
 * createRedactor().text("/x?token=shr-tok-5b1f0a7e&page=2"); // "/x?token=[redacted]&page=2"
 * ```
 */
export function createRedactor(options: RedactorOptions = {}): Redactor {
  return new RuleRedactor(options);
}

class RuleRedactor implements Redactor {
  readonly #pseudonyms: Pseudonyms;
  readonly #secrets = new KnownSecrets();
  readonly #short = new ShortWords();
  readonly #counts = new Map<string, Redaction>();
  readonly #kinds = new Map<string, KeyKind | undefined>();
  readonly #clean = new Set<string>();
  readonly #extraKeys: ReadonlySet<string>;
  readonly #allowedKeys: ReadonlySet<string>;
  readonly #rules: readonly Rule[];
  readonly #scopes: Scope[];
  #where = "";
  #learned = 0;

  constructor(options: RedactorOptions) {
    this.#pseudonyms = new Pseudonyms(options.pseudonymKey);
    this.#extraKeys = new Set(options.extra?.keys?.map(plainKey));
    this.#allowedKeys = new Set(options.extra?.allowKeys?.map(plainKey));
    this.#rules = [...TEXT_RULES, ...(options.extra?.patterns ?? []).map(patternRule)];
    this.#scopes = Array.from({ length: DEEPEST + 1 }, (_, depth) => this.#scope(depth));
  }

  get learned(): number {
    return this.#learned;
  }

  text(input: string, where = ""): string {
    this.#where = where;
    return this.#settle(input, (text) => this.#pass(text, 0));
  }

  json(value: JsonValue, where = ""): JsonValue {
    this.#where = where;
    return this.#settle(value, (item) => redactValue(item, this.#scopeAt(0)));
  }

  redactions(): Redaction[] {
    return [...this.#counts.values()].map((entry) => ({ ...entry }));
  }

  learn(secret: string, { declared = false }: { declared?: boolean } = {}): void {
    const short = declared && secret.length < KEY_LENGTH;
    if (short ? this.#short.add(secret) : this.#secrets.add(secret)) {
      this.#learned++;
      this.#clean.clear();
    }
  }

  /** Repeats until nothing changes: a secret may be learned behind its first occurrence. */
  #settle<Value>(value: Value, pass: (value: Value) => Value): Value | string {
    let current = value;
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const learned = this.#learned;
      const next = pass(current);
      if (next === current && learned === this.#learned) return current;
      current = next;
    }
    this.#hit("unsettled");
    return typeof value === "string" && isJsonText(value) ? JSON.stringify(REDACTED) : REDACTED;
  }

  #pass(text: string, depth: number): string {
    if (text.length < 3 || depth > DEEPEST || this.#clean.has(text)) return text;
    let next = this.#secrets.replace(text, () => this.#hit("known-secret"));
    const scope = this.#scopeAt(depth);
    if (jsonText.applies(next)) next = jsonText.apply(next, scope);
    if (!isJsonText(next)) next = this.#plain(next, scope);
    if (next === text && text.length <= 100 && depth <= 2) this.#remember(text);
    return next;
  }

  /** Rules over text that is not JSON as a whole; lines that are JSON were done already. */
  #plain(text: string, scope: Scope): string {
    if (text.includes("\n") && /^\s*[{[]/.test(text)) {
      return text.split("\n").map((line) => isJsonText(line) ? line : this.#line(line, scope)).join("\n");
    }
    return this.#line(text, scope);
  }

  #line(text: string, scope: Scope): string {
    // Not over JSON as a whole: its strings come one by one, and a short number there is a count, not a secret.
    let next = this.#short.replace(text, () => this.#hit("known-secret"));
    for (const rule of this.#rules) if (rule.applies(next)) next = rule.apply(next, scope);
    return next;
  }

  #scopeAt(depth: number): Scope {
    return this.#scopes[Math.min(depth, DEEPEST)] ?? this.#scope(depth);
  }

  #scope(depth: number): Scope {
    const scope: Scope = {
      hit: (rule) => this.#hit(rule),
      learn: (secret) => {
        if (secret.length <= LONGEST_KNOWN && looksSecret(secret)) this.learn(secret);
      },
      inner: (text) => this.#pass(text, depth + 1),
      pseudonym: (address) => this.#pseudonyms.user(address),
      keyKind: (key) => this.#keyKind(key),
      keyed: (kind, key, value) => redactKeyed(kind, key, value, scope, this.#pseudonyms),
    };
    return scope;
  }

  #keyKind(key: string): KeyKind | undefined {
    if (this.#kinds.has(key)) return this.#kinds.get(key);
    const kind = this.#findKind(key);
    if (this.#kinds.size >= REMEMBERED) this.#kinds.clear();
    if (key.length <= 100) this.#kinds.set(key, kind);
    return kind;
  }

  #findKind(key: string): KeyKind | undefined {
    if (this.#allowedKeys.size + this.#extraKeys.size > 0) {
      const plain = plainKey(key);
      if (this.#allowedKeys.has(plain)) return undefined;
      if (this.#extraKeys.has(plain)) return plain;
    }
    return keyKind(key);
  }

  #remember(text: string): void {
    if (this.#clean.size >= REMEMBERED) this.#clean.clear();
    this.#clean.add(text);
  }

  #hit(rule: string): void {
    const where = this.#counts.size < MOST_PLACES ? this.#where : "";
    const id = `${rule}\n${where}`;
    const entry = this.#counts.get(id);
    if (entry === undefined) this.#counts.set(id, { rule, where, count: 1 });
    else entry.count++;
  }
}

function patternRule({ name, pattern }: { name: string; pattern: RegExp }): Rule {
  const global = new RegExp(
    pattern.source,
    pattern.flags.includes("g") ? pattern.flags : pattern.flags + "g",
  );
  return {
    name,
    applies: () => true,
    apply: (text, scope) =>
      text.replace(global, (found) => {
        if (found === "" || found === REDACTED) return found;
        scope.hit(name);
        return REDACTED;
      }),
  };
}
