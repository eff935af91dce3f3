/**
 * What is kept of the requests outside of the window. All that may have changed stored files is; of jobs only what
 * lies near the window, as a job that is polled in it was started shortly before; the rest is counted out.
 */
import { timeOf } from "../captures/window.ts";
import { knownEndpoint } from "../endpoints/known_endpoint.ts";
import { taskOf } from "../endpoints/table.ts";
import { UPLOAD_FIELDS } from "../endpoints/uploads.ts";
import type { Exchange, LocatedEvent } from "../events/types.ts";
import type { AuditEvent } from "../model/event.ts";
import { isRunCreation, isSessionToken, polledJob } from "./classify.ts";

/** Requests and job starts that are kept before the window, and behind it. */
const NEAR = 10_000;
/** Most different addresses whose last change is remembered. */
const MOST_ADDRESSES = 10_000;
const UPLOAD_TASKS = new Set(UPLOAD_FIELDS.map(({ task }) => task));
const DISTURBING = UPLOAD_FIELDS.flatMap(({ disturbedBy }) => disturbedBy ?? []);

/** An exchange, or an event that names the job of one. */
export type Far = Exchange | LocatedEvent;

/** Takes the exchanges of a log that lie outside of the window, in file order. */
export class FarRequests {
  /** Names of files in forms of own recordings. */
  readonly fileNames = new Set<string>();
  readonly #kept: Far[] = [];
  /** The last ones, round and round. */
  #recent: Far[] = [];
  #next = 0;
  /** How many are still behind the window. */
  #behind = 0;
  /** The last change of each address that may have disturbed stored files. */
  readonly #disturbing = new Map<string, Exchange>();
  #token: Exchange | undefined;
  #usesTokens = false;

  /** Something of the window came: what was last before it is near. */
  near(): void {
    this.#behind = NEAR;
    if (this.#recent.length === 0) return;
    this.#kept.push(...this.#recent.slice(this.#next), ...this.#recent.slice(0, this.#next));
    this.#recent = [];
    this.#next = 0;
  }

  /** Takes one exchange. */
  add(exchange: Exchange): void {
    const event = (exchange.request ?? exchange.end)?.event;
    for (const { filename } of exchange.request?.event.requestMeta?.parts ?? []) {
      if (filename !== undefined) this.fileNames.add(filename);
    }
    const target = event === undefined ? undefined : knownEndpoint(event.endpoint ?? "");
    if (event === undefined || target === undefined) {
      this.#kept.push(exchange);
      return;
    }
    const asked = { method: (event.method ?? "GET").toUpperCase(), target };
    if (isSessionToken(asked)) {
      if (exchange.end?.event.ok !== false && isLater(exchange, this.#token)) this.#token = lean(exchange);
    } else if (!this.#usesTokens && target.area === "rq-engine" && target.runId !== undefined) {
      this.#usesTokens = true;
      this.#kept.push(lean(exchange));
      return;
    }
    if (asked.method === "GET") {
      if (polledJob(asked) !== undefined) this.#perhaps(lean(exchange));
      return;
    }
    const task = taskOf(target.area, target.rest);
    if (isRunCreation(asked) || (task !== undefined && UPLOAD_TASKS.has(task.name))) {
      this.#kept.push(exchange);
    } else {
      const small = lean(exchange);
      if (DISTURBING.some((pattern) => pattern.test(target.rest))) this.#disturbs(target.rest, small);
      this.#perhaps(small);
    }
  }

  /** Takes an event that names the job of a request. */
  job(at: LocatedEvent): void {
    this.#perhaps(at);
  }

  /** What is kept, each once, in no certain order. */
  list(): Far[] {
    return [
      ...new Set([
        ...this.#kept,
        ...this.#disturbing.values(),
        ...(this.#token === undefined ? [] : [this.#token]),
      ]),
    ];
  }

  #perhaps(far: Far): void {
    if (this.#behind > 0) {
      this.#behind--;
      this.#kept.push(far);
    } else if (this.#recent.length < NEAR) this.#recent.push(far);
    else {
      this.#recent[this.#next] = far;
      this.#next = (this.#next + 1) % NEAR;
    }
  }

  #disturbs(rest: string, exchange: Exchange): void {
    const last = this.#disturbing.get(rest);
    if (last === undefined && this.#disturbing.size >= MOST_ADDRESSES) this.#kept.push(exchange);
    else if (exchange.end?.event.ok !== false && isLater(exchange, last)) {
      this.#disturbing.set(rest, exchange);
    }
  }
}

/** In the order in which requests are looked at: by time, those without one at the end. */
function isLater(one: Exchange, other: Exchange | undefined): boolean {
  return other === undefined || !(momentOf(one) < momentOf(other));
}

function momentOf({ request, end }: Exchange): number {
  const time = timeOf((request ?? end)?.event ?? {});
  return Number.isNaN(time) ? Infinity : time;
}

/** The exchange without bodies: what tells which job it started, and whether the server did it. */
function lean({ id, request, end }: Exchange): Exchange {
  return {
    id,
    ...(request === undefined ? {} : { request: { ...request, event: leanEvent(request.event) } }),
    ...(end === undefined ? {} : { end: { ...end, event: leanEvent(end.event) } }),
  };
}

function leanEvent(event: AuditEvent): AuditEvent {
  const small: AuditEvent = Object.fromEntries(
    KEPT.flatMap((key) => event[key] === undefined ? [] : [[key, event[key]]]),
  );
  // A poll's answer can be long, and nothing in it is asked for.
  if (event.responseMeta !== undefined) {
    small.responseMeta = event.method === "GET" ? { headers: {} } : event.responseMeta;
  }
  return small;
}

const KEPT = [
  "stage",
  "timestamp",
  "received_at",
  "sessionId",
  "runId",
  "run_id",
  "config",
  "id",
  "method",
  "endpoint",
  "category",
  "status",
  "ok",
  "error",
] as const;
