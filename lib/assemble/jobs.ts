/**
 * Which request started which job. WEPPcloud does not record answers, so a job is known by its polls: the first
 * poll of a job belongs to the latest change before it that can have started one. A job that no recorded change
 * can have started shows that the change itself is absent from the log.
 */
import { jobIds } from "../endpoints/job_ids.ts";
import { taskOf } from "../endpoints/table.ts";
import { parseJson } from "../model/json.ts";
import { nameOfAbsent } from "./absent.ts";
import { isSessionToken, polledJob } from "./classify.ts";
import type { Recorded } from "./types.ts";

/** What the polls of a log tell. */
export interface JobFindings {
  /** Requests whose job was seen, with the job's id. */
  started: Map<Recorded, string>;
  /** When the job of a request was polled last, ms since 1970. */
  until: Map<Recorded, number>;
  /** One sentence for each change that left traces but is not in the log. */
  absent: string[];
  /** Traces that may mean nothing. */
  doubts: string[];
}

/**
 * Matches polls with the requests that started their jobs.
 *
 * @param requests the whole log, in time order
 * @param tasks job ids with their tasks, as far as the run still knows them
 * @param isIncomplete earlier requests of the log were not kept, so a change that is not found need not be absent
 */
export function findJobs(
  requests: readonly Recorded[],
  tasks: ReadonlyMap<string, string> = new Map(),
  isIncomplete = false,
): JobFindings {
  const started = new Map<Recorded, string>();
  const owner = new Map<string, Recorded | undefined>();
  const answered = new Map<string, number>();
  for (const request of requests) {
    for (const id of answeredJobs(request)) {
      started.set(request, id);
      owner.set(id, request);
    }
    const polled = polledJob(request);
    if (polled !== undefined && request.outcome === "ok") {
      answered.set(polled, (answered.get(polled) ?? 0) + 1);
    }
  }
  const absent: string[] = [];
  const doubts: string[] = [];
  const waiting = new Waiting();
  for (const [index, request] of requests.entries()) {
    const id = polledJob(request);
    if (id === undefined) {
      if (!started.has(request)) waiting.add(request);
      continue;
    }
    if (id === "" || owner.has(id) || !answered.has(id)) continue;
    const starter = waiting.takeBest();
    owner.set(id, starter);
    if (starter !== undefined) started.set(starter, id);
    else if (request.inWindow) {
      const trace = `Job ${id.slice(0, 8)} was polled (line ${request.line})`;
      // The legacy server answers 200 for jobs that do not exist, so a single poll of it proves nothing.
      if (isIncomplete) {
        doubts.push(`${trace}; the change that started it may lie far before the part that is assembled`);
      } else if (request.target.area === "weppcloud" && answered.get(id) === 1) {
        doubts.push(`${trace} once, and no change in the log can have started it`);
      } else {
        const named = nameOfAbsent(requests, index, id, tasks);
        absent.push(`${trace}, but the change that started it is not in the log${named}`);
      }
    }
  }
  const until = new Map<Recorded, number>();
  for (const request of requests) {
    const starter = owner.get(polledJob(request) ?? "");
    const { ended } = request;
    if (starter !== undefined && ended !== undefined) {
      until.set(starter, Math.max(ended, until.get(starter) ?? 0));
    }
  }
  return { started, until, absent: [...absent, ...unusedTokens(requests)], doubts };
}

/** Job ids that an own recording holds: in the answer, and in events beside it. */
export function answeredJobs(request: Recorded): string[] {
  if (polledJob(request) !== undefined || request.method === "GET") return [];
  const body = request.end?.responseMeta?.body;
  const named = body === undefined ? [] : jobIds(parseJson(body));
  return [...new Set([...named, ...request.jobs ?? []])];
}

/** How likely a request starts a job: 3 by the table, 2 perhaps, 1 when its answer was not recorded. */
function likelihood({ method, target, outcome, end }: Recorded): number {
  if (method === "GET" || outcome === "refused" || target.runId === undefined) return 0;
  // A page that got no answer never learned the job's id, so the polls are not for this one.
  if (outcome === "lost" && end !== undefined) return 0;
  const task = taskOf(target.area, target.rest);
  const enqueues = task?.enqueues ?? (/^rq\/api\//.test(target.rest) || isUnknownEngineChange(target));
  if (enqueues === false) return 0;
  if (outcome === "lost") return 1;
  return task?.enqueues === true ? 3 : 2;
}

function isUnknownEngineChange({ area, rest }: Recorded["target"]): boolean {
  return area === "rq-engine" && !/^(session-token|tasks\/)/.test(rest);
}

/** Requests that may have started a job that was not seen yet. */
class Waiting {
  /** By how likely they are, each list in the order of the log. */
  readonly #byLikelihood: [Recorded[], Recorded[], Recorded[]] = [[], [], []];

  add(request: Recorded): void {
    this.#byLikelihood[likelihood(request) - 1]?.push(request);
  }

  /** Takes the latest of the likeliest. */
  takeBest(): Recorded | undefined {
    const [perhapsLost, perhaps, likely] = this.#byLikelihood;
    return likely.pop() ?? perhaps.pop() ?? perhapsLost.pop();
  }
}

/** Pages fetch a session token for changes through rq-engine; none recorded means that they went past the recorder. */
function unusedTokens(requests: readonly Recorded[]): string[] {
  const last = requests.findLastIndex((request) => isSessionToken(request) && request.outcome === "ok");
  const token = requests[last];
  if (token === undefined || !token.inWindow) return [];
  const used = requests.some(({ target, ...request }) =>
    target.area === "rq-engine" && target.runId !== undefined && !isSessionToken({ target, ...request })
  );
  if (used) return [];
  return [
    `A session token was fetched (line ${token.line}), but no change that needs it is in the log`,
  ];
}
