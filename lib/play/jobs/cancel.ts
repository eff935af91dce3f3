/** Asks the server to cancel jobs that a stopped play has left behind: best effort, within a few seconds. */
import type { Session } from "../../auth/session.ts";
import { messageOf } from "../../errors.ts";
import type { HttpClient } from "../../http/client.ts";
import type { ServerUrls } from "../../http/server_urls.ts";
import { jobUrl } from "../../jobs/job_api.ts";
import { isObject } from "../../model/json.ts";
import type { OwnJob } from "./own_jobs.ts";

/** Longest time for all of them together, ms: who pressed Ctrl-C does not want to wait. */
const LIMIT = 3000;

/** What became of one job; `failure` is missing when the server took the request. */
export interface Cancellation {
  job: OwnJob;
  failure?: string;
}

/**
 * Cancels jobs, side by side. The new API takes a POST with the bearer, the old one a GET.
 *
 * @param limit ms for all of them together
 */
export async function cancelJobs(
  jobs: readonly OwnJob[],
  { client, session, urls }: { client: HttpClient; session: Session; urls: ServerUrls },
  limit = LIMIT,
): Promise<Cancellation[]> {
  // The play's own signal has stopped everything else already.
  const signal = AbortSignal.timeout(limit);
  return await Promise.all(jobs.map(async (job): Promise<Cancellation> => {
    const method = job.api === "legacy" ? "GET" : "POST";
    const url = jobUrl(urls, job.api, "canceljob", job.id);
    try {
      const headers = session.headersFor(method, url);
      const { status, json } = await client.send({ method, url, headers, signal, redirect: "manual" });
      if (status >= 300) return { job, failure: `HTTP ${status}` };
      const refused = isObject(json) && (json["Success"] === false || json["status"] === "not_found");
      return refused ? { job, failure: "the server does not know it" } : { job };
    } catch (error) {
      return { job, failure: signal.aborted ? "no answer in time" : messageOf(error) };
    }
  }));
}

/** A sentence for the report. */
export function cancellationWords({ job, failure }: Cancellation): string {
  return failure === undefined
    ? `job ${job.id} of ${job.step} was still going on and was canceled`
    : `job ${job.id} of ${job.step} may still go on: it could not be canceled (${failure})`;
}
