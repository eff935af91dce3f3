/** Waits for the job (or jobs) that the step's answer named. */
import { z } from "zod";
import { jobIds } from "../endpoints/job_ids.ts";
import { awaitJobs, type JobOutcome } from "../jobs/await_job.ts";
import { Duration } from "../model/profile.ts";
import { counted } from "../text/counted.ts";
import { formatDuration, parseDuration } from "../text/duration.ts";
import type { WaitContext, WaitKind, WaitResult } from "./types.ts";

export { jobIds };

/** A job seen at an earlier state may still fail: only its end counts. */
export const JOB_DONE = "must be finished: a job at an earlier state may still fail";
const Fields = z.strictObject({
  success_state: z.literal("finished", JOB_DONE).optional(),
  timeout: Duration.optional(),
});

export const jobWait: WaitKind<z.infer<typeof Fields>> = {
  type: "job",
  fields: Fields,
  run(wait, context) {
    const timeout = wait.timeout === undefined ? context.timeout : parseDuration(wait.timeout);
    return awaitOwnJobs(context, timeout, wait.success_state);
  },
};

/** From bad to good: the first that is met is shown. */
const WORST_FIRST: readonly JobOutcome["outcome"][] = [
  "failed",
  "overrun",
  "unknown",
  "not-started",
  "unreachable",
  "pending",
  "finished",
];

/**
 * Waits for every job of the step's answer, side by side. When one fails, the others are read once: all
 * failures are told, none is waited for.
 *
 * @param timeout ms for all of them together
 * @param until state that counts as success (default `finished`); a later one on the good way counts too
 */
export async function awaitOwnJobs(
  context: WaitContext,
  timeout: number,
  until: string | undefined,
): Promise<WaitResult> {
  const ids = jobIds(context.answer?.json);
  if (ids.length === 0) return { failures: ["the answer names no job to wait for"], waited: 0 };
  const { api, takenWithin } = context;
  const options = {
    api,
    timeout,
    ...(until === undefined ? {} : { until }),
    ...(takenWithin === undefined ? {} : { takenWithin }),
  };
  const outcomes = await awaitJobs(context.watch, ids, options);
  const result: WaitResult = { failures: [], waited: Math.max(...outcomes.map((one) => one.waited)) };
  for (const outcome of outcomes) {
    const failure = failureOf(outcome, timeout, until);
    if (failure === undefined) continue;
    result.failures.push(failure);
    if (outcome.outcome === "not-started" || outcome.outcome === "unreachable") {
      result.unavailable ??= failure;
      if (outcome.gone === true) result.gone = true;
    }
  }
  const worst = WORST_FIRST.flatMap((kind) => outcomes.filter(({ outcome }) => outcome === kind))[0];
  if (worst !== undefined) result.job = worst.job;
  return result;
}

function failureOf(outcome: JobOutcome, timeout: number, until = "finished"): string | undefined {
  const { job_id, status } = outcome.job;
  const { goingOn = 0, ahead = 0 } = outcome;
  const limit = formatDuration(timeout);
  switch (outcome.outcome) {
    case "finished":
    case "pending":
      return undefined;
    case "failed":
      return `job ${job_id} ended ${status}${until === "finished" ? "" : `, not ${until}`}` +
        (goingOn === 0 ? "" : ` while ${counted(goingOn, "job")} of its tree still went on`);
    case "unknown":
      return `job ${job_id} is not known to the server; its work was not seen to finish`;
    case "overrun":
      return `job ${job_id} is still ${status} after its limit of ${limit}`;
    case "not-started":
      return `no worker took job ${job_id} within ${formatDuration(outcome.waited)}` +
        (ahead === 0 ? "" : `; ${counted(ahead, "job")} stood before it in the queue`);
    case "unreachable":
      return `the state of job ${job_id} cannot be read: ${status}`;
  }
}
