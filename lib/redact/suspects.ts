/**
 * Text that no rule can judge: what looks like a person's name, and what people wrote in their own words. It is
 * listed for the reviewer and left as it is.
 */
import { isObject, type JsonValue } from "../model/json.ts";
import { isCommonWord } from "./common_words.ts";
import { plainKey } from "./keys.ts";
import { MARKS } from "./marks.ts";

/** Something that a person has to judge. */
export interface Suspect {
  /** `events.jsonl:12`, `step set-name`. */
  where: string;
  /** Path of the value: `json.author`. */
  field: string;
  /** The words in question. */
  words: string;
  reason: string;
  /** How often the same words came. */
  count: number;
}

const FREE_TEXT =
  /(?:^|_)(?:name|title|notes?|description|desc|comments?|message|msg|remarks?|author|by|contact|person|subject|label|scenario_name|filename|file_name)$/;
const MACHINE_KEY =
  /(?:^|_)(?:run_?id|config|job_?id|status|method|endpoint|timestamp|sha256|hash|url|uri|type)$/;
const WORD = String.raw`\p{Lu}\p{Ll}{1,20}(?:['’-]\p{Lu}\p{Ll}{1,20})?`;
const PAIR = new RegExp(
  String.raw`(?<![\p{L}\p{N}])${WORD}(?:(?: | \p{Lu}\. ?|[_.]|, )${WORD}){1,2}(?![\p{L}\p{N}])`,
  "gu",
);
const IN_FILE_NAME = /(?<![\p{L}\p{N}])\p{Lu}?\p{Ll}{3,20}(?![\p{L}\p{N}])/gu;
const LONGEST = 80;
/** Different suspects that are told; more of them are only counted. */
const MOST = 200;
const DEEPEST = 50;

/** Collects what a recording holds for the reviewer; the same words are told once, with their first place. */
export class Suspects {
  readonly #found = new Map<string, Suspect>();
  /** Suspects beyond those that are told. */
  more = 0;

  /**
   * Looks through a value from which the secrets were taken out.
   *
   * @param free the value is what a user sent: free text in it counts as a whole
   */
  look(value: JsonValue, where: string, { free = false, field = "" } = {}): void {
    this.#look(value, where, field, free, 0);
  }

  /** Looks at the name of a file. */
  fileName(name: string, where: string): void {
    const stem = name.replace(/\.[A-Za-z0-9]{1,8}$/, "");
    const plain = stem.replaceAll(MARKS, " ");
    const words = [...plain.matchAll(IN_FILE_NAME)].map(([word]) => word);
    const odd = words.filter((word) => /^\p{Lu}/u.test(word) && !isCommon(word));
    if (odd.length > 0) {
      this.#add(where, "file name", odd.join(" "), "a word in a file name that may be a name");
    }
  }

  /** All of them, in the order in which they were found. */
  list(): Suspect[] {
    return [...this.#found.values()];
  }

  #look(value: JsonValue, where: string, field: string, free: boolean, depth: number): void {
    if (depth > DEEPEST) return;
    if (typeof value === "string") return this.#text(value, where, field, free, depth);
    if (Array.isArray(value)) {
      value.forEach((item) => this.#look(item, where, field, free, depth + 1));
    } else if (isObject(value)) {
      for (const [key, item] of Object.entries(value)) {
        this.#look(item as JsonValue, where, field === "" ? key : `${field}.${key}`, free, depth + 1);
      }
    }
  }

  #text(text: string, where: string, field: string, free: boolean, depth: number): void {
    const inner = /^\s*[{[]/.test(text) ? jsonIn(text) : undefined;
    if (inner !== undefined) return this.#look(inner, where, field, free, depth + 1);
    const key = plainKey(field.split(".").at(-1) ?? "");
    if (MACHINE_KEY.test(key)) return;
    const plain = text.replaceAll(MARKS, " ").replace(/\{\{[^{}]*\}\}/g, " ");
    for (const [found] of plain.matchAll(PAIR)) {
      const words = found.split(/[^\p{L}'’-]+/u).filter((word) => word.length > 1);
      if (words.some((word) => !isCommon(word))) {
        this.#add(where, field, found, "two capitalised words, as in a person's name");
      }
    }
    if (free && FREE_TEXT.test(key) && isProse(plain)) {
      const words = text.trim().replace(/\s+/g, " ");
      this.#add(
        where,
        field,
        words.length > LONGEST ? `${words.slice(0, LONGEST)}…` : words,
        "text in a user's own words",
      );
    }
  }

  #add(where: string, field: string, words: string, reason: string): void {
    const known = this.#found.get(words);
    if (known !== undefined) known.count++;
    else if (this.#found.size >= MOST) this.more++;
    else this.#found.set(words, { where, field, words, reason, count: 1 });
  }
}

/** Words of a language, and not a choice (`vanilla`), a number or an identifier. */
function isProse(text: string): boolean {
  return (text.match(/(?<![\p{L}\p{N}_])\p{L}{2,}(?![\p{L}\p{N}_])/gu) ?? []).length >= 2 &&
    /\s/.test(text.trim());
}

function isCommon(word: string): boolean {
  return isCommonWord(word.toLowerCase().normalize("NFD").replace(/\p{M}/gu, ""));
}

function jsonIn(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
