/** Looks for many values in a text at once, each as a word of its own, in one pass. */

const WORD = /[0-9A-Za-z]+/;
const WORDS = new RegExp(WORD, "g");

/** Finds values in texts. */
export class Words {
  /** Values by their first word; `at` is where in the value it stands. */
  readonly #values = new Map<string, { value: string; at: number }[]>();

  /**
   * @param values what to look for; one without a letter or digit is never found
   * @example
   * ```ts
   * import { Words } from "./words.ts";
   * [...new Words(["a1", "b2-c3"]).in("a1b, b2-c3.zip")]; // ["b2-c3"]
   * ```
   */
  constructor(values: Iterable<string>) {
    for (const value of values) {
      const first = WORD.exec(value);
      if (first === null) continue;
      const entry = { value, at: first.index };
      const before = this.#values.get(first[0]);
      if (before === undefined) this.#values.set(first[0], [entry]);
      else before.push(entry);
    }
  }

  /** The values that a text holds, in the order in which they stand there; one may come several times. */
  *in(text: string): Generator<string> {
    if (this.#values.size === 0) return;
    for (const { 0: word, index } of text.matchAll(WORDS)) {
      for (const { value, at } of this.#values.get(word) ?? []) {
        const from = index - at;
        if (text.startsWith(value, from) && !isInside(text[from + value.length], value.at(-1))) yield value;
      }
    }
  }
}

/** Does a letter or digit go on behind a value that ends in one? */
function isInside(next: string | undefined, last: string | undefined): boolean {
  return next !== undefined && /[0-9A-Za-z]/.test(next) && /[0-9A-Za-z]/.test(last ?? "");
}
