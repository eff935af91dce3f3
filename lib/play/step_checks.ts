/** What a step is held to beside its answer: its duration, and the logs that it looks at from its beginning on. */
import type { Step } from "../model/profile.ts";
import type { StepReport } from "../model/report.ts";
import { formatDuration, parseDuration } from "../text/duration.ts";

/** Logs of which only what the step adds counts, and files that it must have written. */
export function logsOf(step: Step): string[] {
  const phrases = step.action === "wait" ? [] : step.expect?.log_phrases ?? [];
  const { wait } = step;
  const isMarked = wait?.type === "log_phrase" || (wait?.type === "file" && wait["since"] === "step");
  const waited = isMarked ? wait["file"] : undefined;
  return [
    ...phrases.filter(({ since }) => since === "step").map(({ file }) => file),
    ...(typeof waited === "string" ? [waited] : []),
  ];
}

/**
 * How long a step took, its waits included, ms.
 *
 * @returns undefined for a step that sent nothing and waited for nothing
 */
export function stepDuration({ timings }: Pick<StepReport, "timings">): number | undefined {
  return timings === undefined ? undefined : timings.total + timings.waited;
}

/** The failure of a step that took longer than it may. */
export function durationFailures(limit: string | undefined, timings: StepReport["timings"]): string[] {
  const took = stepDuration(timings === undefined ? {} : { timings });
  if (limit === undefined || took === undefined || took <= parseDuration(limit)) return [];
  return [`took ${formatDuration(took)}, longer than max_duration ${limit}`];
}
