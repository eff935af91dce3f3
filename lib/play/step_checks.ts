/** What a step is held to beside its answer: its duration, and the logs that it looks at from its beginning on. */
import type { Step, StepExpect } from "../model/profile.ts";
import type { StepReport } from "../model/report.ts";
import { formatDuration, parseDuration } from "../text/duration.ts";

/** Logs of which only what the step adds counts. */
export function logsOf(step: Step): string[] {
  const phrases = step.action === "wait" ? [] : step.expect?.log_phrases ?? [];
  const waited = step.wait?.type === "log_phrase" ? step.wait["file"] : undefined;
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

/**
 * What is said of a limit when the play was cut off meanwhile; nothing when it was kept or broken for certain.
 *
 * @param most ms from the step's beginning to its end, the time in which nobody played included
 */
export function durationDoubt(
  limit: string | undefined,
  step: Pick<StepReport, "timings">,
  most: number,
): string | undefined {
  if (limit === undefined) return undefined;
  const least = stepDuration(step) ?? 0;
  const allowed = parseDuration(limit);
  if (least > allowed || most <= allowed) return undefined;
  return `max_duration ${limit} cannot be judged: the play was cut off meanwhile, and it took between ` +
    `${formatDuration(least)} and ${formatDuration(most)}`;
}

/** The report of a step that came to its end: too long is a failure, and one failure fails it. */
export function settled(report: StepReport, expect: StepExpect): StepReport {
  report.failures.push(...durationFailures(expect.max_duration, report.timings));
  if (report.failures.length > 0 && report.verdict === "passed") report.verdict = "failed";
  return report;
}

/** What of a step looks at the answer to its request, as paths within the step: `["expect", "json"]`. */
export function answerChecks(step: Exclude<Step, { action: "wait" }>): [string, string][] {
  const { expect = {}, save = {} } = step;
  const looking = (["status", "headers", "json", "body"] as const).filter((key) => expect[key] !== undefined);
  return [
    ...looking.map((key): [string, string] => ["expect", key]),
    ...Object.keys(save).map((name): [string, string] => ["save", name]),
  ];
}
