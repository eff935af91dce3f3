/** Waits for the job (or jobs) that the step's answer named. */
import { z } from "zod";
import { isObject } from "../model/json.ts";
import { Duration } from "../model/profile.ts";
import type { JobReport } from "../model/report.ts";
import { formatDuration, parseDuration } from "../text/duration.ts";
import { awaitJob, type JobOutcome } from "../jobs/await_job.ts";
import type { WaitContext, WaitKind, WaitResult } from "./types.ts";

const Fields = z.strictObject({ success_state: z.string().optional(), timeout: Duration.optional() });

export const jobWait: WaitKind<z.infer<typeof Fields>> = {
  type: "job",
  fields: Fields,
  run(wait, context) {
    const timeout = wait.timeout === undefined ? context.timeout : parseDuration(wait.timeout);
    return awaitOwnJobs(context, timeout, wait.success_state);
  },
};

/** Waits for every job of the step's answer, one after the other. */
export async function awaitOwnJobs(
  context: WaitContext,
  timeout: number,
  until: string | undefined,
): Promise<WaitResult> {
  const ids = jobIds(context.answer?.json);
  if (ids.length === 0) return { failures: ["the answer names no job to wait for"], waited: 0 };
  const result: WaitResult = { failures: [], waited: 0 };
  for (const id of ids) {
    const options = { api: context.api, timeout, ...(until === undefined ? {} : { until }) };
    const outcome = await awaitJob(context.watch, id, options);
    result.waited += outcome.waited;
    result.job = worst(result.job, outcome.job);
    const failure = failureOf(outcome, timeout);
    if (failure !== undefined) result.failures.push(failure);
    if (outcome.outcome === "not-started" || outcome.outcome === "unreachable") {
      result.unavailable = failure ?? "";
    }
  }
  return result;
}

/** Job ids of an answer: `job_id`, the list or object `job_ids`, the old `jobId`. */
export function jobIds(json: unknown): string[] {
  if (!isObject(json)) return [];
  const many = json["job_ids"];
  const listed = Array.isArray(many) ? many : isObject(many) ? Object.values(many) : [];
  const all = [json["job_id"], json["jobId"], ...listed];
  return [...new Set(all.filter((id): id is string => typeof id === "string" && id !== ""))];
}

function failureOf(outcome: JobOutcome, timeout: number): string | undefined {
  const { job_id, status } = outcome.job;
  const limit = formatDuration(timeout);
  switch (outcome.outcome) {
    case "finished":
      return undefined;
    case "failed":
      return `job ${job_id} ended ${status}`;
    case "unknown":
      return `job ${job_id} is not known to the server; its work was not seen to finish`;
    case "overrun":
      return `job ${job_id} is still ${status} after its limit of ${limit}`;
    case "not-started":
      return `no worker took job ${job_id} within ${limit}`;
    case "unreachable":
      return `the state of job ${job_id} cannot be read: ${status}`;
  }
}

/** The job worth showing: one that did not finish before one that did. */
function worst(known: JobReport | undefined, next: JobReport): JobReport {
  return known === undefined || known.status === "finished" ? next : known;
}
