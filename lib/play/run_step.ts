/** One step: request, answer, wait, expectations. The outcome is data; only what stops the play is thrown. */
import type { Session } from "../auth/session.ts";
import type { HttpAnswer, HttpClient } from "../http/client.ts";
import type { JobWatch } from "../jobs/await_job.ts";
import type { JsonValue } from "../model/json.ts";
import type { Step, StepExpect, Wait } from "../model/profile.ts";
import type { StepReport } from "../model/report.ts";
import { jobIds } from "../waits/job.ts";
import { runWait } from "../waits/registry.ts";
import type { WaitContext, WaitResult } from "../waits/types.ts";
import { checkAnswer } from "./check_answer.ts";
import { checkRun } from "./check_run.ts";
import { htmlInPlace } from "./html_in_place.ts";
import { savedValue } from "./saved_value.ts";
import { sendStep } from "./send_step.ts";
import { addressOf, buildRequest, type RequestContext, type StepRequest } from "./step_request.ts";

/** What a step needs. */
export interface StepContext extends RequestContext {
  client: HttpClient;
  session: Session;
  watch: JobWatch;
  runDir: string;
  jobTimeout: number;
  /** The limit holds in place of what the steps say. */
  jobTimeoutWins: boolean;
  /** A line for the log: renewals, job states. */
  note: (line: string) => void;
  /** The same with the session of a user of the profile; itself for those without credentials of their own. */
  forUser?: (user: string | undefined) => StepContext;
}

/** Runs one step and reports it. */
export async function runStep(step: Step, shared: StepContext): Promise<StepReport> {
  const user = "user" in step ? step.user : undefined;
  const context = shared.forUser?.(user) ?? shared;
  const report: StepReport = { id: step.id, action: step.action, verdict: "passed", failures: [] };
  if (step.action === "wait") {
    applyWait(
      report,
      await runWait(limited(step.wait, context), waitContext(context, undefined, context.api)),
    );
    return report;
  }
  const built = await buildRequest(step, context);
  report.request = { method: built.request.method, url: built.request.url.href };
  if (built.shown !== undefined) report.request.body = built.shown;
  if (user !== undefined && context !== shared) report.user = user;
  const { answer, refused } = await sendStep(built.request, step.expect?.status, context, report);
  report.timings = { ...answer.timings, waited: 0 };
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
    await waitForWork(step.wait, answer, built, context, report);
  }
  if (report.failures.length === 0) {
    const { files, log_phrases } = expect;
    const checks = await checkRun(context.runDir, { files, log_phrases });
    report.failures.push(...checks.flatMap((one) => one.failure ?? []));
  }
  if (report.failures.length > 0 && report.verdict === "passed") report.verdict = "failed";
  return report;
}

function saveValues(
  step: Exclude<Step, { action: "wait" }>,
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
  wait: Wait | undefined,
  answer: HttpAnswer,
  built: StepRequest,
  context: StepContext,
  report: StepReport,
): Promise<void> {
  const started = jobIds(answer.json).length > 0 && built.request.method !== "GET";
  const surroundings = waitContext(context, answer, built.api);
  if (started && !isOwnJobWait(wait)) {
    applyWait(report, await runWait(limited({ type: "job" }, context), surroundings));
  }
  if (wait === undefined || report.failures.length > 0) return;
  applyWait(report, await runWait(limited(wait, context), surroundings));
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
    address: (path) => addressOf(path, context),
  };
}

function applyWait(report: StepReport, result: WaitResult): void {
  report.failures.push(...result.failures);
  if (result.job !== undefined) {
    report.job = result.job;
    report.actual = { ...asObject(report.actual), job: result.job.status };
  }
  const { total = 0, waited = 0, ...rest } = report.timings ?? {};
  report.timings = { ...rest, total, waited: waited + result.waited };
  if (result.unavailable !== undefined) report.verdict = "error";
  else if (result.failures.length > 0) report.verdict = "failed";
}

function asObject(value: JsonValue | undefined): { [key: string]: JsonValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}
