/** A step whose job needs no queue: the configured command runs it. */
import type { Step, StepExpect } from "../model/profile.ts";
import type { StepReport } from "../model/report.ts";
import { parseDuration } from "../text/duration.ts";
import { checkRun } from "./check_run.ts";
import { type JobRunner, runJobCommand } from "./jobs/job_command.ts";
import { rewriteRun } from "./scope.ts";
import { durationFailures } from "./step_checks.ts";
import type { Beginning, StepContext } from "./step_context.ts";

/** Runs it, and looks at the files that the step expects. */
export async function runDirectly(
  step: Extract<Step, { action: "enqueue_rq" }>,
  context: StepContext,
  runner: JobRunner,
  beginning: Beginning,
): Promise<StepReport> {
  const payload = rewriteRun(context.scope.fill(step.payload ?? {}), context.recordedRun, context.runId);
  const values = { run_id: context.runId, config: context.config, run_dir: context.runDir ?? "" };
  const asked = context.jobTimeoutWins ? undefined : step.wait?.["timeout"];
  const timeout = typeof asked === "string" ? parseDuration(asked) : context.jobTimeout;
  const report = await runJobCommand(step, payload, values, timeout, runner);
  if (report.failures.length > 0) return report;
  const expect = context.scope.fill(step.expect ?? {}) as StepExpect;
  const checks = await checkRun(beginning.files, expect, beginning.marks);
  report.failures.push(...checks.flatMap((one) => one.failure ?? []));
  report.failures.push(...durationFailures(expect.max_duration, report.timings));
  if (report.failures.length > 0) report.verdict = "failed";
  return report;
}
