/** A step whose job needs no queue: the configured command runs it. */
import type { Step, StepExpect } from "../model/profile.ts";
import type { StepReport } from "../model/report.ts";
import { parseDuration } from "../text/duration.ts";
import { checkRun } from "./check_run.ts";
import { type JobRunner, runJobCommand } from "./jobs/job_command.ts";
import { rewriteRun } from "./scope.ts";
import { settled } from "./step_checks.ts";
import type { Beginning, Begun, StepContext } from "./step_context.ts";
import { isOwnJobWait, waitAlone } from "./step_waits.ts";

type JobStep = Extract<Step, { action: "enqueue_rq" }>;

/** Runs it, waits for what the step waits for beside the job, and looks at what it must have left in the run. */
export async function runDirectly(
  step: JobStep,
  context: StepContext,
  runner: JobRunner,
  begun: Begun,
): Promise<StepReport> {
  const payload = rewriteRun(context.scope.fill(step.payload ?? {}), context.recordedRun, context.runId);
  const values = { run_id: context.runId, config: context.config, run_dir: context.runDir ?? "" };
  // The command is the job: its limit is that of a wait for the job, any other wait has its own.
  const own = isOwnJobWait(step.wait) && !context.jobTimeoutWins ? step.wait?.["timeout"] : undefined;
  const timeout = typeof own === "string" ? parseDuration(own) : context.jobTimeout;
  context.memory?.sending(step);
  const report = await runJobCommand(step, payload, values, timeout, runner);
  if (report.failures.length > 0) return report;
  context.memory?.ran(step, report);
  return await finishDirectly(step, context, report, begun);
}

/** What comes after the command. */
export async function finishDirectly(
  step: JobStep,
  context: StepContext,
  report: StepReport,
  begun: Begun,
): Promise<StepReport> {
  const { wait } = step;
  const beginning: Beginning = { ...begun, files: context.runFiles };
  if (wait !== undefined && !isOwnJobWait(wait)) await waitAlone(wait, context, beginning, report);
  const expect = context.scope.fill(step.expect ?? {}) as StepExpect;
  if (report.failures.length === 0) {
    const checks = await checkRun(beginning.files, expect, beginning.marks);
    report.failures.push(...checks.flatMap((one) => one.failure ?? []));
  }
  return settled(report, expect);
}
