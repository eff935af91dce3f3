/**
 * Reads that only refresh the page. Their steps are marked `optional`; nothing is left out. A GET is one when
 *
 * - the same GET of the same user was answered before, and since that one was sent nothing can have changed the run:
 *   no change, no token fetched for one, no job under way, and, where the answers were recorded, the same answer;
 * - or it came before anything of that kind in the whole log, with a change behind it: the page was being opened.
 *
 * Downloads and the file browser are what a user asks for, never a refresh. Where a time is missing nothing is
 * marked.
 */
import { taskOf } from "../endpoints/table.ts";
import { answeredJobs } from "./jobs.ts";
import { addressOf, endOf, isChange, isOfRun, mayHaveChanged, rawUser } from "./same_request.ts";
import { isHousekeeping, isRunCreation, isSessionToken, polledJob } from "./rules/requests.ts";
import { PAGE_LOAD_READS, REFRESH_READS } from "./rules/sequences.ts";
import type { Recorded } from "./types.ts";

/** What only a user asks for. */
const DELIBERATE = /^(download|browse|export|gdalinfo|files|archive|report\/users)\b/;

/** A time in which the run may have changed, in ms. */
interface Span {
  from: number;
  to: number;
}

/** Marks the reads that only refresh; the value is the name of the rule. */
export function findRefreshes(
  requests: readonly Recorded[],
  context: {
    runId: string;
    origins: ReadonlySet<string>;
    started: ReadonlyMap<Recorded, string>;
  },
): Map<Recorded, string> {
  const marked = new Map<Recorded, string>();
  const spans = changingSpans(requests, context);
  const lastChange = requests.findLast((one) => isChange(one, context) && one.outcome === "ok");
  if (spans.some(({ from }) => Number.isNaN(from))) return marked;
  spans.sort((a, b) => a.from - b.from);
  const answered = new Map<string, Recorded>();
  let changedUntil = -Infinity;
  let next = 0;
  for (const recorded of requests) {
    for (; (spans[next]?.from ?? Infinity) <= recorded.time; next++) {
      changedUntil = Math.max(changedUntil, spans[next]?.to ?? Infinity);
    }
    if (recorded.method !== "GET" || recorded.outcome !== "ok" || Number.isNaN(recorded.time)) continue;
    const { rest } = recorded.target;
    if (!isOfRun(recorded, context) || isHousekeeping(recorded) || DELIBERATE.test(rest)) continue;
    const key = `${rawUser(recorded) ?? ""}\n${addressOf(recorded)}`;
    const before = answered.get(key);
    // The first read of a capture is none that repeats.
    if (recorded.inWindow) answered.set(key, recorded);
    if (before !== undefined && changedUntil < before.time && endOf(before) <= recorded.time) {
      if (sameAnswer(before, recorded)) marked.set(recorded, REFRESH_READS.name);
    }
    const isFirst = changedUntil === -Infinity && lastChange !== undefined && lastChange.time > recorded.time;
    if (isFirst) marked.set(recorded, PAGE_LOAD_READS.name);
  }
  return marked;
}

/** All times in which a change was sent or a job was at work. */
function changingSpans(
  requests: readonly Recorded[],
  context: Parameters<typeof findRefreshes>[1],
): Span[] {
  const spans: Span[] = [];
  const polls = new Map<string, Span>();
  for (const recorded of requests) {
    const job = polledJob(recorded);
    if (job !== undefined) {
      const { from = recorded.time, to = recorded.time } = polls.get(job) ?? {};
      polls.set(job, { from, to: Math.max(to, recorded.time) });
    }
  }
  for (const recorded of requests) {
    if (isRunCreation(recorded)) continue;
    if (isSessionToken(recorded)) spans.push({ from: recorded.time, to: recorded.time });
    if (!isChange(recorded, context) || !mayHaveChanged(recorded)) continue;
    const end = endOf(recorded);
    const polled = polls.get(context.started.get(recorded) ?? "");
    // A job that nobody polled ends at a time that nobody knows.
    const to = polled?.to ?? (mayStartJob(recorded) ? Infinity : Number.isNaN(end) ? recorded.time : end);
    spans.push({ from: recorded.time, to });
  }
  return [...spans, ...polls.values()];
}

function mayStartJob(recorded: Recorded): boolean {
  if (recorded.end?.responseMeta?.body !== undefined) return answeredJobs(recorded).length > 0;
  const { area, rest } = recorded.target;
  return taskOf(area, rest)?.enqueues !== false && (area === "rq-engine" || !rest.startsWith("tasks/"));
}

function sameAnswer(a: Recorded, b: Recorded): boolean {
  const [one, other] = [a, b].map(({ end }) => end?.responseMeta?.body);
  return one === undefined || other === undefined || one === other;
}
