/** Reviewing what waits, one item after the other. It knows no terminal: showing and asking come in. */
import type { PendingItem } from "./pending.ts";

/** What the keys mean; shown when another one was given. */
export const REVIEW_KEYS =
  "a accept, r reject (it goes on waiting), A accept all remaining, R reject all remaining, " +
  "q quit and write nothing";

/** What the review needs of its surroundings. */
export interface ReviewDesk {
  show(item: PendingItem, index: number, count: number): void;
  /** The answer to a question; undefined when the person went away. */
  ask(question: string): Promise<string | undefined>;
  say(text: string): void;
}

/**
 * Asks about each item.
 *
 * @returns the accepted items, `quit` when the person wants nothing written, or undefined when the review was broken off
 */
export async function reviewItems(
  items: readonly PendingItem[],
  desk: ReviewDesk,
): Promise<PendingItem[] | "quit" | undefined> {
  const accepted: PendingItem[] = [];
  for (const [index, item] of items.entries()) {
    desk.show(item, index, items.length);
    const answer = await decide(desk);
    if (answer === undefined) return undefined;
    if (answer === "q") return "quit";
    if (answer === "R") return accepted;
    if (answer === "A") return [...accepted, ...items.slice(index)];
    if (answer === "a") accepted.push(item);
  }
  return accepted;
}

async function decide(desk: ReviewDesk): Promise<string | undefined> {
  for (;;) {
    const answer = (await desk.ask("accept or reject? [a/r/A/R/q] "))?.trim();
    // As in profile review, s is to decide later: what is rejected goes on waiting.
    if (answer === "s") return "r";
    if (answer === undefined || ["a", "r", "A", "R", "q"].includes(answer)) return answer;
    desk.say(REVIEW_KEYS);
  }
}
