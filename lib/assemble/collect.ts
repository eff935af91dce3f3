/** From paired events to requests in the order in which they were made. */
import { inWindow, timeOf, type Window } from "../captures/window.ts";
import { parseEndpoint } from "../endpoints/parse_endpoint.ts";
import type { Exchange, PairedItem } from "../events/types.ts";
import type { AuditEvent } from "../model/event.ts";
import { isObject } from "../model/json.ts";
import type { Recorded } from "./types.ts";

/** The requests of a log, ordered by time, then line. */
export interface Collected {
  requests: Recorded[];
  /** Lines of events in the window that are no request: unknown stages, events without an endpoint. */
  other: { line: number; stage: string }[];
  /** Requests whose address cannot be read. */
  unreadable: { line: number; endpoint: string }[];
  /** Lines of events that name the job of a request; they belong to that request. */
  jobEvents: number[];
}

/**
 * Collects the requests of a log.
 *
 * @param items events paired
 * @param context run id and config of the log, for events that name none
 */
export async function collect(
  items: AsyncIterable<PairedItem>,
  window: Window,
  context: { runId?: string | undefined; config?: string | undefined },
): Promise<Collected> {
  const found: Collected = { requests: [], other: [], unreadable: [], jobEvents: [] };
  const jobs = new Map<string, string[]>();
  for await (const item of items) {
    if (item.kind === "problem") continue;
    if (item.kind === "other") {
      const { event, line } = item.at;
      const job = event.payload?.["job_id"];
      if (event.category === "rq_enqueue" && event.requestId !== undefined && typeof job === "string") {
        const key = requestKey(event.requestId, event.sessionId);
        jobs.set(key, [...jobs.get(key) ?? [], job]);
        if (inWindow(window, event, timeOf(event))) found.jobEvents.push(line);
        continue;
      }
      if (inWindow(window, event, timeOf(event))) {
        found.other.push({ line, stage: event.stage ?? "without a stage" });
      }
      continue;
    }
    const recorded = requestOf(item.exchange, window, context);
    if (typeof recorded !== "string") found.requests.push(recorded);
    else {
      const at = item.exchange.request ?? item.exchange.end;
      found.unreadable.push({ line: at?.line ?? 0, endpoint: recorded });
    }
  }
  for (const recorded of found.requests) {
    const started = jobs.get(requestKey(recorded.id, (recorded.request ?? recorded.end)?.sessionId));
    if (started !== undefined) recorded.jobs = started;
  }
  found.requests.sort((a, b) => compareTimes(a.time, b.time) || a.line - b.line);
  return found;
}

function requestKey(id: string, session: string | undefined): string {
  return `${id}\n${session ?? ""}`;
}

/** One exchange in one shape, or its endpoint when that cannot be read. */
function requestOf(
  { id, request, end }: Exchange,
  window: Window,
  context: { runId?: string | undefined; config?: string | undefined },
): Recorded | string {
  const first = request ?? end;
  const event = first?.event;
  if (first === undefined || event === undefined) return "";
  const surroundings = {
    runId: event.runId ?? event.run_id ?? context.runId,
    config: event.config ?? context.config,
  };
  const endpoint = event.endpoint ?? "";
  const asked = parseEndpoint(endpoint, surroundings);
  if (asked === undefined) return endpoint;
  // The values of parameters stand only in the address of the answer.
  const answered = end?.event.stage === "response"
    ? parseEndpoint(end.event.endpoint ?? "", surroundings)
    : undefined;
  const target = {
    ...asked,
    ...(answered?.origin === undefined || asked.origin !== undefined ? {} : { origin: answered.origin }),
    query: answered !== undefined && answered.query.length > 0 ? answered.query : asked.query,
  };
  const time = timeOf(event);
  const { outcome, status, trouble } = outcomeOf(end?.event);
  const lines = [request?.line, end?.line].filter((line) => line !== undefined);
  return {
    id,
    method: (event.method ?? "GET").toUpperCase(),
    target,
    at: Number.isNaN(time) ? "" : new Date(time).toISOString(),
    time,
    lines,
    line: Math.min(...lines),
    ...(request === undefined ? {} : { request: request.event }),
    ...(end === undefined ? {} : { end: end.event }),
    outcome,
    ...(status === undefined ? {} : { status }),
    ...(trouble === undefined ? {} : { trouble }),
    inWindow: inWindow(window, event, time),
  };
}

function outcomeOf(end: AuditEvent | undefined): Pick<Recorded, "outcome" | "status" | "trouble"> {
  if (end === undefined) return { outcome: "lost", trouble: "no answer was recorded" };
  const detail = isObject(end.error) ? end.error : {};
  const status = typeof end.status === "number"
    ? end.status
    : typeof detail["status"] === "number" && detail["status"] > 0
    ? detail["status"]
    : undefined;
  if (status !== undefined && status >= 300 && status < 400 && end.responseMeta !== undefined) {
    return redirected(end, status);
  }
  const failed = end.stage === "error" || end.ok === false ||
    (status !== undefined && (status < 200 || status > 299));
  if (!failed) return { outcome: "ok", ...(status === undefined ? {} : { status }) };
  if (status !== undefined) {
    const words = status < 300 ? `was answered with ${status} and not ok` : `was answered with ${status}`;
    return { outcome: "refused", status, trouble: words };
  }
  const message = typeof detail["message"] === "string" ? detail["message"] : "no answer";
  return { outcome: "lost", trouble: `ended without an answer (${message.slice(0, 80)})` };
}

/** Recorders outside of the browser see redirects, which pages follow unseen; an unchanged resource is one too. */
function redirected(end: AuditEvent, status: number): Pick<Recorded, "outcome" | "status" | "trouble"> {
  if (status === 304) return { outcome: "ok", status: 200 };
  const location = end.responseMeta?.headers?.["location"] ?? "";
  if (end.method === "GET" || location === "" || /\/login\/?(?:[?#]|$)/.test(location)) {
    return { outcome: "refused", status, trouble: `was answered with ${status}` };
  }
  return { outcome: "ok", status };
}

/** Events without a time keep their place behind the others. */
function compareTimes(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a - b;
}
