/** The states of a job, in their order. */

/** States on the good way; a job that is not over can go back to none of those before. */
const ORDER: Readonly<Record<string, number>> = {
  scheduled: 0,
  deferred: 0,
  queued: 1,
  started: 2,
  finished: 3,
};
const BAD_ENDS: ReadonlySet<string> = new Set(["failed", "stopped", "canceled", "error"]);

/** True for a state that nothing good comes after; both spellings of `canceled` are met. */
export function isBadEnd(status: string): boolean {
  return BAD_ENDS.has(plain(status));
}

/**
 * True when the state is the one waited for, or a later one on the good way: a job that is `finished` was
 * `queued` and `started` before, seen or not. Words that are no state of a job count as themselves only.
 *
 * @example
 * ```ts
 * import { hasReached } from "./states.ts";
 * [hasReached("finished", "started"), hasReached("failed", "started")]; // [true, false]
 * ```
 */
export function hasReached(status: string, until: string): boolean {
  if (plain(status) === plain(until)) return true;
  const [at, goal] = [ORDER[status], ORDER[until]];
  return at !== undefined && goal !== undefined && at > goal;
}

function plain(status: string): string {
  return status === "cancelled" ? "canceled" : status;
}
