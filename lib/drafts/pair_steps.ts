/**
 * Which steps of two recordings of one workflow belong together beyond doubt: the same request, the same time it comes.
 * Where a list of differences is wanted, `steps/align.ts` finds the likeliest pairs instead.
 */
import { groupBy } from "../model/group_by.ts";
import type { Step } from "../model/profile.ts";
import { stepKey } from "../steps/key.ts";

/** A step with the steps of the other one that may be the same. */
export interface StepPair {
  step: Step;
  /** One when it is clear; several when one of the two has this request more often than the other. */
  others: Step[];
}

/** Pairs the steps of one profile with those of another; steps that the other one lacks have no others. */
export function pairSteps(steps: readonly Step[], others: readonly Step[]): StepPair[] {
  const own = groupBy(steps, stepKey);
  const theirs = groupBy(others, stepKey);
  const seen = new Map<string, number>();
  return steps.map((step) => {
    const key = stepKey(step);
    const number = seen.get(key) ?? 0;
    seen.set(key, number + 1);
    const same = theirs.get(key) ?? [];
    if (same.length !== own.get(key)?.length) return { step, others: same };
    return { step, others: same.slice(number, number + 1) };
  });
}
