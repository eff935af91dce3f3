/** When to poll: at once, then at intervals that are a small part of the time already waited, within the server's limit. */

/** Shortest interval, ms: short jobs are seen at once. */
const FIRST = 20;
/** Part of the time already waited that one more interval may cost. */
const FRACTION = 0.1;
/** Longest interval, ms. */
const LONGEST = 2000;

/**
 * Milliseconds until the next poll.
 *
 * @param waited ms since the wait began
 * @example
 * ```ts
 * import { pollInterval } from "./pacing.ts";
 * [0, 1000, 60_000].map(pollInterval); // [20, 100, 2000]
 * ```
 */
export function pollInterval(waited: number): number {
  return Math.min(LONGEST, Math.max(FIRST, waited * FRACTION));
}

export { retryAfter } from "../http/retry_after.ts";

/** Keeps polls within a number per minute; the server allows 400 from one caller. */
export class PollBudget {
  readonly #limit: number;
  readonly #sent: number[] = [];

  /** @param limit polls within any 60 s */
  constructor(limit = 390) {
    this.#limit = limit;
  }

  /** Ms to wait before a poll may go out at the time `now` (ms). */
  delay(now: number): number {
    while (this.#sent.length > 0 && (this.#sent[0] ?? 0) <= now - 60_000) this.#sent.shift();
    const oldest = this.#sent[this.#sent.length - this.#limit];
    return oldest === undefined ? 0 : oldest + 60_000 - now;
  }

  /** Notes a poll sent at the time `now` (ms). */
  note(now: number): void {
    this.#sent.push(now);
  }
}
