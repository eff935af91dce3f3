/** When each step of a play began and what its time went to, on one axis. */
import type { Report } from "../../model/report.ts";
import type { Transcript } from "./transcript.ts";

/** Time of a step, ms; `start` is told from the start of the play. */
export interface Span {
  start: number;
  /** The request with its answer. */
  request: number;
  /** What followed until the step was done: a job, a file, a phrase in a log. */
  wait: number;
}

/** All spans of a play. */
export interface Timeline {
  /** Length of the axis, ms. */
  total: number;
  /** By the index of the step. */
  steps: ReadonlyMap<number, Span>;
  /** Login, tokens, workers; before the first step. */
  setUp: Span | undefined;
  /** Behind the last step: expectations, comparisons, what is written. */
  after: Span | undefined;
}

/** Less than this, ms, is no bar. */
const LEAST = 1;

/** The timeline; without a transcript each step begins where the one before it ended. */
export function timelineOf(report: Report, transcript: Transcript | undefined): Timeline {
  const begin = Date.parse(report.started_at);
  const steps = new Map<number, Span>();
  let end = 0;
  let first: number | undefined;
  report.steps.forEach(({ id, timings, resumed }, index) => {
    if (timings === undefined || resumed === true) return;
    const seen = transcript?.get(id)?.startedAt;
    const start = seen === undefined || Number.isNaN(seen) ? end : Math.max(0, seen - begin);
    steps.set(index, { start, request: timings.total, wait: timings.waited });
    first ??= start;
    end = Math.max(end, start + timings.total + timings.waited);
  });
  const total = Math.max(report.duration_ms, end, LEAST);
  const span = (start: number, stop: number): Span | undefined =>
    stop - start < LEAST ? undefined : { start, request: 0, wait: stop - start };
  return {
    total,
    steps,
    setUp: span(0, first ?? total),
    after: first === undefined ? undefined : span(end, total),
  };
}

/** Round marks of an axis: 0 and up to five more. */
export function marksOf(total: number): number[] {
  const rough = total / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= rough) ?? rough;
  return Array.from({ length: Math.floor(total / step) + 1 }, (_, index) => index * step);
}

/** A step that takes at least this part of the time of all steps is slow, when it takes a second or more. */
const SLOW_PART = 0.2;
const SLOW_LEAST = 1000;

/** Indexes of the slow steps: slower than in past plays, or most of this one's time. */
export function slowSteps({ steps, slower = [] }: Report): ReadonlySet<number> {
  const took = steps.map(({ timings }) => (timings?.total ?? 0) + (timings?.waited ?? 0));
  const all = took.reduce((sum, one) => sum + one, 0);
  return new Set(steps.flatMap(({ id, warnings = [] }, index) => {
    const ms = took[index] ?? 0;
    const isSlow = warnings.length > 0 || slower.some(({ step }) => step === id) ||
      (ms >= SLOW_LEAST && ms >= all * SLOW_PART);
    return isSlow ? [index] : [];
  }));
}
