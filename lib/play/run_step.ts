/** One step: request, answer, wait, expectations. The outcome is data; only what stops the play is thrown. */
import type { Session } from "../auth/session.ts";
import type { HttpAnswer, HttpClient, HttpRequest } from "../http/client.ts";
import type { JobWatch } from "../jobs/await_job.ts";
import type { JsonValue } from "../model/json.ts";
import type { Step, StepExpect, Wait } from "../model/profile.ts";
import type { StepReport } from "../model/report.ts";
import { jobIds } from "../waits/job.ts";
import { runWait } from "../waits/registry.ts";
import type { WaitContext, WaitResult } from "../waits/types.ts";
import { checkAnswer, statusMatches } from "./check_answer.ts";
import { checkRun } from "./check_run.ts";
import { savedValue } from "./saved_value.ts";
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
  /** Keeps what must be known of a change when the play is cut off. */
  memory?: StepMemory;
}

/** What is kept of a change: that it is about to be sent, and that its answer was good. */
export interface StepMemory {
  sending(step: Step): void;
  answered(step: Step, answer: HttpAnswer, built: StepRequest, report: StepReport): void;
}

/** Runs one step and reports it. */
export async function runStep(step: Step, context: StepContext): Promise<StepReport> {
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
  const change = built.request.method !== "GET";
  const { answer, refused } = await sendRenewing(built.request, step.expect?.status, context, () => {
    if (change) context.memory?.sending(step);
  });
  report.timings = { first_byte: answer.timings.first_byte, total: answer.timings.total, waited: 0 };
  const expect = context.scope.fill(step.expect ?? {}) as StepExpect;
  const checked = checkAnswer(answer, expect);
  report.expected = checked.expected;
  report.actual = checked.actual;
  report.failures.push(...checked.failures);
  if (refused && checked.failures.length === 0) {
    report.failures.push(
      `the server does not take us for logged in: it answered with ${answer.url.pathname}`,
    );
  }
  if (report.failures.length === 0) {
    saveValues(step, answer, built.request.url, context, report);
    if (change && report.failures.length === 0) context.memory?.answered(step, answer, built, report);
  }
  return await finish(step, answer, built, context, report);
}

/** What comes after a good answer: the step's work, and what it must have left in the run. */
export async function finish(
  step: Exclude<Step, { action: "wait" }>,
  answer: HttpAnswer,
  built: Pick<StepRequest, "api"> & { request: Pick<HttpRequest, "method"> },
  context: StepContext,
  report: StepReport,
): Promise<StepReport> {
  const expect = context.scope.fill(step.expect ?? {}) as StepExpect;
  if (report.failures.length === 0) await waitForWork(step.wait, answer, built, context, report);
  if (report.failures.length === 0) {
    const { files, log_phrases } = expect;
    const checks = await checkRun(context.runDir, { files, log_phrases });
    report.failures.push(...checks.flatMap((one) => one.failure ?? []));
  }
  if (report.failures.length > 0 && report.verdict === "passed") report.verdict = "failed";
  return report;
}

/**
 * Sends; when the session or token is no longer taken, renews once and sends again.
 *
 * @returns the answer, and whether it still says that we are not logged in. A status that the step expects is no
 *   refusal.
 */
async function sendRenewing(
  request: HttpRequest,
  expected: StepExpect["status"],
  context: StepContext,
  onSend: () => void,
): Promise<{ answer: HttpAnswer; refused: boolean }> {
  const isRefusal = (answer: HttpAnswer) =>
    context.session.wasRefused(answer, request.url) &&
    (expected === undefined || answer.status < 400 || !statusMatches(answer.status, expected));
  const send = () => {
    onSend();
    return context.client.send({
      ...request,
      headers: context.session.headersFor(request.method, request.url),
    });
  };
  const first = await send();
  if (!isRefusal(first)) return { answer: first, refused: false };
  context.note(`the server no longer takes our session (HTTP ${first.status}); logging in again`);
  if (!await context.session.renew()) return { answer: first, refused: true };
  const answer = await send();
  return { answer, refused: isRefusal(answer) };
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
  built: Pick<StepRequest, "api"> & { request: Pick<HttpRequest, "method"> },
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
