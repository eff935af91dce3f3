/**
 * A recording in which the user canceled a job: the step that started it must not wait for its end, for the job is
 * there to be canceled; the step that cancels it waits in its place.
 */
import type { Step } from "../../model/profile.ts";
import { methodOf } from "../../model/step_method.ts";

const CANCELS = /\/canceljob\/\{\{\s*steps\.(.+)\.(\w+)\s*\}\}$/;

/** The step whose job a step cancels, by the template in its path; undefined for every other step. */
export function canceledBy(step: Step): string | undefined {
  if (!("path" in step)) return undefined;
  return CANCELS.exec(step.path.split("?")[0] ?? "")?.[1];
}

/**
 * Steps whose job a later step cancels while it is at work. A change between the two shows that the job was over by
 * then, for the run takes no change beside a job: such a step waits as any other.
 *
 * @param steps the steps that will run, in order
 * @returns id of the step that starts the job to id of the step that cancels it
 */
export function canceledLater(steps: readonly Step[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let change: string | undefined;
  for (const step of steps) {
    const started = canceledBy(step);
    if (started !== undefined && started === change) found.set(started, step.id);
    if (started === undefined && step.action !== "wait" && methodOf(step) !== "GET") change = step.id;
  }
  return found;
}
