/** When each step was sent, and how long it took: think times and bursts of a page are known from them. */
import type { JobFindings } from "./jobs.ts";
import type { StepDraft } from "./step.ts";

/**
 * The steps with their times since the first; a step without a time in the recording has none.
 *
 * @param until end of the last poll of a job, by the request that started it, ms since 1970
 */
export function withTimes(steps: readonly StepDraft[], until: JobFindings["until"]): StepDraft[] {
  const began = steps.find(({ recorded }) => Number.isFinite(recorded.time))?.recorded.time;
  if (began === undefined) return [...steps];
  return steps.map((draft): StepDraft => {
    const { recorded, step } = draft;
    const end = Math.max(recorded.ended ?? NaN, until.get(recorded) ?? -Infinity);
    if (step.action === "wait" || !(recorded.time >= began) || !(end >= recorded.time)) return draft;
    const times = { at: seconds(recorded.time - began), took: seconds(end - recorded.time) };
    return { ...draft, step: { ...step, recorded: times } };
  });
}

function seconds(ms: number): string {
  return `${Math.round(ms) / 1000}s`;
}
