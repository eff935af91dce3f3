/** Collects the differences of one file: lists the first, counts the rest. */
import type { JsonValue } from "../model/json.ts";
import type { Difference } from "../model/report.ts";
import type { Outcome } from "./types.ts";

/** Differences listed per file; further ones are counted. */
export const LISTED = 50;

export class Findings {
  readonly #limit: number;
  readonly #listed: Difference[] = [];
  #omitted = 0;

  constructor(limit = LISTED) {
    this.#limit = limit;
  }

  add(difference: Difference): void {
    if (this.#listed.length < this.#limit) this.#listed.push(difference);
    else this.#omitted++;
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

  outcome(unused: string[] = []): Outcome {
    const rest = unused.length === 0 ? {} : { unused };
    return { differences: this.#listed, omitted: this.#omitted, ...rest };
  }
}
