/**
 * Short secrets that the user declared. They could be a part of any word, so they are replaced as whole words only:
 * no letter and no digit stands beside them.
 */
import { plainForms } from "./literals.ts";
import { REDACTED } from "./marks.ts";

/** Shorter ones cannot be told from ordinary text at all. */
const SHORTEST = 3;
const WORD = String.raw`[\p{L}\p{N}]`;
/** Begin of a word; the last character of an escape (`%2F`, `\n`, `\u000a`) is no letter of the word behind it. */
const BEGIN = String.raw`(?:(?<!${WORD})|(?<=%[0-9A-Fa-f]{2}|\\[bfnrt]|\\u[0-9A-Fa-f]{4}))`;
const END = `(?!${WORD})`;
const STARTS_WORD = new RegExp(`^${WORD}`, "u");
const ENDS_WORD = new RegExp(`${WORD}$`, "u");

/** The short secrets that are known. */
export class ShortWords {
  readonly #secrets = new Set<string>();
  #pattern: RegExp | undefined;

  /** Number of secrets known. */
  get size(): number {
    return this.#secrets.size;
  }

  /** Remembers a secret; false when it was known or is too short. */
  add(secret: string): boolean {
    if (secret.trim().length < SHORTEST || this.#secrets.has(secret)) return false;
    this.#secrets.add(secret);
    const forms = [...this.#secrets].flatMap(plainForms).sort((a, b) => b.length - a.length);
    this.#pattern = new RegExp([...new Set(forms)].map(wholeWord).join("|"), "gu");
    return true;
  }

  /** The text with every one of them replaced. */
  replace(text: string, hit: () => void): string {
    if (this.#pattern === undefined) return text;
    return text.replace(this.#pattern, () => {
      hit();
      return REDACTED;
    });
  }
}

function wholeWord(form: string): string {
  const literal = form.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  return (STARTS_WORD.test(form) ? BEGIN : "") + literal + (ENDS_WORD.test(form) ? END : "");
}
