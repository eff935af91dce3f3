/** `Retry-After` of an answer. */

/**
 * Milliseconds that an answer asks to stay away, from `Retry-After`: seconds, or an HTTP date (RFC 9110, 10.2.3).
 *
 * @param headers of the answer; a date is read against the server's own `Date`, so that clocks may differ
 * @param now ms since the epoch, for answers without `Date`
 * @returns 0 when there is none or it cannot be read
 * @example
 * ```ts
 * import { retryAfter } from "./retry_after.ts";
 * retryAfter({ "retry-after": "3" }, 0); // 3000
 * ```
 */
export function retryAfter(headers: Record<string, string>, now: number): number {
  const value = headers["retry-after"]?.trim() ?? "";
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1000;
  const sent = Date.parse(headers["date"] ?? "");
  const pause = Date.parse(value) - (Number.isNaN(sent) ? now : sent);
  return Number.isNaN(pause) ? 0 : Math.max(0, pause);
}
