/** How much of what a page may carry is left: bodies of answers have no end, a page must open at once. */
import { cutText } from "../plain_text.ts";

/** A text as far as there was room for it. */
export interface Cut {
  text: string;
  /** Characters that were left out. */
  left: number;
}

/** Characters that several parts of a page share. */
export class Budget {
  #left: number;

  /** @param total characters */
  constructor(total: number) {
    this.#left = total;
  }

  /**
   * The beginning of a text, as much as there is room for.
   *
   * @param most characters of this text
   * @param kept characters that are left to others, who need them more
   */
  take(text: string, most: number, kept = 0): Cut {
    const cut = cutText(text, Math.max(0, Math.min(most, this.#left - kept)));
    this.#left -= cut.length;
    return { text: cut, left: text.length - cut.length };
  }

  /**
   * True when there was room for all of it, which is taken then.
   *
   * @param kept characters that are left to others
   */
  takeWhole(length: number, kept = 0): boolean {
    if (length > this.#left - kept) return false;
    this.#left -= length;
    return true;
  }
}
