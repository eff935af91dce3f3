/** The one way to disk and terminal: every secret is replaced before anything is written or printed. */
import { Buffer } from "node:buffer";
import type { JsonValue } from "../model/json.ts";
import { redactKeyed } from "./keyed.ts";
import { type KeyKind, keyKind, plainKey } from "./keys.ts";
import { KEY_LENGTH, KnownSecrets } from "./literals.ts";
import { looksSecret, REDACTED } from "./marks.ts";
import { People } from "./people.ts";
import { isMoment, MOMENT } from "./moment.ts";
import { PlainBytes } from "./plain.ts";
import { Pseudonyms } from "./pseudonym.ts";
import { namedHosts } from "./rules/hosts.ts";
import { replaceInJson } from "./rules/json_scan.ts";
import { isJsonText, jsonText } from "./rules/json_text.ts";
import { base64 } from "./rules/base64.ts";
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
  /**
   * A quick look at bytes that may be text: true when it is certain that {@link Redactor.text} leaves them as they are.
   * False says nothing.
   */
  isPlain(bytes: Uint8Array): boolean;
  /** True when a key says nothing of its value, and stays as it is: a value is judged under it as it would be alone. */
  isPlainKey(key: string): boolean;
  /** What was taken so far. */
  redactions(): Redaction[];
  /** Names for people and sessions, made with the key of this redactor. */
  readonly pseudonyms: Pseudonyms;
  /** Grows whenever a secret becomes known: what was found clean before may not be clean any more. */
  readonly learned: number;
  /**
   * Makes a secret known that was got from elsewhere (a password of the environment, a session cookie).
   *
   * @param options.declared the user named it a secret: it is replaced from 3 characters on, below 6 as a whole word
   *   only; one that is not declared and shorter than 6 characters is ignored
   */
  learn(secret: string, options?: { declared?: boolean }): void;
  /**
   * Learns the secrets and people of a value without counting anything: what comes first in a recording may be
   * known only from what comes later.
   */
  study(value: JsonValue): void;
  /** Words of this recording that are no names of people, whoever is called so: run ids, configs, field names. */
  keepWords(words: Iterable<string>): void;
  /** A redactor with counts of its own that knows what this one knows, and the reverse. */
  share(): Redactor;
  /** A redactor with the same rules that knows nothing yet: it tells what a value would teach. */
  apart(): Redactor;
}

/** What a user may add to the built-in rules. */
export interface RedactorOptions {
  /** Key of the pseudonyms, kept outside of the profiles, or what reads it on first need; default: a constant. */
  pseudonymKey?: string | (() => string);
  extra?: {
    /** Further key names whose values are secret (compared like the built-in ones: `Set-Cookie` is `set_cookie`). */
    keys?: readonly string[];
    /** Further patterns in text; `name` is the rule in the counts. */
    patterns?: readonly { name: string; pattern: RegExp }[];
    /** Key names whose values are not secret, whatever the built-in rules say. */
    allowKeys?: readonly string[];
    /** Values that are not secret, as they stand. */
    allowValues?: readonly string[];
    /** Names of people: `Jonas Lindqvist`, `jlindqvist`. */
    people?: readonly string[];
    /** Names of internal hosts. */
    hosts?: readonly string[];
    /** Internal domains, with all hosts below them. */
    domains?: readonly string[];
  };
}

/** How often text may be unwrapped (JSON in JSON, percent-encoding of percent-encoding, base64). */
const DEEPEST = 8;
/** Rounds until a text stays as it is; what still changes then is replaced as a whole. */
const MOST_ROUNDS = 6;
const LONGEST_KNOWN = 4096;
const REMEMBERED = 20_000;
const LONGEST_REMEMBERED = 100;
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
  return new RuleRedactor(new Knowledge(options));
}

/** What all redactors of one invocation share. */
class Knowledge {
  readonly options: RedactorOptions;
  readonly pseudonyms: Pseudonyms;
  readonly people: People;
  readonly secrets = new KnownSecrets();
  readonly short = new ShortWords();
  readonly rules: readonly Rule[];
  /** The user's own patterns only. */
  readonly ownRules: readonly Rule[];
  readonly extraKeys: ReadonlySet<string>;
  readonly allowedKeys: ReadonlySet<string>;
  readonly allowedValues: ReadonlySet<string>;
  /** True when the user has rules of their own that look at more than keys. */
  readonly hasOwnRules: boolean;
  /** Grows with everything that is learned. */
  learned = 0;

  constructor(options: RedactorOptions) {
    const { pseudonymKey, extra = {} } = options;
    this.options = options;
    this.pseudonyms = new Pseudonyms(pseudonymKey);
    this.people = new People((subject) => this.pseudonyms.person(subject));
    this.extraKeys = new Set(extra.keys?.map(plainKey));
    this.allowedKeys = new Set(extra.allowKeys?.map(plainKey));
    this.allowedValues = new Set(extra.allowValues?.map((value) => value.toLowerCase()));
    const hosts = namedHosts(extra.hosts ?? [], extra.domains ?? []);
    this.ownRules = (extra.patterns ?? []).map(patternRule);
    this.hasOwnRules = this.ownRules.length > 0 || hosts !== undefined;
    this.rules = [
      ...this.ownRules,
      ...TEXT_RULES.filter(({ name }) => name !== base64.name),
      ...(hosts === undefined ? [] : [hosts]),
      base64,
    ];
    for (const name of extra.people ?? []) this.people.learnDeclared(name);
  }
}

class RuleRedactor implements Redactor {
  readonly #known: Knowledge;
  readonly #counts = new Map<string, Redaction>();
  readonly #kinds = new Map<string, KeyKind | undefined>();
  readonly #clean = new Set<string>();
  readonly #scopes: Scope[];
  #cleanAt = 0;
  #plain: { bytes: PlainBytes; at: number } | undefined;
  #where = "";
  #studying = false;

  constructor(known: Knowledge) {
    this.#known = known;
    this.#scopes = Array.from({ length: DEEPEST + 1 }, (_, depth) => this.#scope(depth));
  }

  get pseudonyms(): Pseudonyms {
    return this.#known.pseudonyms;
  }

  get learned(): number {
    return this.#known.learned;
  }

  text(input: string, where = ""): string {
    this.#where = where;
    return this.#settle(input, (text) => this.#pass(text, 0));
  }

  json(value: JsonValue, where = ""): JsonValue {
    this.#where = where;
    return this.#settle(value, (item) => redactValue(item, this.#scopeAt(0)));
  }

  isPlain(bytes: Uint8Array): boolean {
    const { hasOwnRules, learned, secrets, short, people } = this.#known;
    if (hasOwnRules) return false;
    if (this.#plain?.at !== learned) {
      const judge = this.share();
      // Words before it, so that it is no JSON as a whole.
      const bytes = new PlainBytes((run) => judge.text(`a run ${run}`).endsWith(` ${run}`));
      this.#plain = { bytes, at: learned };
    }
    if (!isMoment(bytes) && !this.#plain.bytes.pass(bytes)) return false;
    if (secrets.size + short.size + people.size === 0) return true;
    // What became known is looked for as it is; the rules have nothing to find.
    const text = asLatin1(bytes);
    const known = short.replace(secrets.replace(text, () => {}), () => {});
    return people.replace(known, () => {}) === text;
  }

  isPlainKey(key: string): boolean {
    return this.#keyKind(key) === undefined && this.#pass(key, 1) === key;
  }

  redactions(): Redaction[] {
    return [...this.#counts.values()].map((entry) => ({ ...entry }));
  }

  learn(secret: string, { declared = false }: { declared?: boolean } = {}): void {
    const { short, secrets } = this.#known;
    const isShort = declared && secret.length < KEY_LENGTH;
    if (isShort ? short.add(secret) : secrets.add(secret)) this.#known.learned++;
  }

  study(value: JsonValue): void {
    this.#studying = true;
    try {
      this.json(value);
    } finally {
      this.#studying = false;
    }
  }

  keepWords(words: Iterable<string>): void {
    this.#known.people.keep(words);
    this.#known.learned++;
  }

  share(): Redactor {
    return new RuleRedactor(this.#known);
  }

  apart(): Redactor {
    return new RuleRedactor(new Knowledge(this.#known.options));
  }

  /** Repeats until nothing changes: a secret may be learned behind its first occurrence. */
  #settle<Value>(value: Value, pass: (value: Value) => Value): Value | string {
    let current = value;
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const { learned } = this.#known;
      const next = pass(current);
      if (next === current && learned === this.#known.learned) return current;
      current = next;
    }
    this.#hit("unsettled");
    return typeof value === "string" && isJsonText(value) ? JSON.stringify(REDACTED) : REDACTED;
  }

  #pass(text: string, depth: number): string {
    if (text.length < 3 || depth > DEEPEST || this.#isClean(text)) return text;
    let next = this.#withoutKnown(text);
    const scope = this.#scopeAt(depth);
    if (jsonText.applies(next)) next = jsonText.apply(next, scope);
    if (!isJsonText(next)) next = this.#notJson(next, scope);
    if (next === text && text.length <= LONGEST_REMEMBERED && depth <= 2) this.#remember(text);
    return next;
  }

  /** Known secrets are looked for as characters; one that is a number, or holds quotes, must not break JSON. */
  #withoutKnown(text: string): string {
    let hits = 0;
    const replace = (part: string) => this.#known.secrets.replace(part, () => hits++);
    let next = replace(text);
    if (next === text) return text;
    if (isJsonText(text) && !isJsonText(next)) {
      hits = 0;
      next = replaceInJson(text, replace);
    }
    for (let hit = 0; hit < hits; hit++) this.#hit("known-secret");
    return next;
  }

  /** Rules over text that is not JSON as a whole; lines that are JSON were done already. */
  #notJson(text: string, scope: Scope): string {
    if (text.includes("\n") && /^\s*[{[]/.test(text)) {
      return text.split("\n").map((line) => isJsonText(line) ? line : this.#line(line, scope)).join("\n");
    }
    return this.#line(text, scope);
  }

  #line(text: string, scope: Scope): string {
    // Not over JSON as a whole: its strings come one by one, and a short number there is a count, not a secret.
    let next = this.#known.short.replace(text, () => this.#hit("known-secret"));
    const rules = MOMENT.test(next) ? this.#known.ownRules : this.#known.rules;
    for (const rule of rules) if (rule.applies(next)) next = rule.apply(next, scope);
    return this.#known.people.replace(next, (rule) => this.#hit(rule));
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
      pseudonym: (address) => {
        this.#meet(this.#known.people.learnAddress(address));
        return this.#known.pseudonyms.user(address);
      },
      account: (name) => {
        this.#meet(this.#known.people.learnAccount(name));
        return this.#known.people.accountOf(name);
      },
      allowed: (value) =>
        this.#known.allowedValues.size > 0 && this.#known.allowedValues.has(value.toLowerCase()),
      keyKind: (key) => this.#keyKind(key),
      keyed: (kind, key, value) => redactKeyed(kind, key, value, scope, this.#known.pseudonyms),
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
    const { allowedKeys, extraKeys } = this.#known;
    if (allowedKeys.size + extraKeys.size > 0) {
      const plain = plainKey(key);
      if (allowedKeys.has(plain)) return undefined;
      if (extraKeys.has(plain)) return plain;
    }
    return keyKind(key);
  }

  #meet(isNew: boolean): void {
    if (isNew) this.#known.learned++;
  }

  /** What was clean may be so no longer once something was learned, by this redactor or one that shares with it. */
  #isClean(text: string): boolean {
    if (text.length > LONGEST_REMEMBERED) return false;
    if (this.#cleanAt !== this.#known.learned) {
      this.#cleanAt = this.#known.learned;
      this.#clean.clear();
    }
    return this.#clean.has(text);
  }

  #remember(text: string): void {
    if (this.#cleanAt !== this.#known.learned) return;
    if (this.#clean.size >= REMEMBERED) this.#clean.clear();
    this.#clean.add(text);
  }

  #hit(rule: string): void {
    if (this.#studying) return;
    const where = this.#counts.size < MOST_PLACES ? this.#where : "";
    const id = `${rule}\n${where}`;
    const entry = this.#counts.get(id);
    if (entry === undefined) this.#counts.set(id, { rule, where, count: 1 });
    else entry.count++;
  }
}

/** Text of ASCII, without the cost of looking for other characters. */
function asLatin1({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, length).toString("latin1");
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
        if (found === "" || found === REDACTED || scope.allowed(found)) return found;
        scope.hit(name);
        return REDACTED;
      }),
  };
}
