/** Waits for a background job until it ends, overruns its limit, or turns out to be unknown. */
import type { HttpAnswer, HttpClient } from "../http/client.ts";
import type { ServerUrls } from "../http/server_urls.ts";
import { isObject } from "../model/json.ts";
import type { JobReport } from "../model/report.ts";
import type { Session } from "../auth/session.ts";
import { type PollBudget, pollInterval } from "./pacing.ts";
import { readJobTree } from "./tree.ts";

/** Which generation's addresses a job is asked at. */
export type JobApi = "rq-engine" | "legacy";

/** What waiting for jobs needs. */
export interface JobWatch {
  client: HttpClient;
  urls: ServerUrls;
  session: Session;
  budget: PollBudget;
  now: () => number;
  sleep: (ms: number) => Promise<void>;
  /** Called when the state changes, with ms waited. */
  onState?: (jobId: string, status: string, waited: number) => void;
}

/** How a wait ended. `overrun`: it started and is not done; `not-started`: no worker took it. */
export interface JobOutcome {
  outcome: "finished" | "failed" | "unknown" | "overrun" | "not-started" | "unreachable";
  job: JobReport;
  waited: number;
}

const BAD_ENDS = new Set(["failed", "stopped", "canceled"]);

/**
 * Polls a job until it ends.
 *
 * @param jobId as the server gave it; never normalised
 * @param options.timeout ms
 * @param options.until state that counts as success (default `finished`)
 */
export async function awaitJob(
  watch: JobWatch,
  jobId: string,
  options: { api: JobApi; timeout: number; until?: string },
): Promise<JobOutcome> {
  const until = options.until ?? "finished";
  const began = watch.now();
  let status = "unknown";
  let everStarted = false;
  while (true) {
    await watch.sleep(watch.budget.delay(watch.now()));
    watch.budget.note(watch.now());
    const answer = await watch.client.send({
      method: "GET",
      url: jobUrl(watch.urls, options.api, "jobstatus", jobId),
    });
    const waited = watch.now() - began;
    const seen = statusOf(answer);
    if (seen !== undefined && seen !== status) watch.onState?.(jobId, seen, waited);
    status = seen ?? status;
    everStarted ||= status === "started" || hasStarted(answer);
    if (status === until) return { outcome: "finished", job: { job_id: jobId, status }, waited };
    if (status === "not_found") return { outcome: "unknown", job: { job_id: jobId, status }, waited };
    const refused = answer.status >= 400 && answer.status !== 429 && answer.status !== 404;
    const ended = BAD_ENDS.has(status) || status === "finished";
    if (!ended && !refused && waited < options.timeout) {
      const retryAfter = Number(answer.headers["retry-after"] ?? 0) * 1000;
      const pause = answer.status === 429 ? Math.max(retryAfter, 250) : pollInterval(waited);
      await watch.sleep(Math.min(pause, Math.max(0, options.timeout - waited) + 1));
      continue;
    }
    const described = await describe(watch, jobId, options.api, refused ? `HTTP ${answer.status}` : status);
    if (ended) return { outcome: "failed", job: described.job, waited };
    if (refused) return { outcome: "unreachable", job: described.job, waited };
    return {
      outcome: everStarted || described.started ? "overrun" : "not-started",
      job: described.job,
      waited,
    };
  }
}

/** Address of a job's status or tree. */
export function jobUrl(urls: ServerUrls, api: JobApi, what: "jobstatus" | "jobinfo", jobId: string): URL {
  const root = api === "rq-engine" ? `${urls.origin}/rq-engine/api` : `${urls.base}/rq/api`;
  return new URL(`${root}/${what}/${encodeURIComponent(jobId)}`);
}

function statusOf(answer: HttpAnswer): string | undefined {
  if (answer.status === 404) return "not_found";
  if (!isObject(answer.json)) return undefined;
  const { status } = answer.json;
  return typeof status === "string" ? status : undefined;
}

function hasStarted(answer: HttpAnswer): boolean {
  return isObject(answer.json) && typeof answer.json["started_at"] === "string";
}

async function describe(watch: JobWatch, jobId: string, api: JobApi, status: string) {
  const answer = await watch.client.send({ method: "GET", url: jobUrl(watch.urls, api, "jobinfo", jobId) });
  const tree = readJobTree(answer.json);
  const job: JobReport = { job_id: jobId, status, tree: tree.lines };
  if (tree.traceback !== undefined) job.traceback = tree.traceback;
  return { job, started: tree.started };
}
