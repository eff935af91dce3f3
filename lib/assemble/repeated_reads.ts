/**
 * Reads that were sent again until they succeeded: the same GET of the same user failed, then was answered, with no
 * change in between and at most a minute from one to the next.
 *
 * - 404, 409, 425 or 202 first: the page waited for something to appear. The last change before the first of them
 *   caused it and gets the wait, unless it waits for a job that was polled at least as long.
 * - Only 429, 5xx or no answer: a retry, which needs no wait.
 */
import { addressOf, endOf, isChange, isOfRun, mayHaveChanged, sameUser } from "./same_request.ts";
import { isHousekeeping, polledJob } from "./rules/requests.ts";
import { REPEATED_READS, RETRIES } from "./rules/sequences.ts";
import type { Repeat } from "./repeats.ts";
import type { Recorded } from "./types.ts";

/** Ms from one attempt to the next. */
const NEXT_WITHIN = 60_000;
/** What a server answers for what is not there yet; the same that a wait takes for it. */
const NOT_YET = new Set([202, 404, 409, 425]);

/** A wait that belongs to a change. */
export interface FoundWait {
  /** The change that caused what was waited for. */
  cause: Recorded;
  /** The read that succeeded. */
  read: Recorded;
  /** Reads that failed before it. */
  failed: Recorded[];
  /** The cause's own wait for a job covers it. */
  byJob: boolean;
}

/** What was found. */
export interface RepeatedReads {
  folded: Map<Recorded, Repeat>;
  waits: FoundWait[];
}

/** Finds them among the requests of a log, in time order. */
export function findRepeatedReads(
  requests: readonly Recorded[],
  context: {
    runId: string;
    origins: ReadonlySet<string>;
    started: ReadonlyMap<Recorded, string>;
  },
): RepeatedReads {
  const found: RepeatedReads = { folded: new Map(), waits: [] };
  const lastPolls = lastPollOfJobs(requests);
  const open = new Map<string, Recorded[]>();
  let cause: Recorded | undefined;
  let causes = new Map<Recorded, Recorded | undefined>();
  for (const recorded of requests) {
    if (Number.isNaN(recorded.time)) continue;
    if (isChange(recorded, context)) {
      if (!mayHaveChanged(recorded)) continue;
      // What fails before a change and succeeds behind it is another matter.
      open.clear();
      causes = new Map();
      cause = recorded;
      continue;
    }
    if (recorded.method !== "GET" || !isOfRun(recorded, context) || isHousekeeping(recorded)) continue;
    const address = addressOf(recorded);
    const before = (open.get(address) ?? []).filter((one) => sameUser(one, recorded));
    const last = before.at(-1);
    const attempts = last !== undefined && isNext(last, recorded) ? before : [];
    if (isAttempt(recorded)) {
      causes.set(recorded, cause);
      open.set(address, [...attempts, recorded]);
      continue;
    }
    open.delete(address);
    const [first] = attempts;
    if (first === undefined || recorded.outcome !== "ok") continue;
    const waited = attempts.some(({ status }) => NOT_YET.has(status ?? 0));
    for (const one of attempts) {
      found.folded.set(one, {
        rule: waited ? REPEATED_READS.name : RETRIES.name,
        of: recorded,
        words: one.trouble ?? `was answered with ${one.status}`,
      });
    }
    const by = causes.get(first);
    if (!waited || by === undefined) continue;
    const polled = lastPolls.get(context.started.get(by) ?? "") ?? -Infinity;
    const lastFailed = attempts.at(-1)?.time ?? Infinity;
    found.waits.push({ cause: by, read: recorded, failed: attempts, byJob: polled >= lastFailed });
  }
  return found;
}

/** Failed in a way that may pass. */
function isAttempt({ outcome, status = 0 }: Recorded): boolean {
  return outcome === "lost" || NOT_YET.has(status) || status === 429 || status >= 500;
}

function isNext(last: Recorded, next: Recorded): boolean {
  const end = endOf(last);
  return next.time - (Number.isNaN(end) ? last.time : Math.min(end, next.time)) <= NEXT_WITHIN;
}

function lastPollOfJobs(requests: readonly Recorded[]): Map<string, number> {
  const last = new Map<string, number>();
  for (const recorded of requests) {
    const id = polledJob(recorded);
    if (id !== undefined && id !== "") last.set(id, Math.max(recorded.time, last.get(id) ?? -Infinity));
  }
  return last;
}
