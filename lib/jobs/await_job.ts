/** Waits for background jobs until they end, overrun their limit, or turn out to be unknown. */
import { isObject } from "../model/json.ts";
import type { JobReport } from "../model/report.ts";
import { AskedJob } from "./asked_job.ts";
import { type JobApi, jobUrl } from "./job_api.ts";
import { askUntil, isNoAnswer, type QuestionEnd } from "./poll.ts";
import { goingOn } from "./states.ts";
import { readJobTree } from "./tree.ts";
import type { JobWatch } from "./watch.ts";

export { type JobApi, jobUrl };
export type { JobWatch };

/**
 * How a wait ended. `overrun`: it started and is not done; `not-started`: no worker took it; `unreachable`: its
 * state cannot be read; `pending`: it was left going because another job of the same wait failed.
 */
export interface JobOutcome {
  outcome: "finished" | "failed" | "unknown" | "overrun" | "not-started" | "unreachable" | "pending";
  job: JobReport;
  /** Jobs of its tree that still went on when it ended. */
  goingOn?: number;
  /** With `unreachable`: nothing answers there any more. */
  gone?: boolean;
  /** Jobs in the queue before one that no worker took, when the server tells. */
  ahead?: number;
  /** Ms. */
  waited: number;
}

/** How to wait for jobs. */
export interface AwaitOptions {
  /** Generation to ask first; the other is asked when this one does not know the job. */
  api: JobApi;
  /** Ms. */
  timeout: number;
  /**
   * State that counts as success (default `finished`). A later state on the good way counts too: a job that is
   * `finished` when `started` was waited for has passed it. A job that ends in any other way has failed.
   */
  until?: string;
  /** Ms within which a worker must have taken one of the jobs; without it they may be queued until the limit. */
  takenWithin?: number;
}

/** Longest time for the tree of a job, ms: it explains, nothing depends on it. */
const TREE_LIMIT = 10_000;

/**
 * Polls a job until it ends. Network errors and 5xx answers are waited out until the limit.
 *
 * @param jobId as the server gave it; never normalised
 * @throws ProfileError refused by the guard, unavailable when the session cannot be renewed; what aborts
 */
export async function awaitJob(watch: JobWatch, jobId: string, options: AwaitOptions): Promise<JobOutcome> {
  const [outcome] = await awaitJobs(watch, [jobId], options);
  if (outcome === undefined) throw new TypeError("A wait for one job gave no outcome");
  return outcome;
}

/**
 * Polls several jobs side by side, within one limit. When one ends badly, the others are read once and left.
 *
 * @returns one outcome for each id, in their order
 */
export async function awaitJobs(
  watch: JobWatch,
  jobIds: readonly string[],
  options: AwaitOptions,
): Promise<JobOutcome[]> {
  const { api, timeout, until = "finished", takenWithin = Infinity } = options;
  const began = watch.now();
  const jobs = jobIds.map((id) => new AskedJob(watch, id, api, until));
  const endedBadly = () => jobs.some(({ outcome }) => outcome !== undefined && outcome !== "finished");
  const untaken = () =>
    watch.now() - began >= takenWithin &&
    jobs.every(({ started, status, outcome }) => outcome === undefined && !started && status === "queued");
  const ends = await askUntil(watch, jobs, timeout, () => endedBadly() || untaken());
  const outcomes: JobOutcome[] = [];
  for (const [at, job] of jobs.entries()) {
    const end = ends[at];
    // Nothing ended badly and yet it is over: no worker is there.
    const how = end?.how === "stopped" && !endedBadly() ? "late" : end?.how;
    if (end !== undefined && how !== undefined) outcomes.push(await settle(watch, job, { ...end, how }));
  }
  return outcomes;
}

async function settle(watch: JobWatch, job: AskedJob, end: QuestionEnd): Promise<JobOutcome> {
  const { waited } = end;
  const told = (outcome: JobOutcome["outcome"], status: string): JobOutcome => ({
    outcome,
    job: { job_id: job.name, status },
    waited,
  });
  const unread = () => {
    const why = job.refusal ?? end.trouble ?? "the answers name no state";
    return job.strange
      ? told("unknown", "not_found")
      : { ...told("unreachable", job.seen ? `${job.status}, then ${why}` : why), gone: end.gone };
  };
  if (job.outcome === "finished") return told("finished", job.status);
  if (job.outcome === "unknown") return told("unknown", "not_found");
  if (job.outcome === "unreachable" || end.how === "refused") return unread();
  if (end.how === "stopped") return told("pending", job.status);
  if (job.outcome === undefined && (!job.seen || end.away)) return unread();
  const described = await describe(watch, job);
  const { goingOn } = described;
  if (job.outcome === "failed") return { outcome: "failed", job: described.job, goingOn, waited };
  if (job.started || described.started) return { outcome: "overrun", job: described.job, goingOn, waited };
  const ahead = job.ahead === undefined ? {} : { ahead: job.ahead };
  return { outcome: "not-started", job: described.job, ...ahead, waited };
}

/** The job with its tree, as far as the server gives it. */
async function describe(
  watch: JobWatch,
  asked: AskedJob,
): Promise<{ job: JobReport; started: boolean; goingOn: number }> {
  const job: JobReport = { job_id: asked.name, status: asked.status };
  const url = jobUrl(watch.urls, asked.api, "jobinfo", asked.name);
  const headers = watch.session.headersFor("GET", url);
  const request = { method: "GET", url, headers, timeout: TREE_LIMIT, retry: false };
  const answer = await watch.client.send(request).catch((error: unknown) => {
    if (isNoAnswer(error)) return undefined;
    throw error;
  });
  if (answer?.status !== 200 || !isObject(answer.json)) return { job, started: false, goingOn: 0 };
  const tree = readJobTree(answer.json);
  job.tree = tree.lines;
  if (tree.traceback !== undefined) job.traceback = tree.traceback;
  return { job, started: tree.started, goingOn: goingOn(tree.states) };
}
