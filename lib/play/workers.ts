/** Is a worker there? A trivial job through the queue is the only sure sign; no endpoint tells it. */
import { ProfileError } from "../errors.ts";
import { runSegment } from "../http/server_urls.ts";
import { awaitJob, type JobWatch } from "../jobs/await_job.ts";
import { cancelJobs } from "./jobs/cancel.ts";
import type { OwnJobs } from "./jobs/own_jobs.ts";
import { formatDuration } from "../text/duration.ts";
import { jobIds } from "../waits/job.ts";

/** What checking the workers needs. */
export interface WorkerCheck {
  runId: string;
  config: string;
  /** Ms until the trivial job must be done. */
  timeout: number;
  ownJobs: OwnJobs;
}

/**
 * Sends the trivial job `hello-world` through the queue before the first mutation.
 *
 * @returns what was found in words; `checked` is false where the server offers no such job
 * @throws ProfileError unavailable when no worker takes it
 */
export async function checkWorkers(
  watch: JobWatch,
  { runId, config, timeout, ownJobs }: WorkerCheck,
): Promise<{ checked: boolean; words: string }> {
  const path = `/rq-engine/api/runs/${runSegment(runId)}/${encodeURIComponent(config)}/hello-world`;
  const url = new URL(watch.urls.origin + path);
  const answer = await watch.client.send({
    method: "POST",
    url,
    headers: watch.session.headersFor("POST", url),
    // A second one does no harm: it says hello, too.
    repeatable: true,
  });
  const [jobId] = jobIds(answer.json);
  if (answer.status < 300 && jobId === undefined) {
    throw new ProfileError("unavailable", `${url.pathname} answered HTTP ${answer.status} without a job`, {
      remedy: "Check that --base-url names a WEPPcloud",
    });
  }
  if (jobId === undefined) {
    return {
      checked: false,
      words:
        `workers not checked: hello-world answered HTTP ${answer.status}; the first job must be taken within ${
          formatDuration(timeout)
        }`,
    };
  }
  ownJobs.started([jobId], "rq-engine", "workers");
  const quiet: JobWatch = { ...watch, onState: (id, status) => ownJobs.seen(id, status) };
  const { outcome, job, waited } = await awaitJob(quiet, jobId, { api: "rq-engine", timeout });
  if (outcome === "finished") {
    return { checked: true, words: `a worker answered after ${formatDuration(waited)}` };
  }
  if (outcome === "not-started") {
    const [own] = ownJobs.open.filter(({ id }) => id === jobId);
    // Else one more would wait in the queue after each try.
    if (own !== undefined) await cancelJobs([own], watch);
    throw new ProfileError("unavailable", `No worker took a trivial job within ${formatDuration(timeout)}`, {
      remedy: "Start the RQ workers of the server; if they are busy with long jobs, raise --worker-timeout",
    });
  }
  if (outcome === "overrun" || outcome === "unreachable") {
    const what = outcome === "overrun" ? "is not done" : `cannot be read (${job.status})`;
    throw new ProfileError(
      "unavailable",
      `The trivial job that checks the workers ${what} after ${formatDuration(waited)}`,
      {
        remedy: "Look at the RQ workers and at the server's log, or raise --worker-timeout",
      },
    );
  }
  throw new ProfileError("unavailable", `The trivial job that checks the workers ended ${job.status}`, {
    remedy: "Look at the logs of the RQ workers",
  });
}
