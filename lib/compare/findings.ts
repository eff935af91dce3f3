/** Collects the differences of one file: lists the first, counts the rest. */
import type { JsonValue } from "../model/json.ts";
import type { Difference, DifferenceCounts } from "../model/report.ts";
import type { Outcome } from "./types.ts";

/** Differences listed per file; further ones are counted. */
export const LISTED = 50;

export class Findings {
  readonly #limit: number;
  readonly #listed: Difference[] = [];
  readonly #counts: DifferenceCounts = { missing: 0, extra: 0, changed: 0 };

  constructor(limit = LISTED) {
    this.#limit = limit;
  }

  add(difference: Difference): void {
    this.#counts[difference.kind]++;
    if (this.#listed.length < this.#limit) this.#listed.push(difference);
  }

  /** True when a further one would be counted only: its text need not be made. */
  get isFull(): boolean {
    return this.#listed.length >= this.#limit;
  }

  /** How many were found, listed or not. */
  get total(): number {
    return this.#counts.missing + this.#counts.extra + this.#counts.changed;
  }

  /** Counts differences that are not listed. */
  count(kind: Difference["kind"], number = 1): void {
    this.#counts[kind] += number;
  }

  missing(where: string, baseline: JsonValue, message = "Missing in the produced file"): void {
    this.add({ kind: "missing", where, message, baseline });
  }

  extra(where: string, actual: JsonValue, message = "Not in the baseline"): void {
    this.add({ kind: "extra", where, message, actual });
  }

  changed(where: string, baseline: JsonValue, actual: JsonValue, message: string, tolerance?: string): void {
    const rule = tolerance === undefined ? {} : { tolerance };
    this.add({ kind: "changed", where, message, baseline, actual, ...rule });
  }

  outcome(rest: Pick<Outcome, "unused" | "note" | "facts"> = {}): Outcome {
    return { differences: this.#listed, counts: { ...this.#counts }, ...rest };
  }
}
