/** Which steps a play runs, and what is said of the others. */
import type { Step } from "../../model/profile.ts";
import type { StepReport } from "../../model/report.ts";
import { leftOutReport } from "../creation_step.ts";
import type { PlayState } from "../state.ts";
import { partWords } from "./choose.ts";

type Plan = Pick<PlayState, "options" | "leftOut">;

/**
 * The report of a step that a play leaves out: outside of the part that was asked for, optional, or not needed in
 * its sandbox. Undefined for a step that runs.
 */
export function leavesOut({ options: { chosen }, leftOut }: Plan): (step: Step) => StepReport | undefined {
  return (step) => {
    if (chosen !== undefined && !chosen.ids.has(step.id)) {
      const { id, action } = step;
      const reason = `not in the part that was asked for (${partWords(chosen.asked)})`;
      return { id, action, verdict: "skipped", reason, outside: true, failures: [] };
    }
    const why = leftOut.get(step.id);
    return why === undefined ? undefined : leftOutReport(step, why);
  };
}

/** True for the steps that a play runs. */
export function isChosen(plan: Plan): (step: Step) => boolean {
  const leave = leavesOut(plan);
  return (step) => leave(step) === undefined;
}
