/** What is another in one result than in an earlier one of the same profile. */
import type { JsonValue } from "../model/json.ts";
import type { ComparisonReport, ItemVerdict, Report, StepReport } from "../model/report.ts";

/** One step, expectation or comparison, or what stopped the play outside of its steps. */
export interface Item {
  kind: "step" | "expectation" | "comparison" | "play";
  name: string;
  /** Why it did not pass, in a line; of the earlier result for what was fixed. */
  message: string;
}

/** A step that takes longer. */
export interface SlowerStep {
  step: string;
  before_ms: number;
  ms: number;
  factor: number;
}

/** A value that is told in both results and is not the same. */
export interface ChangedValue {
  item: string;
  what: string;
  before: JsonValue;
  after: JsonValue;
}

/** The difference of two results. */
export interface SinceReport {
  new_failures: Item[];
  fixed: Item[];
  still_failing: Item[];
  /** Passed before, and was not done this time. */
  no_longer_run: Item[];
  slower: SlowerStep[];
  faster: SlowerStep[];
  changed: ChangedValue[];
  /** Why the two can be compared in part only. */
  notes: string[];
}

/** A step is slower when it takes this many times as long, and at least so many ms more. */
export const SLOWER = { factor: 2, least: 2000 } as const;

/** Compares two results; what counts as slower is {@link SLOWER}. */
export function sinceReport(before: Report, after: Report): SinceReport {
  const old = keyed(itemsOf(before));
  const result: SinceReport = {
    new_failures: [],
    fixed: [],
    still_failing: [],
    no_longer_run: [],
    slower: [],
    faster: [],
    changed: changedValues(before, after),
    notes: notesOf(before, after),
  };
  for (const [key, now] of keyed(itemsOf(after))) {
    const then = old.get(key);
    const item = { kind: now.kind, name: now.name, message: now.message };
    if (isBad(now.verdict)) {
      if (then !== undefined && isBad(then.verdict)) result.still_failing.push(item);
      else result.new_failures.push(item);
    } else if (then !== undefined && isBad(then.verdict) && now.verdict === "passed") {
      result.fixed.push({ ...item, message: then.message });
    } else if (then?.verdict === "passed" && now.verdict === "skipped") result.no_longer_run.push(item);
  }
  for (const { step, before_ms, ms } of slowerSteps(before, after)) {
    result.slower.push({ step, before_ms, ms, factor: round(ms / Math.max(before_ms, 1)) });
  }
  for (const { step, before_ms, ms } of slowerSteps(after, before)) {
    result.faster.push({ step, before_ms: ms, ms: before_ms, factor: round(before_ms / Math.max(ms, 1)) });
  }
  return result;
}

/** Steps that passed in both and take much longer in the second, longest first. Times in ms. */
export function slowerSteps(before: Report, after: Report): NonNullable<Report["slower"]> {
  const times = new Map(before.steps.filter(passed).map((step) => [step.id, msOf(step)]));
  return after.steps.filter(passed).flatMap((step) => {
    const before_ms = times.get(step.id);
    const ms = msOf(step);
    if (before_ms === undefined || ms < before_ms * SLOWER.factor || ms - before_ms < SLOWER.least) return [];
    return [{ step: step.id, before_ms: Math.round(before_ms), ms: Math.round(ms) }];
  }).sort((a, b) => (b.ms - b.before_ms) - (a.ms - a.before_ms));
}

function passed({ verdict, timings }: StepReport): boolean {
  return verdict === "passed" && timings !== undefined;
}

function msOf({ timings }: StepReport): number {
  return (timings?.total ?? 0) + (timings?.waited ?? 0);
}

interface Judged extends Item {
  verdict: ItemVerdict;
}

function itemsOf(report: Report): Judged[] {
  const { error } = report;
  return [
    {
      kind: "play",
      name: "as a whole",
      // What stopped it at a step is told of that step.
      verdict: error !== undefined && report.failed_step === null ? "error" : "passed",
      message: error?.message ?? "",
    },
    ...report.steps.map(({ id, verdict, failures, reason }): Judged => ({
      kind: "step",
      name: id,
      verdict,
      message: failures[0] ?? (report.failed_step === id ? report.error?.message : undefined) ?? reason ?? "",
    })),
    ...report.expectations.map(({ what, verdict, message }): Judged => ({
      kind: "expectation",
      name: what,
      verdict,
      message,
    })),
    ...report.comparisons.map((one): Judged => ({
      kind: "comparison",
      name: `${one.target} (${one.method})`,
      verdict: one.verdict,
      message: one.reason ?? one.differences[0]?.message ?? "",
    })),
  ];
}

/** By kind and name; what bears the same name twice is told apart by its place. */
function keyed(items: readonly Judged[]): Map<string, Judged> {
  const found = new Map<string, Judged>();
  for (const item of items) {
    let key = `${item.kind}\0${item.name}`;
    while (found.has(key)) key += "\0";
    found.set(key, item);
  }
  return found;
}

function isBad(verdict: ItemVerdict): boolean {
  return verdict === "failed" || verdict === "error";
}

/** Statuses of steps, and produced values of differences that are told both times. */
function changedValues(before: Report, after: Report): ChangedValue[] {
  const changed: ChangedValue[] = [];
  const steps = new Map(before.steps.map((step) => [step.id, step]));
  for (const step of after.steps) {
    const [then, now] = [statusOf(steps.get(step.id)), statusOf(step)];
    if (then !== undefined && now !== undefined && then !== now) {
      changed.push({ item: step.id, what: "status", before: then, after: now });
    }
  }
  const old = new Map(before.comparisons.map((one) => [`${one.target}\0${one.method}`, one]));
  for (const comparison of after.comparisons) {
    const then = old.get(`${comparison.target}\0${comparison.method}`);
    if (then !== undefined) changed.push(...changedDifferences(then, comparison));
  }
  return changed;
}

function changedDifferences(before: ComparisonReport, after: ComparisonReport): ChangedValue[] {
  const key = ({ file = "", where }: ComparisonReport["differences"][number]) => `${file}\0${where}`;
  const old = new Map(before.differences.map((one) => [key(one), one]));
  return after.differences.flatMap((now) => {
    const then = old.get(key(now));
    if (then === undefined || JSON.stringify(then.actual) === JSON.stringify(now.actual)) return [];
    return [{
      item: now.file ?? after.target,
      what: now.where,
      before: then.actual ?? null,
      after: now.actual ?? null,
    }];
  });
}

function statusOf(step: StepReport | undefined): number | undefined {
  const actual = step?.actual;
  if (typeof actual !== "object" || actual === null || Array.isArray(actual)) return undefined;
  return typeof actual["status"] === "number" ? actual["status"] : undefined;
}

function notesOf(before: Report, after: Report): string[] {
  const notes: string[] = [];
  if (before.source.steps_sha256 !== after.source.steps_sha256) {
    notes.push("the steps of the profile were changed in between");
  }
  if (before.target !== after.target) notes.push(`played on ${after.target}, before on ${before.target}`);
  if (before.overlay !== after.overlay) {
    notes.push(`overlay ${after.overlay ?? "none"}, before ${before.overlay ?? "none"}`);
  }
  return notes;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
