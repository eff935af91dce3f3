/**
 * Which run an exchange belongs to: by its path, by the run that it created, by the job that it asks about, by the
 * page that it came from.
 */
import { parseEndpoint, plainConfig } from "../endpoints/parse_endpoint.ts";
import { isObject, parseJson } from "../model/json.ts";
import type { RunOfExchange } from "./events_of.ts";
import { headerOf } from "./headers.ts";
import type { SeenExchange } from "./types.ts";

/** Most jobs that are remembered. */
const MOST_JOBS = 100_000;

/** Remembers which run started which job. */
export class RunFinder {
  readonly #jobs = new Map<string, RunOfExchange>();

  /** The run, or undefined when nothing tells it. */
  find(exchange: SeenExchange): RunOfExchange | undefined {
    const target = parseEndpoint(exchange.path);
    if (target?.runId !== undefined) {
      return ofRun(target.runId, target.config ?? exchange.config);
    }
    return createdRun(exchange) ?? ofRun(exchange.runId, exchange.config) ?? this.#runOfJob(exchange) ??
      runOfPage(exchange);
  }

  /** Remembers the jobs of a run. */
  learn(run: RunOfExchange, jobs: readonly string[]): void {
    for (const id of jobs) {
      if (this.#jobs.size >= MOST_JOBS) this.#jobs.clear();
      this.#jobs.set(id, run);
    }
  }

  #runOfJob({ path, body }: SeenExchange): RunOfExchange | undefined {
    const asked = /\/(?:jobstatus|jobinfo|canceljob)(?:\/([^/?#]+))?\/?(?:[?#]|$)/.exec(path);
    if (asked === null) return undefined;
    if (asked[1] !== undefined) return this.#jobs.get(asked[1]);
    const listed = body.kind === "json" ? parseJson(body.text) : undefined;
    const ids = isObject(listed) && Array.isArray(listed["job_ids"]) ? listed["job_ids"] : [];
    const known = ids.find((id) => typeof id === "string" && this.#jobs.has(id));
    return typeof known === "string" ? this.#jobs.get(known) : undefined;
  }
}

/** True for the request that makes a run: `/rq-engine/create/`, its alias, and the test support's. */
export function isRunCreation(method: string, path: string): boolean {
  return method.toUpperCase() === "POST" &&
    /^(?:\/rq-engine(?:\/api)?\/create|(?:\/weppcloud)?\/tests\/api\/create-run)\/?(?:[?#]|$)/.test(path);
}

/** The run that an exchange made: a redirect to its page, or the test support's answer. */
export function createdRun({ method, path, answer }: SeenExchange): RunOfExchange | undefined {
  if (answer === undefined || !isRunCreation(method, path)) return undefined;
  const location = headerOf(answer.headers, "location");
  if (location !== undefined) {
    const target = parseEndpoint(location);
    return ofRun(target?.runId, target?.config);
  }
  const made = parseJson(answer.text ?? "");
  const run = isObject(made) && isObject(made["run"]) ? made["run"] : {};
  const [id, config] = [run["runid"], run["config"]];
  return typeof id === "string" ? ofRun(id, typeof config === "string" ? config : undefined) : undefined;
}

/** A request of a run's page, as WEPPcloud's own recorder counts it to that run. */
function runOfPage({ headers }: SeenExchange): RunOfExchange | undefined {
  const target = parseEndpoint(headerOf(headers, "referer") ?? "");
  return ofRun(target?.runId, target?.config);
}

function ofRun(id: string | undefined, config: string | undefined): RunOfExchange | undefined {
  if (id === undefined || id === "") return undefined;
  return { id, ...(config === undefined || config === "" ? {} : { config: plainConfig(config) }) };
}
