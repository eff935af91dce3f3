/** What a log holds, in numbers. */
import { type Generation, generationOf, generationOfLog } from "./generation.ts";
import { Pairer } from "./pair.ts";
import { readEvents, type ReadOptions } from "./read_events.ts";
import type { LogItem, LogProblem, PairedItem } from "./types.ts";

/** Most problems that are listed one by one; all are counted. */
const MOST_LISTED = 1000;

/** Counts of one log. A line is an event or broken. */
export interface LogSummary {
  lines: number;
  events: number;
  broken: number;
  /** Each broken line with its place (the first thousand). */
  problems: LogProblem[];
  stages: { request: number; response: number; error: number; other: number };
  /** Events by category; events without one are not counted here. */
  categories: Record<string, number>;
  pairs: number;
  requests_without_end: number;
  ends_without_request: number;
  /** Generation of the recorder, as far as it shows. */
  generation: Generation | null;
}

/** Counts items as they come. */
export class SummaryBuilder {
  readonly #summary: LogSummary = {
    lines: 0,
    events: 0,
    broken: 0,
    problems: [],
    stages: { request: 0, response: 0, error: 0, other: 0 },
    categories: {},
    pairs: 0,
    requests_without_end: 0,
    ends_without_request: 0,
    generation: null,
  };
  readonly #pairer = new Pairer();
  readonly #generations = new Set<Generation>();

  add(item: LogItem): void {
    const summary = this.#summary;
    summary.lines++;
    if (item.kind === "problem") {
      summary.broken++;
      if (summary.problems.length < MOST_LISTED) summary.problems.push(item.problem);
      return;
    }
    const { stage, category } = item.at.event;
    summary.events++;
    summary.stages[stage === "request" || stage === "response" || stage === "error" ? stage : "other"]++;
    if (category !== undefined) summary.categories[category] = (summary.categories[category] ?? 0) + 1;
    const generation = generationOf(item.at.event);
    if (generation !== undefined) this.#generations.add(generation);
    this.#pairer.push(item.at).forEach((paired) => this.#count(paired));
  }

  /** The counts; what waits for its other half counts as missing it. */
  finish(): LogSummary {
    this.#pairer.rest().forEach((paired) => this.#count(paired));
    this.#summary.generation = generationOfLog(this.#generations) ?? null;
    return this.#summary;
  }

  #count(item: PairedItem): void {
    if (item.kind !== "exchange") return;
    const { request, end } = item.exchange;
    if (request === undefined) this.#summary.ends_without_request++;
    else if (end === undefined) this.#summary.requests_without_end++;
    else this.#summary.pairs++;
  }
}

/** Counts a whole log. */
export async function summarise(path: string, options: ReadOptions = {}): Promise<LogSummary> {
  const builder = new SummaryBuilder();
  for await (const item of readEvents(path, options)) builder.add(item);
  return builder.finish();
}
