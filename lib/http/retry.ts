/** When a request may be sent again, and after which pause. Pure: whoever asks brings the random number. */
import { retryAfter } from "./retry_after.ts";
import type { FailureKind } from "./network_error.ts";
import type { Fate } from "./request_error.ts";

/** Attempts beyond the first, and those after "too many requests". */
export const RETRIES = 3;
const RETRIES_429 = 5;
/** First pause, ms; each further one is so many times longer. */
const FIRST_PAUSE = 150;
const GROWTH = 3;
/** A server that asks to be left alone for longer is not waited for, ms. */
export const LONGEST_PAUSE = 60_000;

/** Failures of the moment; a name that is not known or a certificate that is not trusted stays so. */
const PASSING: ReadonlySet<FailureKind> = new Set(["refused", "unreachable", "reset", "cut"]);

/** Statuses of a gateway whose server is away for a moment. */
export function isGatewayTrouble(status: number): boolean {
  return status === 502 || status === 503 || status === 504;
}

/**
 * Pause before a failed request is sent again.
 *
 * @param failed what is known: a change whose fate is unknown is never sent again
 * @param retries how often it was sent again already
 * @param random 0 to 1, spreads the pauses
 * @returns ms, or undefined when it is not sent again
 */
export function pauseAfterFailure(
  failed: { kind: FailureKind; fate: Fate },
  retries: number,
  random: number,
): number | undefined {
  if (failed.fate === "unknown" || !PASSING.has(failed.kind) || retries >= RETRIES) return undefined;
  return backoff(retries, random);
}

/**
 * Pause before a request is sent again because of its answer: 429 (nothing was done), and 502, 503, 504 of reads.
 *
 * @param now ms since the epoch, for `Retry-After` as a date
 * @returns ms, or undefined when the answer is final or the server wants to be left alone for too long
 */
export function pauseAfterAnswer(
  answer: { status: number; headers: Record<string, string> },
  repeatable: boolean,
  retries: number,
  random: number,
  now: number,
): number | undefined {
  const { status, headers } = answer;
  const busy = status === 429;
  if (!busy && !(repeatable && isGatewayTrouble(status))) return undefined;
  if (retries >= (busy ? RETRIES_429 : RETRIES)) return undefined;
  const asked = retryAfter(headers, now);
  if (asked > LONGEST_PAUSE) return undefined;
  return asked > 0 ? asked : backoff(retries, random);
}

/** Grows with each attempt; half of it is left to chance, so that many plays do not come back at once. */
function backoff(retries: number, random: number): number {
  return FIRST_PAUSE * GROWTH ** retries * (0.5 + random / 2);
}
