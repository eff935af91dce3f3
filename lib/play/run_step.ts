/** One step: request, answer, wait, expectations. The outcome is data; only what stops the play is thrown. */
import type { Session } from "../auth/session.ts";
import type { HttpAnswer, HttpClient } from "../http/client.ts";
import { awaitJob, type JobWatch } from "../jobs/await_job.ts";
import type { JsonValue } from "../model/json.ts";
import type { Step, StepExpect, Wait } from "../model/profile.ts";
import type { StepReport } from "../model/report.ts";
import { counted } from "../text/counted.ts";
import { formatDuration, parseDuration } from "../text/duration.ts";
import { jobIds } from "../waits/job.ts";
import { runWait } from "../waits/registry.ts";
import type { WaitContext, WaitResult } from "../waits/types.ts";
import { answerExcerpt } from "./answer_excerpt.ts";
import { curlOf } from "./curl_of.ts";
import { checkAnswer, statusMatches } from "./check_answer.ts";
import { checkRun } from "./check_run.ts";
import { htmlInPlace } from "./html_in_place.ts";
import { folderOfAddress } from "./outputs/child_run.ts";
import { pathsOf, placed } from "./outputs/expected.ts";
import type { Outputs } from "./outputs/types.ts";
import { isBusy, sendWhenFree } from "./jobs/busy_run.ts";
import { canceledBy } from "./jobs/canceled_later.ts";
import { type JobRunner, runJobCommand } from "./jobs/job_command.ts";
import type { OwnJobs } from "./jobs/own_jobs.ts";
import { rewriteRun } from "./scope.ts";
import { savedValue } from "./saved_value.ts";
import { sendStep } from "./send_step.ts";
import { addressOf, buildRequest, type RequestContext, type StepRequest } from "./step_request.ts";

/** What a step needs. */
export interface StepContext extends RequestContext {
  client: HttpClient;
  session: Session;
  watch: JobWatch;
  outputs: Outputs;
  /** Folder of the sandbox, where it lies on this disk. */
  runDir: string | undefined;
  jobTimeout: number;
  /** The limit holds in place of what the steps say. */
  jobTimeoutWins: boolean;
  /** How long a change is sent again while another job holds the run, ms. */
  busyTimeout: number;
  /** Workers were not seen yet: a job must be taken within so many ms. */
  takenWithin?: number | undefined;
  /** The profile needs the queue; without it an answer with a job is an error. */
  queue: boolean;
  /** Runs jobs directly. */
  runner?: JobRunner;
  ownJobs: OwnJobs;
  /** Steps whose job a later step cancels. */
  canceledLater: ReadonlyMap<string, string>;
  /** A line for the log: renewals, job states. */
  note: (line: string) => void;
  /** The same with the session of a user of the profile; itself for those without credentials of their own. */
  forUser?: (user: string | undefined) => StepContext;
}

type RequestStep = Exclude<Step, { action: "wait" }>;

/** Runs one step and reports it. */
export async function runStep(step: Step, shared: StepContext): Promise<StepReport> {
  const user = "user" in step ? step.user : undefined;
  const context = shared.forUser?.(user) ?? shared;
  const report: StepReport = { id: step.id, action: step.action, verdict: "passed", failures: [] };
  if (step.action === "wait") {
    applyWait(
      report,
      await runWait(limited(step.wait, context), waitContext(context, undefined, context.api)),
      context,
    );
    return report;
  }
  if (step.action === "enqueue_rq" && context.runner !== undefined) {
    return await runDirectly(step, context, context.runner);
  }
  const built = await buildRequest(step, context);
  report.request = { method: built.request.method, url: built.request.url.href };
  if (built.shown !== undefined) report.request.body = built.shown;
  report.curl = curlOf(step, built.request, context);
  if (user !== undefined && context !== shared) report.user = user;
  const { answer, refused } = await sendChange(step, built, context, report);
  report.answer = answerExcerpt(answer);
  report.timings = { ...answer.timings, waited: report.timings?.waited ?? 0 };
  const expect = context.scope.fill(step.expect ?? {}) as StepExpect;
  const checked = checkAnswer(answer, expect);
  report.expected = checked.expected;
  report.actual = checked.actual;
  report.failures.push(...checked.failures);
  if (report.failures.length === 0) report.failures.push(...htmlInPlace(answer, built.request));
  if (refused && checked.failures.length === 0) {
    report.failures.push(
      `the server does not take us for logged in: it answered with ${answer.url.pathname}`,
    );
  }
  if (report.failures.length === 0) {
    saveValues(step, answer, built.request.url, context, report);
    if (canceledBy(step) !== undefined) await waitForCanceled(built, context, report);
    await waitForWork(step, answer, built, context, report);
  }
  if (report.failures.length === 0) {
    const { files, log_phrases } = expect;
    const wanted = placed({ files, log_phrases }, folderOfAddress(built.request.url.pathname, context.runId));
    const checks = await checkRun(await context.outputs.folder(pathsOf(wanted)), wanted);
    report.failures.push(...checks.flatMap((one) => one.failure ?? []));
  }
  if (report.failures.length > 0 && report.verdict === "passed") report.verdict = "failed";
  return report;
}

function saveValues(
  step: RequestStep,
  answer: HttpAnswer,
  asked: URL,
  context: StepContext,
  report: StepReport,
): void {
  const [job] = jobIds(answer.json);
  if (job !== undefined) context.scope.save(step.id, "job", job);
  for (const [name, source] of Object.entries(step.save ?? {})) {
    const saved = savedValue(source, answer, asked);
    if ("missing" in saved) report.failures.push(`save ${name}: ${saved.missing}`);
    else context.scope.save(step.id, name, saved.value);
  }
}

/**
 * A job in the answer is always waited for, asked for or not: no later step may meet a busy run. Then comes what
 * the step itself waits for.
 */
async function waitForWork(
  step: RequestStep,
  answer: HttpAnswer,
  built: StepRequest,
  context: StepContext,
  report: StepReport,
): Promise<void> {
  const { wait } = step;
  const ids = jobIds(answer.json);
  const started = ids.length > 0 && built.request.method !== "GET" && canceledBy(step) === undefined;
  if (started) context.ownJobs.started(ids, built.api, step.id);
  if (started && !context.queue) {
    report.failures.push(
      `the answer names the job ${ids.join(", ")}, but the profile says rq_required: false` +
        "; an enqueue_rq step is run directly by --job-command",
    );
    return;
  }
  const cancels = context.canceledLater.get(step.id);
  if (started && cancels !== undefined) {
    report.reason = `its job is left to ${cancels}`;
    return;
  }
  const surroundings = waitContext(context, answer, built.api);
  if (started && !isOwnJobWait(wait)) {
    applyWait(report, await runWait(limited({ type: "job" }, context), surroundings), context);
  }
  if (wait === undefined || report.failures.length > 0) return;
  applyWait(report, await runWait(limited(wait, context), surroundings), context);
}

/** The step cancels a job: what follows must not meet one that is still going on. */
async function waitForCanceled(built: StepRequest, context: StepContext, report: StepReport): Promise<void> {
  const id = decodeURIComponent(built.request.url.pathname.split("/").at(-1) ?? "");
  const { api } = built;
  const { outcome, job, waited } = await awaitJob(context.watch, id, { api, timeout: context.jobTimeout });
  report.job = job;
  report.timings = { total: 0, ...report.timings, waited: (report.timings?.waited ?? 0) + waited };
  const over = outcome === "finished" || job.status === "canceled" || job.status === "stopped" ||
    job.status === "cancelled";
  if (!over) report.failures.push(`job ${id} was not canceled: it is ${job.status}`);
}

/** Sends; a change that meets a busy run is sent again until the run is free, or the limit is over. */
async function sendChange(
  step: RequestStep,
  built: StepRequest,
  context: StepContext,
  report: StepReport,
): Promise<{ answer: HttpAnswer; refused: boolean }> {
  const status = step.expect?.status;
  const send = () => sendStep(built.request, status, context, report);
  const meant = status !== undefined && statusMatches(409, status);
  if (built.request.method === "GET" || meant) return await send();
  const { busyTimeout: timeout, watch } = context;
  const { sent, busy, waited } = await sendWhenFree(send, watch, { timeout, api: built.api });
  if (busy === 0) return sent;
  report.busy = busy;
  report.timings = { total: 0, waited };
  const times = `${counted(busy, "time")} in ${formatDuration(waited)}`;
  if (isBusy(sent.answer)) {
    report.failures.push(`another job holds the run: 409 job_active ${times}, the limit of --busy-timeout`);
  } else {context.note(
      `step ${step.id}: the run was busy (409 job_active) ${times}, then the request was taken`,
    );}
  return sent;
}

/** A job that needs no queue, run by the configured command. */
async function runDirectly(
  step: Extract<Step, { action: "enqueue_rq" }>,
  context: StepContext,
  runner: JobRunner,
): Promise<StepReport> {
  const payload = rewriteRun(context.scope.fill(step.payload ?? {}), context.recordedRun, context.runId);
  const values = { run_id: context.runId, config: context.config, run_dir: context.runDir ?? "" };
  const asked = context.jobTimeoutWins ? undefined : step.wait?.["timeout"];
  const timeout = typeof asked === "string" ? parseDuration(asked) : context.jobTimeout;
  const report = await runJobCommand(step, payload, values, timeout, runner);
  if (report.failures.length > 0) return report;
  const { files, log_phrases } = context.scope.fill(step.expect ?? {}) as StepExpect;
  const wanted = { files, log_phrases };
  const checks = await checkRun(await context.outputs.folder(pathsOf(wanted)), wanted);
  report.failures.push(...checks.flatMap((one) => one.failure ?? []));
  if (report.failures.length > 0) report.verdict = "failed";
  return report;
}

/** Does the wait itself look at the step's own job? */
function isOwnJobWait(wait: Wait | undefined): boolean {
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
  api: StepRequest["api"],
): WaitContext {
  return {
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
  if (result.unavailable !== undefined) report.verdict = "error";
  else if (result.failures.length > 0) report.verdict = "failed";
}

function asObject(value: JsonValue | undefined): { [key: string]: JsonValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}
