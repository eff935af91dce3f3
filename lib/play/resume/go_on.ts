/** The step at which an earlier play was cut off: is its change done, under way, or to be sent? Never sent blindly again. */
import type { Verdict } from "../../model/exit.ts";
import type { Step, StepExpect } from "../../model/profile.ts";
import type { StepReport } from "../../model/report.ts";
import { methodOf } from "../../model/step_method.ts";
import type { RequestStep } from "../creation_step.ts";
import { finishDirectly } from "../run_directly.ts";
import { runStep, type StepContext } from "../run_step.ts";
import { durationDoubt } from "../step_checks.ts";
import type { Begun } from "../step_context.ts";
import type { StepRecord } from "./record.ts";
import { lookForJob, takeUp } from "./take_up.ts";
import { type GoOn, unknownFate } from "./unknown_fate.ts";

/**
 * Runs a step that an earlier play may have begun.
 *
 * @throws ProfileError incomplete when nothing tells whether its change was done
 */
export async function goOnWith(
  step: Step,
  at: number,
  context: StepContext,
  how: GoOn,
): Promise<StepReport> {
  const earlier = how.record.steps.get(at);
  if (earlier === undefined) return await runStep(step, context);
  const { report, begun } = earlier;
  // It came to its end, and the run may be beyond it: a second try would judge something else.
  if (report?.verdict === "failed") return { ...report, resumed: true };
  if (step.action === "wait" || !earlier.sent) {
    // A change that was not sent begins now; what was waited for, or read, may have come while nobody played.
    const since = step.action === "wait" || methodOf(step) === "GET" ? begun : undefined;
    const done = await runStep(step, context, since);
    return report?.verdict === "passed" ? done : sayDoubt(step, done, since, context, how);
  }
  const again = async (why: string) => {
    how.note(`${step.id} is sent again: ${why}`);
    return await runStep(step, context);
  };
  if (how.redo) return await again("as asked for (--redo)");
  if (step.action === "enqueue_rq" && context.runner !== undefined) {
    return await lookAtCommand(step, earlier, context, how) ??
      await again("its command could not be started");
  }
  return await goOnBehindRequest(step, earlier, context, how, again);
}

/**
 * A job command has left no job behind that could be asked for.
 *
 * @returns undefined when it was not started at all
 */
async function lookAtCommand(
  step: Extract<Step, { action: "enqueue_rq" }>,
  { ran, begun, report }: StepRecord,
  context: StepContext,
  how: GoOn,
): Promise<StepReport | undefined> {
  if (ran !== undefined && begun !== undefined) {
    const done = await finishDirectly(step, context, { ...ran, failures: [...ran.failures] }, begun);
    return sayDoubt(step, done, begun, context, how);
  }
  if (report?.verdict === "error") return undefined;
  throw unknownFate(step, "its command was begun and its end not seen; it may be at work still", how);
}

async function goOnBehindRequest(
  step: RequestStep,
  earlier: StepRecord,
  context: StepContext,
  how: GoOn,
  again: (why: string) => Promise<StepReport>,
): Promise<StepReport> {
  const { answered, begun } = earlier;
  if (how.serverDied && (answered === undefined || answered.jobs.length > 0)) {
    return await again("the embedded server ended with the play that was cut off");
  }
  const done = answered === undefined
    ? await lookForJob(step, earlier, context, how)
    : await takeUp(step, answered, begun, context);
  const report = sayDoubt(step, done, begun, context, how);
  if (report.verdict === "passed" || answered === undefined) return report;
  const status = report.job?.status ?? "";
  const { end } = how.record;
  if (CANCELED.has(status) && (end === undefined || STOPPED_BY_USER.has(end))) {
    return await again(`its job was ${status} when the play was stopped`);
  }
  if (status === "not_found") {
    throw unknownFate(step, "the server does not know its job any more", how);
  }
  return report;
}

const CANCELED: ReadonlySet<string> = new Set(["canceled", "cancelled", "stopped"]);
const STOPPED_BY_USER: ReadonlySet<Verdict | undefined> = new Set(["interrupted", "terminated"]);

/** Nobody looked while nobody played: a limit that may have been broken then is said, not judged. */
function sayDoubt(
  step: Step,
  report: StepReport,
  begun: Begun | undefined,
  context: StepContext,
  how: GoOn,
): StepReport {
  if (step.action === "wait" || begun === undefined) return report;
  const { max_duration } = context.scope.fill(step.expect ?? {}) as StepExpect;
  const doubt = durationDoubt(max_duration, report, context.watch.now() - begun.began);
  if (doubt !== undefined) how.note(`${step.id}: ${doubt}`);
  return report;
}
