/** The two generations of the API that jobs are asked at. */
import type { ServerUrls } from "../http/server_urls.ts";

/** Which generation's addresses a job is asked at. */
export type JobApi = "rq-engine" | "legacy";

/**
 * The generation that a request's path belongs to; its job is asked there first.
 *
 * @param path path of the URL that was sent, with or without the site's prefix
 * @param fallback for paths that belong to neither
 * @example
 * ```ts
 * import { jobApiOf } from "./job_api.ts";
 * jobApiOf("/weppcloud/runs/ample-otter/cfg/rq/api/run_wepp", "rq-engine"); // "legacy"
 * ```
 */
export function jobApiOf(path: string, fallback: JobApi): JobApi {
  if (path.startsWith("/rq-engine/")) return "rq-engine";
  if (path.startsWith("/query-engine/")) return fallback;
  return /\/(rq\/api|tasks)\//.test(path) ? "legacy" : fallback;
}

/** The other generation. */
export function otherApi(api: JobApi): JobApi {
  return api === "legacy" ? "rq-engine" : "legacy";
}

/** Address of a job's status or tree, or of its cancellation. */
export function jobUrl(
  urls: ServerUrls,
  api: JobApi,
  what: "jobstatus" | "jobinfo" | "canceljob",
  jobId: string,
): URL {
  const root = api === "rq-engine" ? `${urls.origin}/rq-engine/api` : `${urls.base}/rq/api`;
  return new URL(`${root}/${what}/${encodeURIComponent(jobId)}`);
}
