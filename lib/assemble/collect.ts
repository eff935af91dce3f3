/** From paired events to requests in the order in which they were made. */
import { decidingEvent, inWindow, isWholeLog, type Window } from "../captures/window.ts";
import { parseEndpoint } from "../endpoints/parse_endpoint.ts";
import { Clocks } from "../events/clocks.ts";
import { Pairer } from "../events/pair.ts";
import { trimmedBy } from "../events/trim_marker.ts";
import type { Exchange, LocatedEvent, LogItem, PairedItem } from "../events/types.ts";
import type { AuditEvent } from "../model/event.ts";
import { isObject } from "../model/json.ts";
import { type EarlierChange, EarlierChanges } from "./earlier.ts";
import { FarRequests } from "./far.ts";
import type { Recorded } from "./types.ts";
import { WindowLines } from "./window_lines.ts";

/** The requests of a log, ordered by time, then line; of those outside of the window only what {@link FarRequests} keeps. */
export interface Collected {
  requests: Recorded[];
  /** Events in the window that are no request, or the rest of one. */
  other: { line: number; stage: string; reason: string }[];
  /** Requests whose address cannot be read. */
  unreadable: { line: number; endpoint: string }[];
  /** Lines of events that name the job of a request; they belong to that request. */
  jobEvents: number[];
  /** Requests before the window were not kept that may have started a job. */
  isIncomplete: boolean;
  /** Changes before the window, of whatever run. */
  earlier: EarlierChange[];
  /** Names of files in requests that were not kept. */
  fileNames: ReadonlySet<string>;
  /** The last moment in the window; undefined when no event has a time. */
  to: Date | undefined;
  /** The events of the window; undefined when it is the whole log. */
  lines: WindowLines | undefined;
  clocks: Clocks;
}

/** Takes the items of a log one by one. */
export class Collector {
  readonly #window: Window;
  readonly #pairer = new Pairer();
  readonly #near: Exchange[] = [];
  readonly #far: FarRequests;
  readonly #earlier = new EarlierChanges();
  readonly #clocks: Clocks;
  readonly #other: Collected["other"] = [];
  readonly #jobs: LocatedEvent[] = [];
  readonly #lines: WindowLines | undefined;
  /** The last moment of events that are no request. */
  #to = -Infinity;
  /** Ids of requests that a trim of the log took away. */
  readonly #trimmed = new Set<string>();

  /** @param clocks those of the log; a window with times needs them whole from the beginning */
  constructor(window: Window, clocks = new Clocks()) {
    this.#window = window;
    this.#clocks = clocks;
    this.#far = new FarRequests(clocks);
    this.#lines = isWholeLog(window) ? undefined : new WindowLines();
  }

  /** Takes the next item. */
  add(item: LogItem): void {
    if (item.kind !== "event") return;
    const { event } = item.at;
    this.#clocks.note(event);
    trimmedBy(event)?.unanswered?.forEach((id) => this.#trimmed.add(id));
    this.#pairer.push(item.at).forEach((paired) => this.#take(paired));
  }

  /**
   * What was collected.
   *
   * @param context run id and config of the log, for events that name none
   */
  finish(context: { runId?: string | undefined; config?: string | undefined }): Collected {
    this.#pairer.rest().forEach((paired) => this.#take(paired));
    const far = this.#far.list();
    const found: Collected = {
      requests: [],
      other: this.#other,
      unreadable: [],
      jobEvents: this.#jobs.map(({ line }) => line),
      isIncomplete: this.#far.isIncomplete,
      earlier: this.#earlier.list(),
      fileNames: this.#far.fileNames,
      to: this.#last(),
      lines: this.#lines,
      clocks: this.#clocks,
    };
    const exchanges = far.filter((one): one is Exchange => !("event" in one));
    for (const exchange of [...this.#near, ...exchanges]) {
      const recorded = requestOf(exchange, this.#window, this.#clocks, context);
      if (typeof recorded !== "string") {
        const times = recorded.inWindow ? undefined : this.#far.times(exchange);
        found.requests.push(times === undefined ? recorded : { ...recorded, times });
      } else {found.unreadable.push({
          line: (exchange.request ?? exchange.end)?.line ?? 0,
          endpoint: recorded,
        });}
    }
    found.unreadable.sort((a, b) => a.line - b.line);
    const started = new Map<string, string[]>();
    const events = far.filter((one): one is LocatedEvent => "event" in one);
    for (const { event } of [...this.#jobs, ...events].sort((a, b) => a.line - b.line)) {
      const key = requestKey(event.requestId ?? "", event.sessionId);
      const jobs = started.get(key) ?? [];
      jobs.push(String(event.payload?.["job_id"]));
      started.set(key, jobs);
    }
    for (const recorded of found.requests) {
      const jobs = started.get(requestKey(recorded.id, (recorded.request ?? recorded.end)?.sessionId));
      if (jobs !== undefined) recorded.jobs = jobs;
    }
    found.requests.sort((a, b) => compareTimes(a.time, b.time) || a.line - b.line);
    return found;
  }

  /** The last moment in the window. */
  #last(): Date | undefined {
    let last = this.#to;
    for (const { request, end } of this.#near) {
      for (const at of [request, end]) {
        const time = at === undefined ? NaN : this.#clocks.timeOf(at.event);
        if (time > last) last = time;
      }
    }
    return last === -Infinity ? undefined : new Date(last);
  }

  /** Does only the answer stand in the log, because its request was trimmed away? */
  #isTrimmed({ id, request }: Exchange): boolean {
    return request === undefined && this.#trimmed.has(id);
  }

  #before(exchange: Exchange): void {
    const recorded = requestOf(exchange, this.#window, this.#clocks, {});
    if (typeof recorded !== "string") this.#earlier.add(recorded);
  }

  #take(item: PairedItem): void {
    const decided = decidingEvent(item);
    if (decided === undefined) return;
    const isNear = inWindow(this.#window, decided.by, this.#clocks.timeOf(decided.by));
    if (isNear) {
      this.#far.near();
      for (const at of decided.all) this.#lines?.add(at);
    }
    if (item.kind === "exchange") {
      if (isNear && this.#isTrimmed(item.exchange)) {
        const { line } = decided.all[0] ?? { line: 0 };
        this.#other.push({ line, stage: "response", reason: "answers a request that was trimmed away" });
      } else if (isNear) this.#near.push(item.exchange);
      else {
        this.#far.add(item.exchange);
        if (this.#clocks.timeOf(decided.by) < this.#window.from) this.#before(item.exchange);
      }
    } else if (item.kind === "other") {
      if (namesJob(item.at)) {
        if (isNear) this.#jobs.push(item.at);
        else this.#far.job(item.at);
      } else if (isNear) {
        const { stage = "without a stage" } = item.at.event;
        this.#other.push({ line: item.at.line, stage, reason: "is no request" });
      }
      const time = trimmedBy(item.at.event) === undefined ? this.#clocks.timeOf(item.at.event) : NaN;
      if (isNear && time > this.#to) this.#to = time;
    }
  }
}

function namesJob({ event }: LocatedEvent): boolean {
  return event.category === "rq_enqueue" && event.requestId !== undefined &&
    typeof event.payload?.["job_id"] === "string";
}

function requestKey(id: string, session: string | undefined): string {
  return `${id}\n${session ?? ""}`;
}

/** One exchange in one shape, or its endpoint when that cannot be read. */
function requestOf(
  { id, request, end }: Exchange,
  window: Window,
  clocks: Clocks,
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
  const time = clocks.timeOf(event);
  const ended = end === undefined ? NaN : clocks.timeOf(end.event);
  const { outcome, status, trouble } = outcomeOf(end?.event);
  const lines = [request?.line, end?.line].filter((line) => line !== undefined);
  return {
    id,
    method: (event.method ?? "GET").toUpperCase(),
    target,
    at: Number.isNaN(time) ? "" : new Date(time).toISOString(),
    time,
    ...(Number.isNaN(ended) ? {} : { ended }),
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
