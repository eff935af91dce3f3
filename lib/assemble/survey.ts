/** First pass over a log: which run it is about, which servers, and how values were recorded. */
import { plainConfig } from "../endpoints/parse_endpoint.ts";
import { knownEndpoint } from "../endpoints/known_endpoint.ts";
import { trimmedBy, trimmedWords } from "../events/trim_marker.ts";
import type { LogItem, LogProblem } from "../events/types.ts";
import { taskOf } from "../endpoints/table.ts";

/** Most root addresses that are remembered as seen. */
const MOST_ROOTS = 1000;

/** What a whole log says about itself. */
export interface Survey {
  events: number;
  problems: LogProblem[];
  /** What the log says to be missing, in sentences. */
  gaps: string[];
  /** The run that most events are about. */
  runId?: string;
  config?: string;
  /** Origins of the pages that were recorded. */
  origins: Set<string>;
  /** Some form came with values, so a form key without a value is a file. */
  recordsFormValues: boolean;
  /** Some event is of this project's own recorders, which keep whole bodies. */
  ownRecording: boolean;
  /** Words that the replay cannot do without: names of known endpoints. */
  words: Set<string>;
  /** What recorded it from outside of the server; undefined for logs of a server. */
  recorder?: "proxy" | "har";
  /** Who was at work; the first session that says more than its id. */
  session?: RecordedSession;
}

/** Session of a recording of our own. */
export interface RecordedSession {
  id?: string;
  user?: string;
  browser?: string;
  viewport?: string;
}

/** Reads a log once. */
export async function survey(items: AsyncIterable<LogItem>): Promise<Survey> {
  const surveyor = new Surveyor();
  for await (const item of items) surveyor.add(item);
  return surveyor.finish();
}

/** Takes the items of a log one by one. */
export class Surveyor {
  readonly #found: Survey = {
    events: 0,
    problems: [],
    gaps: [],
    origins: new Set(),
    recordsFormValues: false,
    ownRecording: false,
    words: new Set(),
  };
  readonly #runs = new Map<string, number>();
  readonly #configs = new Map<string, number>();
  /** Addresses that were seen. */
  readonly #targets = new WeakSet<object>();
  /** Root addresses that were seen. */
  readonly #roots = new Set<string>();

  /** Takes the next item. */
  add(item: LogItem): void {
    const found = this.#found;
    if (item.kind === "problem") {
      found.problems.push(item.problem);
      return;
    }
    const { event } = item.at;
    found.events++;
    const trimmed = trimmedBy(event);
    if (trimmed !== undefined) found.gaps.push(trimmedWords(trimmed));
    const target = event.endpoint === undefined ? undefined : knownEndpoint(event.endpoint);
    count(this.#runs, event.runId ?? event.run_id ?? target?.runId);
    const config = event.config ?? target?.config;
    count(this.#configs, config === undefined ? undefined : plainConfig(config));
    this.#root(event.rootUrl);
    if (target !== undefined && !this.#targets.has(target)) {
      this.#targets.add(target);
      if (taskOf(target.area, target.rest) !== undefined) found.words.add(target.rest);
    }
    if (event.requestMeta?.formValues !== undefined) found.recordsFormValues = true;
    if (event.recorder === "proxy" || event.recorder === "har") {
      found.recorder ??= event.recorder;
      const session = sessionOf(event.session);
      if (found.session === undefined || size(session) > size(found.session)) found.session = session;
    }
    if (event.requestMeta?.parts !== undefined || event.responseMeta !== undefined) found.ownRecording = true;
  }

  /** What was found. */
  finish(): Survey {
    const runId = most(this.#runs);
    const config = most(this.#configs);
    return {
      ...this.#found,
      ...(runId === undefined ? {} : { runId }),
      ...(config === undefined ? {} : { config }),
    };
  }

  #root(url: string | null | undefined): void {
    if (typeof url !== "string" || this.#roots.has(url)) return;
    if (this.#roots.size < MOST_ROOTS) this.#roots.add(url);
    const origin = originOf(url);
    if (origin !== undefined) this.#found.origins.add(origin);
  }
}

function sessionOf(session: Record<string, unknown> | undefined): RecordedSession {
  const known: RecordedSession = {};
  for (const key of ["id", "user", "browser", "viewport"] as const) {
    const value = session?.[key];
    if (typeof value === "string" && value !== "") known[key] = value;
  }
  return known;
}

function size(session: RecordedSession): number {
  return Object.keys(session).length;
}

function originOf(url: string): string | undefined {
  try {
    const { origin } = new URL(url);
    return origin === "null" ? undefined : origin;
  } catch {
    return undefined;
  }
}

function count(counts: Map<string, number>, key: string | undefined): void {
  if (key !== undefined && key !== "") counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** The key that was counted most; the first of equals. */
function most(counts: Map<string, number>): string | undefined {
  let best: string | undefined;
  for (const [key, times] of counts) if (best === undefined || times > (counts.get(best) ?? 0)) best = key;
  return best;
}
