/**
 * Names of people that became known from an e-mail address, a home folder or the configuration: found wherever
 * they occur, in any order, case and spelling, and replaced by the person's pseudonym. Common words are spared.
 */
import { isCommonWord, isServiceAccount } from "./common_words.ts";
import { MARKS } from "./marks.ts";

/** Shorter names occur inside ordinary text. */
const SHORTEST_NAME = 4;
const SHORTEST_ACCOUNT = 5;
/** Most names to remember. */
const LIMIT = 5000;
/** With more names than this a text is not searched for each of them. */
const SEARCHED = 64;
const TOKEN = new RegExp(String.raw`(?<mark>${MARKS.source})|\p{L}[\p{L}\p{M}]*|\p{N}+`, "giu");
/** What may stand between the parts of one name. */
const BETWEEN = /^(?:[\s._,+-]){0,3}$/;
const CAMEL = /\p{Lu}?[\p{Ll}\p{M}]+|\p{Lu}+/gu;
const TRANSLITERATED: Record<string, string> = {
  "ä": "ae",
  "ö": "oe",
  "ü": "ue",
  "ß": "ss",
  "ø": "oe",
  "æ": "ae",
  "å": "aa",
};

interface Name {
  /** Folded parts in order. */
  parts: readonly string[];
  /** Pseudonym of the person. */
  pseudonym: string;
  rule: "person-name" | "account-name";
}

interface Token {
  start: number;
  end: number;
  text: string;
  mark: boolean;
}

/** The people known so far. */
export class People {
  readonly #pseudonym: (subject: string) => string;
  readonly #names = new Map<string, Name[]>();
  readonly #known = new Set<string>();
  readonly #kept = new Set<string>();

  /** @param pseudonym gives `user-<hash>` for an address or an account */
  constructor(pseudonym: (subject: string) => string) {
    this.#pseudonym = pseudonym;
  }

  /** Number of names known. */
  get size(): number {
    return this.#known.size;
  }

  /** Words of this recording that must stay, whoever is called so: run ids, configs, names of fields. */
  keep(words: Iterable<string>): void {
    for (const text of words) {
      for (const token of tokensOf(text)) this.#kept.add(fold(token.text));
    }
  }

  /** Learns a person from an address: `jonas.lindqvist@…` is Jonas Lindqvist, jlindqvist, Lindqvist. */
  learnAddress(address: string): boolean {
    const local = address.slice(0, address.indexOf("@")).replace(/\+.*$/, "");
    const words = tokensOf(local).map(({ text }) => fold(text));
    const pseudonym = () => this.#pseudonym(address.toLowerCase());
    if (words.filter((word) => /\p{L}/u.test(word)).length < 2) {
      return this.#learnAccount(words, pseudonym);
    }
    return this.#learnParts(words.filter((word) => /\p{L}/u.test(word)), pseudonym);
  }

  /** Learns an account name from a home folder; service accounts and common words are left alone. */
  learnAccount(name: string): boolean {
    if (isServiceAccount(name)) return false;
    return this.#learnAccount(tokensOf(name).map(({ text }) => fold(text)), () => this.accountOf(name));
  }

  /** Pseudonym of an account: that of the person when it is known whose it is. */
  accountOf(name: string): string {
    const words = tokensOf(name).map(({ text }) => fold(text));
    const known = this.#names.get(words[0] ?? "")?.find(({ parts }) => same(parts, words));
    return known?.pseudonym ?? this.#pseudonym(`account:${name.toLowerCase()}`);
  }

  /** Learns a name that the user wrote into the configuration; the user knows best, so all of it counts. */
  learnDeclared(name: string): boolean {
    const words = tokensOf(name).map(({ text }) => fold(text));
    if (words.length === 0) return false;
    const pseudonym = () => this.#pseudonym(`person:${words.join(" ")}`);
    if (words.length > 1) return this.#learnParts(words, pseudonym);
    return this.#add(words, pseudonym, "person-name");
  }

  /** The text with every known name replaced. */
  replace(text: string, hit: (rule: string) => void): string {
    if (this.#known.size === 0 || text.length < 3 || !this.#mayName(text)) return text;
    let out = "";
    let copied = 0;
    const tokens = tokensOf(text, true);
    for (let index = 0; index < tokens.length; index++) {
      const found = this.#nameAt(tokens, index, text);
      const first = tokens[index];
      const last = tokens[index + (found?.count ?? 1) - 1];
      if (found === undefined || first === undefined || last === undefined) continue;
      out += text.slice(copied, first.start) + found.name.pseudonym;
      copied = last.end;
      index += found.count - 1;
      hit(found.name.rule);
    }
    return copied === 0 ? text : out + text.slice(copied);
  }

  /** False when no name can begin anywhere: a quick look that passes over tables of numbers. */
  #mayName(text: string): boolean {
    // deno-lint-ignore no-control-regex
    if (this.#names.size > SEARCHED || !/^[\x00-\x7f]*$/.test(text)) return true;
    // Words of ASCII have one way to be written, so a name's first part stands there as it is.
    const lower = text.toLowerCase();
    for (const first of this.#names.keys()) if (lower.includes(first)) return true;
    return false;
  }

  #learnParts(words: readonly string[], pseudonym: () => string): boolean {
    const first = words[0] ?? "";
    const last = words.at(-1) ?? "";
    if (words.every((word) => word.length < 2 || this.#isCommon(word))) return false;
    let learned = false;
    const add = (...parts: string[]) => {
      learned = this.#add(parts, pseudonym, "person-name") || learned;
    };
    if (first.length > 1) {
      add(...words);
      if (words.length > 2) add(first, last);
      add(last, first);
      add(...words.toReversed());
      for (const joined of [words.join(""), first + last, last + first]) {
        if (joined.length >= SHORTEST_ACCOUNT) add(joined);
      }
    }
    const initial = first.slice(0, 1);
    if (!this.#isCommon(last)) {
      add(initial, last);
      add(last, initial);
    }
    for (const joined of [initial + last, last + initial]) {
      if (joined.length >= SHORTEST_ACCOUNT && last.length > 2 && !this.#isCommon(joined)) add(joined);
    }
    for (const word of words) if (word.length >= SHORTEST_NAME && !this.#isCommon(word)) add(word);
    return learned;
  }

  #learnAccount(words: readonly string[], pseudonym: () => string): boolean {
    const joined = words.join("");
    if (joined.length < SHORTEST_ACCOUNT || !/\p{L}{3}/u.test(joined)) return false;
    if (isServiceAccount(joined) || words.every((word) => /^\p{N}+$/u.test(word) || this.#isCommon(word))) {
      return false;
    }
    return this.#add(words, pseudonym, "account-name");
  }

  #add(parts: readonly string[], pseudonym: () => string, rule: Name["rule"]): boolean {
    const id = parts.join(" ");
    const first = parts[0];
    if (first === undefined || this.#known.has(id) || this.#known.size >= LIMIT) return false;
    this.#known.add(id);
    const names = [...this.#names.get(first) ?? [], { parts, pseudonym: pseudonym(), rule }];
    this.#names.set(first, names.sort((a, b) => b.parts.length - a.parts.length));
    return true;
  }

  #isCommon(word: string): boolean {
    return isCommonWord(word) || this.#kept.has(word);
  }

  #nameAt(tokens: readonly Token[], at: number, text: string): { name: Name; count: number } | undefined {
    const token = tokens[at];
    if (token === undefined || token.mark) return undefined;
    for (const start of foldings(token.text)) {
      for (const name of this.#names.get(start) ?? []) {
        if (name.parts.length === 1) {
          if (!isInHex(token, text) && !this.#kept.has(start)) return { name, count: 1 };
        } else if (this.#follows(tokens, at, name, text)) return { name, count: name.parts.length };
      }
    }
    return undefined;
  }

  /** The other parts of a name stand behind its first. */
  #follows(tokens: readonly Token[], at: number, name: Name, text: string): boolean {
    return name.parts.every((part, index) => {
      if (index === 0) return true;
      const before = tokens[at + index - 1];
      const token = tokens[at + index];
      return before !== undefined && token !== undefined && !token.mark && !isInId(before, text) &&
        BETWEEN.test(text.slice(before.end, token.start)) && foldings(token.text).includes(part);
    });
  }
}

/** Words and numbers of a text; a word such as `JonasLindqvist` counts as its parts where those are names. */
function tokensOf(text: string, camel = false): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(TOKEN)) {
    const [word] = match;
    const mark = match.groups?.["mark"] !== undefined;
    if (mark || !camel || !/[\p{Ll}\p{M}]\p{Lu}/u.test(word)) {
      tokens.push({ start: match.index, end: match.index + word.length, text: word, mark });
      continue;
    }
    for (const part of word.matchAll(CAMEL)) {
      const start = match.index + part.index;
      tokens.push({ start, end: start + part[0].length, text: part[0], mark });
    }
  }
  return tokens;
}

/** Lower case, letters without their marks. */
function fold(word: string): string {
  const lower = word.toLowerCase();
  // deno-lint-ignore no-control-regex
  return /^[\x00-\x7f]*$/.test(lower) ? lower : lower.normalize("NFD").replace(/\p{M}/gu, "");
}

/** The ways in which a word may be written in an address: `müller` as `muller` and `mueller`. */
function foldings(word: string): string[] {
  const plain = fold(word);
  const written = word.toLowerCase().normalize("NFC");
  const long = fold(written.replace(/[äöüßøæå]/g, (letter) => TRANSLITERATED[letter] ?? letter));
  return long === plain ? [plain] : [plain, long];
}

/** A word of hexadecimal digits beside others is a part of a hash or an id. */
function isInHex({ start, end, text }: Token, whole: string): boolean {
  return /^[a-f]+$/i.test(text) &&
    (/[0-9-]/.test(whole[start - 1] ?? "") || /[0-9-]/.test(whole[end] ?? ""));
}

/** A single letter beside a digit is a part of an id, no initial. */
function isInId({ start, end, text }: Token, whole: string): boolean {
  return text.length === 1 &&
    (/[\p{L}\p{N}]/u.test(whole[start - 1] ?? "") || /\p{N}/u.test(whole[end] ?? ""));
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((part, index) => part === b[index]);
}
