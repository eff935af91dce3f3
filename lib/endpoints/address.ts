/** Addresses of a profile's steps in both generations of the API: which form one has, and what it is in the other. */
import { type Api, taskOf } from "./table.ts";

/** An address in the form of one generation. */
export interface FormedPath {
  api: Api;
  /** What the address is for: a task of a run, or a question about jobs. */
  about: "task" | "jobs" | "other";
  /** The same in the other generation; undefined when there is none. */
  other?: string;
  /** The other generation is asked with another method. */
  otherMethod?: "GET" | "POST";
}

const RUN = /^(?:\/weppcloud)?\/runs\/([^/]+)\/([^/]+)\/([^?]*)(\?.*)?$/;
const ENGINE = /^\/rq-engine\/api\/runs\/([^/]+)\/([^/]+)\/([^?]*)(\?.*)?$/;
/** Jobs are asked for outside of runs; old pages asked below their run as well. */
const LEGACY_JOBS =
  /^(?:\/weppcloud)?(?:\/runs\/[^/]+\/[^/]+)?\/rq\/api\/(jobstatus|jobinfo|canceljob)(\/[^?]*)?(\?.*)?$/;
const ENGINE_JOBS = /^\/rq-engine\/api\/(jobstatus|jobinfo|canceljob)(\/[^?]*)?(\?.*)?$/;

/**
 * The form of an address; undefined when it is the same in both generations: pages, reads, Flask tasks that have no
 * counterpart.
 *
 * @param path as a profile has it, with templates
 * @example
 * ```ts
 * import { formOf } from "./address.ts";
 * formOf("/weppcloud/runs/{{run_id}}/{{config}}/rq/api/run_wepp")?.other;
 * // "/rq-engine/api/runs/{{run_id}}/{{config}}/run-wepp"
 * ```
 */
export function formOf(path: string): FormedPath | undefined {
  const legacyJobs = LEGACY_JOBS.exec(path);
  if (legacyJobs !== null) {
    const [, what = "", id = "", query = ""] = legacyJobs;
    const other = `/rq-engine/api/${what}${id}${query}`;
    return { api: "legacy", about: "jobs", other, ...(what === "canceljob" ? { otherMethod: "POST" } : {}) };
  }
  const engineJobs = ENGINE_JOBS.exec(path);
  if (engineJobs !== null) {
    const [, what = "", id = "", query = ""] = engineJobs;
    const other = `/weppcloud/rq/api/${what}${id}${query}`;
    return {
      api: "rq-engine",
      about: "jobs",
      other,
      ...(what === "canceljob" ? { otherMethod: "GET" } : {}),
    };
  }
  const engine = ENGINE.exec(path);
  if (engine !== null) {
    const [, run, config, rest = "", query = ""] = engine;
    const legacy = taskOf("rq-engine", rest)?.legacy;
    const other = legacy === undefined ? {} : { other: `/weppcloud/runs/${run}/${config}/${legacy}${query}` };
    return { api: "rq-engine", about: legacy === undefined ? "other" : "task", ...other };
  }
  if (path.startsWith("/rq-engine/")) return { api: "rq-engine", about: "other" };
  const flask = RUN.exec(path);
  if (flask === null) return undefined;
  const [, run, config, rest = "", query = ""] = flask;
  const current = taskOf("weppcloud", rest)?.current;
  if (current !== undefined) {
    const other = `/rq-engine/api/runs/${run}/${config}/${current}${query}`;
    return { api: "legacy", about: "task", other };
  }
  return rest.startsWith("rq/api/") ? { api: "legacy", about: "other" } : undefined;
}

/** True for legacy addresses of the old job routes, which no current server has; Flask tasks may still be there. */
export function isJobRoute(path: string): boolean {
  return /\/rq\/api\//.test(path);
}
