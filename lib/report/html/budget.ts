/** How much of what a page may carry is left: bodies of answers have no end, a page must open at once. */
import { escapeHtml } from "../../html/markup.ts";
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

  /** @param total characters of the page */
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
    const room = Math.max(0, this.#left - kept);
    let cut = cutText(text, Math.min(most, room));
    // JSON is full of quotes, each of which takes six characters of a page.
    let cost = escapeHtml(cut).length;
    while (cost > room) {
      cut = cutText(cut, Math.floor(cut.length * 0.9 * room / cost));
      cost = escapeHtml(cut).length;
    }
    this.#left -= cost;
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
