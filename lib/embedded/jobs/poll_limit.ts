/** Limit on polls of jobs: so many in a window, for each endpoint and caller. */
import { HttpError } from "../http/reply.ts";

const WINDOW_MS = 60_000;

/** Counts polls. */
export class PollLimit {
  readonly #limit: number | null;
  readonly #now: () => number;
  readonly #seen = new Map<string, number[]>();

  constructor(limit: number | null, now: () => number) {
    this.#limit = limit;
    this.#now = now;
  }

  /**
   * Counts one poll.
   *
   * @param key endpoint and caller
   * @throws HttpError 429 with `Retry-After` beyond the limit
   */
  count(key: string): void {
    if (this.#limit === null) return;
    const now = this.#now();
    const recent = (this.#seen.get(key) ?? []).filter((at) => at > now - WINDOW_MS);
    this.#seen.set(key, recent);
    if (recent.length >= this.#limit) {
      const wait = Math.max(1, Math.ceil(((recent[0] ?? now) + WINDOW_MS - now) / 1000));
      throw new HttpError(429, "Too many requests", {
        code: "rate_limited",
        headers: { "retry-after": String(wait) },
      });
    }
    recent.push(now);
  }
}
