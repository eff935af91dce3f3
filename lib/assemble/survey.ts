/** First pass over a log: which run it is about, which servers, and how values were recorded. */
import { plainConfig } from "../endpoints/parse_endpoint.ts";
import { parseEndpoint } from "../endpoints/parse_endpoint.ts";
import { trimmedBy, trimmedWords } from "../events/trim_marker.ts";
import type { LogItem, LogProblem } from "../events/types.ts";

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
    if (event.requestMeta?.formValues !== undefined) found.recordsFormValues = true;
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
