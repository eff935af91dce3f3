/** Reviewing what waits, one item after the other. It knows no terminal: showing and asking come in. */
import type { PendingItem } from "./pending.ts";

/** What the keys mean; shown when another one was given. */
export const REVIEW_KEYS =
  "a accept, r reject (it waits no more), s skip (it goes on waiting), A R S the same for all remaining, " +
  "d all differences, q quit and write nothing";

/** What the review needs of its surroundings. */
export interface ReviewDesk {
  show(item: PendingItem, index: number, count: number): void;
  /** Shows all that differs in the item. */
  showDifferences(item: PendingItem): void;
  /** The answer to a question; undefined when the person went away. */
  ask(question: string): Promise<string | undefined>;
  say(text: string): void;
}

/** What a person decided; what is in neither list goes on waiting. */
export interface Review {
  accepted: PendingItem[];
  rejected: PendingItem[];
}

/**
 * Asks about each item.
 *
 * @returns what was decided, `quit` when the person wants nothing written, or undefined when the review was broken off
 */
export async function reviewItems(
  items: readonly PendingItem[],
  desk: ReviewDesk,
): Promise<Review | "quit" | undefined> {
  const review: Review = { accepted: [], rejected: [] };
  for (const [index, item] of items.entries()) {
    desk.show(item, index, items.length);
    const answer = await decide(item, desk);
    if (answer === undefined) return undefined;
    if (answer === "q") return "quit";
    const taken = answer.toUpperCase() === answer ? items.slice(index) : [item];
    if (answer.toLowerCase() === "a") review.accepted.push(...taken);
    if (answer.toLowerCase() === "r") review.rejected.push(...taken);
    if (answer.toUpperCase() === answer) return review;
  }
  return review;
}

async function decide(item: PendingItem, desk: ReviewDesk): Promise<string | undefined> {
  for (;;) {
    const answer = (await desk.ask("accept, reject or skip? [a/r/s/A/R/S/d/q] "))?.trim();
    if (answer === undefined || ["a", "r", "s", "A", "R", "S", "q"].includes(answer)) return answer;
    if (answer === "d") desk.showDifferences(item);
    else desk.say(REVIEW_KEYS);
  }
}
