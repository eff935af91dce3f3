/** How fast a count grows, over the last few seconds. */
import type { Tally } from "../../lib/model/progress.ts";

/** What is older does not count, and less is too little to tell, ms. */
const WINDOW = 5000;
const LEAST = 1000;

/** Looks at a tally each time a line is drawn. */
export class Rate {
  #tally: Tally | undefined;
  #seen: { at: number; done: number }[] = [];

  /**
   * @param now ms
   * @returns so much a second; undefined when that cannot be told yet, or nothing moves
   */
  of(tally: Tally, now: number): number | undefined {
    // A body that is sent again begins anew.
    if (tally !== this.#tally || tally.done < (this.#seen.at(-1)?.done ?? 0)) this.#seen = [];
    this.#tally = tally;
    this.#seen.push({ at: now, done: tally.done });
    while (this.#seen.length > 2 && (this.#seen[0]?.at ?? 0) < now - WINDOW) this.#seen.shift();
    const [first] = this.#seen;
    if (first === undefined || now - first.at < LEAST || tally.done === first.done) return undefined;
    return (tally.done - first.done) * 1000 / (now - first.at);
  }
}
