/** What a step waits for: the job of its answer, what it says itself, the end of a job that it cancels. */
import type { HttpAnswer } from "../http/client.ts";
import { awaitJob, type JobApi } from "../jobs/await_job.ts";
import type { JsonValue } from "../model/json.ts";
import type { Step, Wait } from "../model/profile.ts";
import type { StepReport } from "../model/report.ts";
import { jobIds } from "../waits/job.ts";
import { runWait } from "../waits/registry.ts";
import type { WaitContext, WaitResult } from "../waits/types.ts";
import { isTaken } from "./check_answer.ts";
import { canceledBy } from "./jobs/canceled_later.ts";
import type { Beginning, BuiltStep, StepContext } from "./step_context.ts";
import { addressOf } from "./step_request.ts";

/** A wait without an answer before it: a step that is nothing else, or one whose job a command ran. */
export async function waitAlone(
  wait: Wait,
  context: StepContext,
  beginning: Beginning,
  report: StepReport,
): Promise<void> {
  const surroundings = waitContext(context, undefined, context.api, beginning);
  applyWait(report, await runWait(limited(filledWait(wait, context), context), surroundings), context);
}

/**
 * A job in the answer is always waited for, asked for or not: no later step may meet a busy run. Then comes what
 * the step itself waits for, unless something is wrong with the answer.
 *
 * @returns true when all work is done
 */
export async function waitForWork(
  step: Exclude<Step, { action: "wait" }>,
  answer: HttpAnswer,
  built: BuiltStep,
  context: StepContext,
  beginning: Beginning,
  report: StepReport,
): Promise<boolean> {
  const before = report.failures.length;
  const wait = step.wait === undefined ? undefined : filledWait(step.wait, context);
  const taken = isTaken(answer);
  const cancels = taken && canceledBy(step) !== undefined;
  if (cancels) await waitForCanceled(built, context, report);
  // The job in its answer is the canceled one, and its end was just seen.
  if (cancels && isOwnJobWait(wait)) return report.failures.length === before && before === 0;
  const ids = jobIds(answer.json);
  // What was refused, as expected, has started nothing: a 409 may name the job that holds the run.
  const started = taken && ids.length > 0 && built.request.method !== "GET" && !cancels;
  if (started) context.ownJobs.started(ids, built.api, step.id);
  if (started && !context.queue) {
    report.failures.push(
      `the answer names the job ${ids.join(", ")}, but the profile says rq_required: false` +
        "; an enqueue_rq step is run directly by --job-command",
    );
    return false;
  }
  const canceler = context.canceledLater.get(step.id);
  if (started && canceler !== undefined) {
    report.reason = `its job is left to ${canceler}`;
    return before === 0;
  }
  const surroundings = waitContext(context, answer, built.api, beginning);
  if (started && !isOwnJobWait(wait)) {
    applyWait(report, await runWait(limited({ type: "job" }, context), surroundings), context);
  }
  if (report.failures.length > before) return false;
  if (wait === undefined) return true;
  if (before > 0 && !(started && isOwnJobWait(wait))) return false;
  applyWait(report, await runWait(limited(wait, context), surroundings), context);
  return report.failures.length === before;
}

/** The step cancels a job: what follows must not meet one that is still going on. */
async function waitForCanceled(built: BuiltStep, context: StepContext, report: StepReport): Promise<void> {
  const id = decodeURIComponent(built.request.url.pathname.split("/").at(-1) ?? "");
  const { api } = built;
  const { outcome, job, waited } = await awaitJob(context.watch, id, { api, timeout: context.jobTimeout });
  report.job = job;
  report.timings = { total: 0, ...report.timings, waited: (report.timings?.waited ?? 0) + waited };
  const over = outcome === "finished" || job.status === "canceled" || job.status === "stopped" ||
    job.status === "cancelled";
  if (!over) report.failures.push(`job ${id} was not canceled: it is ${job.status}`);
}

/** The wait with its values filled in; addresses are filled in when they are asked. */
function filledWait(wait: Wait, { scope }: StepContext): Wait {
  const { path, endpoint, ...rest } = wait;
  return {
    ...scope.fill(rest) as Wait,
    ...(path === undefined ? {} : { path }),
    ...(endpoint === undefined ? {} : { endpoint }),
  };
}

/** Does the wait itself look at the step's own job? */
export function isOwnJobWait(wait: Wait | undefined): boolean {
  return wait?.type === "job" || (wait?.type === "status_poll" && wait["endpoint"] === "rq/status");
}

/** The wait without its own limit, where the command line's holds. */
function limited(wait: Wait, { jobTimeoutWins }: StepContext): Wait {
  if (!jobTimeoutWins) return wait;
  const { timeout: _timeout, ...rest } = wait;
  return rest;
}

function waitContext(
  context: StepContext,
  answer: HttpAnswer | undefined,
  api: JobApi,
  { began, marks, files }: Beginning,
): WaitContext {
  return {
    files,
    began,
    marks,
    watch: context.watch,
    answer,
    api,
    timeout: context.jobTimeout,
    ...(context.takenWithin === undefined ? {} : { takenWithin: context.takenWithin }),
    address: (path) => addressOf(path, context),
  };
}

function applyWait(report: StepReport, result: WaitResult, context: StepContext): void {
  report.failures.push(...result.failures);
  if (result.job !== undefined) {
    report.job = result.job;
    report.actual = { ...asObject(report.actual), job: result.job.status };
  }
  const { total = 0, waited = 0, ...rest } = report.timings ?? {};
  report.timings = { ...rest, total, waited: waited + result.waited };
  // One job that was done shows that workers are there.
  if (result.job?.status === "finished") context.takenWithin = undefined;
  if (result.gone === true) report.gone = true;
  if (result.unavailable !== undefined) report.verdict = "error";
  else if (result.failures.length > 0) report.verdict = "failed";
}

function asObject(value: JsonValue | undefined): { [key: string]: JsonValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}
