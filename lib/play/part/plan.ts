/** Which steps a play runs, and what is said of the others. */
import type { Step } from "../../model/profile.ts";
import type { StepReport } from "../../model/report.ts";
import { skippedSteps, skipReport } from "../optional.ts";
import type { PlayOptions } from "../options.ts";
import { partWords } from "./choose.ts";

type Plan = Pick<PlayOptions, "loaded" | "optional" | "chosen">;

/**
 * The report of a step that a play leaves out: outside of the part that was asked for, or optional. Undefined for a
 * step that runs.
 */
export function leavesOut({ loaded, optional, chosen }: Plan): (step: Step) => StepReport | undefined {
  const skipped = skippedSteps(loaded.profile, optional, chosen?.named);
  return (step) => {
    if (chosen !== undefined && !chosen.ids.has(step.id)) {
      const { id, action } = step;
      const reason = `not in the part that was asked for (${partWords(chosen.asked)})`;
      return { id, action, verdict: "skipped", reason, outside: true, failures: [] };
    }
    return skipped.has(step.id) ? skipReport(step) : undefined;
  };
}

/** True for the steps that a play runs. */
export function isChosen(plan: Plan): (step: Step) => boolean {
  const leave = leavesOut(plan);
  return (step) => leave(step) === undefined;
}
