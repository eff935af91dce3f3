/**
 * What is kept of the requests outside of the window. All that may have changed stored files is; of jobs only what
 * lies near the window, as a job that is polled in it was started shortly before; the rest is counted out.
 */
import { knownEndpoint } from "../endpoints/known_endpoint.ts";
import type { ParsedEndpoint } from "../endpoints/parse_endpoint.ts";
import { taskOf } from "../endpoints/table.ts";
import { UPLOAD_FIELDS } from "../endpoints/uploads.ts";
import type { Clocks } from "../events/clocks.ts";
import type { Exchange, LocatedEvent } from "../events/types.ts";
import type { AuditEvent } from "../model/event.ts";
import { isRunCreation, isSessionToken, polledJob } from "./classify.ts";

/** Changes, first polls and job starts that are kept before the window, and behind it. */
const NEAR = 2000;
/** Jobs whose polls are counted. */
const MOST_JOBS = 2 * NEAR;
/** Answered polls of one job that are kept: one may mean nothing, two do. */
const ENOUGH_POLLS = 2;
/** Exchanges shorter than this, in bytes, are kept as they are: their values are shared with others. */
const SMALL = 4096;
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
  /** True when something before an event of the window is not kept that may have started a job polled in it. */
  isIncomplete = false;
  #dropped = false;
  readonly #kept: Far[] = [];
  /** The last ones, round and round. */
  #recent: Far[] = [];
  #next = 0;
  /** How many are still behind the window. */
  #behind = 0;
  /** The last change of each address that may have disturbed stored files. */
  readonly #disturbing = new Map<string, Exchange>();
  /** Uploads by their form (the same object for lines that repeat it), then by address and outcome. */
  readonly #alike = new Map<object, Map<string, { exchange: Exchange; times: number }>>();
  readonly #uploads = new Map<Exchange, number>();
  /** Answered polls of each job that were kept. */
  readonly #polls = new Map<string, number>();
  #token: Exchange | undefined;
  #usesTokens = false;
  readonly #clocks: Clocks;

  /** @param clocks those of the log */
  constructor(clocks: Clocks) {
    this.#clocks = clocks;
  }

  /** Something of the window came: what was last before it is near. */
  near(): void {
    this.#behind = NEAR;
    if (this.#dropped) this.isIncomplete = true;
    this.#dropped = false;
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
    const kind = kindOf(target);
    if (kind.token) {
      if (exchange.end?.event.ok !== false && this.#isLater(exchange, this.#token)) {
        this.#token = lean(exchange);
      }
    } else if (kind.usesTokens && !this.#usesTokens) {
      this.#usesTokens = true;
      this.#kept.push(lean(exchange));
    }
    if ((event.method ?? "GET").toUpperCase() === "GET") {
      if (kind.job !== undefined) this.#polled(kind.job, exchange);
      return;
    }
    if (kind.creation) this.#kept.push(exchange);
    if (kind.upload) this.#uploaded(exchange);
    const small = kind.upload ? exchange : lean(exchange);
    if (kind.disturbing) this.#disturbs(target.rest, small);
    const names = kind.starts || exchange.end?.event.responseMeta?.body?.includes("job") === true;
    if (names) this.#perhaps(small);
  }

  /** For how many uploads this exchange stands; undefined when it is none. */
  times(exchange: Exchange): number | undefined {
    if (this.#uploads.has(exchange)) return this.#uploads.get(exchange);
    const target = knownEndpoint((exchange.request ?? exchange.end)?.event.endpoint ?? "");
    return target !== undefined && kindOf(target).upload ? 0 : undefined;
  }

  /** Takes an event that names the job of a request. */
  job(at: LocatedEvent): void {
    this.#perhaps(at);
  }

  /** What is kept, each once, in no certain order. */
  list(): Far[] {
    for (const alike of this.#alike.values()) {
      for (const { exchange, times } of alike.values()) this.#uploads.set(exchange, times);
    }
    this.#kept.push(...this.#uploads.keys());
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
      this.#dropped = true;
      this.#recent[this.#next] = far;
      this.#next = (this.#next + 1) % NEAR;
    }
  }

  /** Of uploads that sent the same in the same way only the last is kept, with their number. */
  #uploaded(exchange: Exchange): void {
    const { request, end } = exchange;
    const meta = request?.event.requestMeta ?? NO_META;
    const alike = this.#alike.get(meta) ?? new Map<string, { exchange: Exchange; times: number }>();
    this.#alike.set(meta, alike);
    const { stage, status, ok, category } = end?.event ?? {};
    const { endpoint = "" } = (request ?? end)?.event ?? {};
    const key = [endpoint, request === undefined, stage, status, ok, category].join("\n");
    const before = alike.get(key);
    if (before === undefined) alike.set(key, { exchange, times: 1 });
    else {
      before.times++;
      if (this.#isLater(exchange, before.exchange)) before.exchange = exchange;
    }
  }

  /** Of the polls of a job the first is kept, and enough to tell that it was answered. */
  #polled(job: string, exchange: Exchange): void {
    const before = this.#polls.get(job);
    const { stage, ok } = exchange.end?.event ?? {};
    const answered = stage === "response" && ok !== false ? 1 : 0;
    if (before !== undefined && (before >= ENOUGH_POLLS || answered === 0)) return;
    this.#polls.set(job, (before ?? 0) + answered);
    if (this.#polls.size > MOST_JOBS) {
      for (const oldest of this.#polls.keys()) {
        this.#polls.delete(oldest);
        break;
      }
    }
    this.#perhaps(lean(exchange));
  }

  #disturbs(rest: string, exchange: Exchange): void {
    const last = this.#disturbing.get(rest);
    if (last === undefined && this.#disturbing.size >= MOST_ADDRESSES) this.#kept.push(exchange);
    else if (exchange.end?.event.ok !== false && this.#isLater(exchange, last)) {
      this.#disturbing.set(rest, exchange);
    }
  }

  /** In the order in which requests are looked at: by time, those without one at the end. */
  #isLater(one: Exchange, other: Exchange | undefined): boolean {
    return other === undefined || !(this.#momentOf(one) < this.#momentOf(other));
  }

  #momentOf({ request, end }: Exchange): number {
    const time = this.#clocks.timeOf((request ?? end)?.event ?? {});
    return Number.isNaN(time) ? Infinity : time;
  }
}

const NO_META = {};

/** What an address is, as far as it matters outside of the window. */
interface Kind {
  token: boolean;
  usesTokens: boolean;
  /** Id of the job that it asks about. */
  job: string | undefined;
  creation: boolean;
  upload: boolean;
  /** A change that may start a job. */
  starts: boolean;
  disturbing: boolean;
}
const kinds = new WeakMap<object, Kind>();

function kindOf(target: Readonly<ParsedEndpoint>): Kind {
  const known = kinds.get(target);
  if (known !== undefined) return known;
  const task = taskOf(target.area, target.rest);
  const token = isSessionToken({ target });
  const kind = {
    token,
    usesTokens: !token && target.area === "rq-engine" && target.runId !== undefined,
    job: polledJob({ target }),
    creation: isRunCreation({ method: "POST", target }),
    upload: task !== undefined && UPLOAD_TASKS.has(task.name),
    starts: task === undefined
      ? target.area === "rq-engine" || /^rq\/api\//.test(target.rest)
      : task.enqueues !== false,
    disturbing: DISTURBING.some((pattern) => pattern.test(target.rest)),
  };
  kinds.set(target, kind);
  return kind;
}

/** The exchange without bodies, where it has long ones: what tells which job it started, and whether it was done. */
function lean(exchange: Exchange): Exchange {
  const { id, request, end } = exchange;
  if ((request?.length ?? 0) + (end?.length ?? 0) < SMALL) return exchange;
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
  "user",
  "recorder",
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
