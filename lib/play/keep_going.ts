/** `--keep-going`: what can still be done after a step failed. */
import type { Step } from "../model/profile.ts";
import type { StepReport } from "../model/report.ts";
import { stepsNamed } from "./optional.ts";

/**
 * Why a step cannot run, or an expectation cannot be checked: it names a value of a step that gave none.
 *
 * @param part the step, or whatever else names values
 * @param done the steps before it
 * @returns the reason in words, or undefined when it can run
 */
export function missingNeed(
  part: unknown,
  steps: readonly Step[],
  done: readonly StepReport[],
): string | undefined {
  for (const id of new Set(stepsNamed(part, steps))) {
    const before = done.find((report) => report.id === id);
    if (before === undefined || before.verdict === "passed" || !isOfThisPlay(before)) continue;
    return `needs a value of ${id}, which ${before.verdict === "skipped" ? "did not run" : "failed"}`;
  }
  return undefined;
}

/** Steps that an earlier play did, or that were left out: their values are there, or are asked for elsewhere. */
function isOfThisPlay({ outside, optional }: StepReport): boolean {
  return outside !== true && optional !== true;
}

/** The report of a step that could not run. */
export function notRun({ id, action }: Step, reason: string): StepReport {
  return { id, action, verdict: "skipped", reason, failures: [] };
}
