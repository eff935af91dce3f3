/** Looks for many values in a text at once, each as a word of its own, in one pass. */

const WORDS = /[0-9A-Za-z]+/g;

/** Finds values in texts. */
export class Words {
  /** Values by the one of their words that the fewest others hold; `at` is where in the value it stands. */
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
    const all = [...values];
    const counts = new Map<string, number>();
    for (const value of all) {
      for (const [word] of value.matchAll(WORDS)) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
    for (const value of all) {
      // Dates and addresses begin alike: a look at each of them for each that stands somewhere would not end.
      const rarest = rarestOf(value, counts);
      if (rarest === undefined) continue;
      const before = this.#values.get(rarest.word);
      if (before === undefined) this.#values.set(rarest.word, [{ value, at: rarest.at }]);
      else before.push({ value, at: rarest.at });
    }
  }

  /** The values that a text holds, about in the order in which they stand there; one may come several times. */
  *in(text: string): Generator<string> {
    if (this.#values.size === 0) return;
    for (const { 0: word, index } of text.matchAll(WORDS)) {
      for (const { value, at } of this.#values.get(word) ?? []) {
        const from = index - at;
        if (!text.startsWith(value, from)) continue;
        if (isInside(text[from - 1], value[0]) || isInside(text[from + value.length], value.at(-1))) continue;
        yield value;
      }
    }
  }
}

/** The word that the fewest values hold; the first of equals. */
function rarestOf(
  value: string,
  counts: ReadonlyMap<string, number>,
): { word: string; at: number } | undefined {
  let best: { word: string; at: number; count: number } | undefined;
  for (const { 0: word, index } of value.matchAll(WORDS)) {
    const count = counts.get(word) ?? 0;
    if (best === undefined || count < best.count) best = { word, at: index, count };
  }
  return best;
}

/** Does a letter or digit go on beside a value that has one at that end? */
function isInside(next: string | undefined, last: string | undefined): boolean {
  return next !== undefined && /[0-9A-Za-z]/.test(next) && /[0-9A-Za-z]/.test(last ?? "");
}
