/** First pass over a log: which run it is about, which servers, and how values were recorded. */
import { plainConfig } from "../endpoints/parse_endpoint.ts";
import { parseEndpoint } from "../endpoints/parse_endpoint.ts";
import { trimmedBy, trimmedWords } from "../events/trim_marker.ts";
import type { LogItem, LogProblem } from "../events/types.ts";
import { taskOf } from "../endpoints/table.ts";
import type { JsonValue } from "../model/json.ts";
import type { Redactor } from "../redact/redactor.ts";

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

/**
 * Lets the redactor see the whole log before anything of it is written: a person or a secret may be known only from
 * a later line than the first that names it.
 *
 * @param words of {@link survey}, with run and config: what must stay, whoever is called so
 */
export async function study(
  items: AsyncIterable<LogItem>,
  words: Iterable<string>,
  redactor: Redactor,
): Promise<void> {
  redactor.keepWords(words);
  for await (const item of items) if (item.kind === "event") redactor.study(item.at.event as JsonValue);
}

/** Reads a log once. */
export async function survey(items: AsyncIterable<LogItem>): Promise<Survey> {
  const found: Survey = {
    events: 0,
    problems: [],
    gaps: [],
    origins: new Set(),
    recordsFormValues: false,
    ownRecording: false,
    words: new Set(),
  };
  const runs = new Map<string, number>();
  const configs = new Map<string, number>();
  for await (const item of items) {
    if (item.kind === "problem") {
      found.problems.push(item.problem);
      continue;
    }
    const { event } = item.at;
    found.events++;
    const trimmed = trimmedBy(event);
    if (trimmed !== undefined) found.gaps.push(trimmedWords(trimmed));
    const target = event.endpoint === undefined ? undefined : parseEndpoint(event.endpoint);
    count(runs, event.runId ?? event.run_id ?? target?.runId);
    const config = event.config ?? target?.config;
    count(configs, config === undefined ? undefined : plainConfig(config));
    const origin = originOf(event.rootUrl);
    if (origin !== undefined) found.origins.add(origin);
    if (target !== undefined && taskOf(target.area, target.rest) !== undefined) found.words.add(target.rest);
    if (event.requestMeta?.formValues !== undefined) found.recordsFormValues = true;
    if (event.recorder === "proxy" || event.recorder === "har") {
      found.recorder ??= event.recorder;
      const session = sessionOf(event.session);
      if (found.session === undefined || size(session) > size(found.session)) found.session = session;
    }
    if (event.requestMeta?.parts !== undefined || event.responseMeta !== undefined) found.ownRecording = true;
  }
  const runId = most(runs);
  const config = most(configs);
  return {
    ...found,
    ...(runId === undefined ? {} : { runId }),
    ...(config === undefined ? {} : { config }),
  };
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

function originOf(url: string | null | undefined): string | undefined {
  if (typeof url !== "string") return undefined;
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
