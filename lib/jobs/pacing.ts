/** When to poll: at once, then at intervals that are a small part of the time already waited, within the server's limit. */

/** Shortest interval, ms: short jobs are seen at once. */
const FIRST = 5;
/** Part of the time already waited that one more interval may cost. */
const FRACTION = 0.03;
/** Longest interval, ms. */
const LONGEST = 2000;

/**
 * Milliseconds until the next poll.
 *
 * @param waited ms since the wait began
 * @example
 * ```ts
 * import { pollInterval } from "./pacing.ts";
 * [0, 1000, 60_000].map(pollInterval); // [5, 30, 1800]
 * ```
 */
export function pollInterval(waited: number): number {
  return Math.min(LONGEST, Math.max(FIRST, waited * FRACTION));
}

export { retryAfter } from "../http/retry_after.ts";

/** Polls a minute when nobody says more: the server allows 400 of one caller, and its clock is another one. */
export const POLL_LIMIT = 390;
/** The time that the limit is about, ms. */
const WINDOW = 60_000;
/**
 * The distance between two polls grows with the part of the limit that is used, up to so many times the even distance
 * (154 ms at a limit of 390). The first polls follow each other closely; with 2 the limit would be used up just when
 * the first polls are forgotten, so that nobody ever has to stand still. Who polls without end comes to two thirds
 * of the limit.
 */
const STEEPEST = 2.1;

/** Keeps the polls of all plays of a process within a number a minute, spread over the minute. */
export class PollBudget {
  readonly #limit: number | null;
  /** Times of the polls that went out or were promised, ascending, ms. */
  readonly #taken: number[] = [];
  #heldUntil = -Infinity;

  /** @param limit polls within any 60 s; `null` is no limit */
  constructor(limit: number | null = POLL_LIMIT) {
    this.#limit = limit;
  }

  /**
   * Takes the next place for a poll; each caller gets a place of its own.
   *
   * @param now ms
   * @returns ms to wait before the poll may go out
   */
  take(now: number): number {
    if (this.#limit === null) return Math.max(0, this.#heldUntil - now);
    while (this.#taken.length > 0 && (this.#taken[0] ?? 0) <= now - WINDOW) this.#taken.shift();
    const last = this.#taken.at(-1) ?? -Infinity;
    const used = this.#taken.length / this.#limit;
    const spread = used < 1 ? last + STEEPEST * used * WINDOW / this.#limit : last;
    const full = (this.#taken[this.#taken.length - this.#limit] ?? -Infinity) + WINDOW;
    const at = Math.max(now, this.#heldUntil, spread, full);
    this.#taken.push(at);
    return at - now;
  }

  /** The server asked to be left alone until a time (ms): that holds for all plays. */
  hold(until: number): void {
    this.#heldUntil = Math.max(this.#heldUntil, until);
  }
}
