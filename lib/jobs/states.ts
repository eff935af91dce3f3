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

/** States of work that goes on by itself; a `deferred` job waits for others and may wait for ever. */
const GOING: ReadonlySet<string> = new Set(["started", "queued", "scheduled"]);

/** How many jobs of a tree still go on. */
export function goingOn(states: readonly string[]): number {
  return states.filter((status) => GOING.has(status)).length;
}

/**
 * The bad end of a tree in which nothing goes on any more. Some servers call such a tree `deferred` for ever, as what
 * waits for a failed job never runs.
 *
 * @param states of all jobs of the tree
 * @returns undefined while something goes on, and when nothing ended badly
 */
export function deadEnd(states: readonly string[]): string | undefined {
  if (goingOn(states) > 0) return undefined;
  return ["failed", "error", "stopped", "canceled"].find((end) =>
    states.some((status) => plain(status) === end)
  );
}

function plain(status: string): string {
  return status === "cancelled" ? "canceled" : status;
}
