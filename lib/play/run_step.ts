/** One step: request, answer, wait, expectations. The outcome is data; only what stops the play is thrown. */
import type { RunFiles } from "../files/run_files.ts";
import type { Session } from "../auth/session.ts";
import type { HttpAnswer, HttpClient, HttpRequest } from "../http/client.ts";
import type { JobWatch } from "../jobs/await_job.ts";
import type { JsonValue } from "../model/json.ts";
import type { Step, StepExpect, Wait } from "../model/profile.ts";
import type { StepReport } from "../model/report.ts";
import { jobIds } from "../waits/job.ts";
import { runWait } from "../waits/registry.ts";
import type { WaitContext, WaitResult } from "../waits/types.ts";
import { checkAnswer, isTaken, statusMatches } from "./check_answer.ts";
import { checkRun, type LogMarks, markLogs } from "./check_run.ts";
import { durationFailures, logsOf } from "./step_checks.ts";
import { savedValue } from "./saved_value.ts";
import { addressOf, buildRequest, type RequestContext, type StepRequest } from "./step_request.ts";

/** What a step needs. */
export interface StepContext extends RequestContext {
  client: HttpClient;
  session: Session;
  watch: JobWatch;
  /** Files of the sandbox, wherever it lies. */
  runFiles: RunFiles;
  jobTimeout: number;
  /** The limit holds in place of what the steps say. */
  jobTimeoutWins: boolean;
  /** A line for the log: renewals, job states. */
  note: (line: string) => void;
}

/** When a step began, and how far the logs had come that it looks at. */
interface Beginning {
  /** Ms on the watch's clock. */
  began: number;
  marks: LogMarks;
}

/** Runs one step and reports it. */
export async function runStep(step: Step, context: StepContext): Promise<StepReport> {
  const report: StepReport = { id: step.id, action: step.action, verdict: "passed", failures: [] };
  const beginning = { began: context.watch.now(), marks: await markLogs(context.runFiles, logsOf(step)) };
  if (step.action === "wait") {
    const wait = limited(filledWait(step.wait, context), context);
    applyWait(report, await runWait(wait, waitContext(context, undefined, context.api, beginning)));
    return report;
  }
  const built = await buildRequest(step, context);
  report.request = { method: built.request.method, url: built.request.url.href };
  if (built.shown !== undefined) report.request.body = built.shown;
  const { answer, refused } = await sendRenewing(built.request, step.expect?.status, context);
  report.timings = { first_byte: answer.timings.first_byte, total: answer.timings.total, waited: 0 };
  const expect = context.scope.fill(step.expect ?? {}) as StepExpect;
  const checked = await checkAnswer(answer, expect);
  report.expected = checked.expected;
  report.actual = checked.actual;
  report.failures.push(...checked.failures);
  if (refused && checked.failures.length === 0) {
    report.failures.push(
      `the server does not take us for logged in: it answered with ${answer.url.pathname}`,
    );
  }
  // Work that was started is waited for whatever is wrong with the answer: no later step may meet a busy run.
  let done = false;
  if (isTaken(answer) && !refused) {
    saveValues(step, answer, built.request.url, context, report);
    const wait = step.wait === undefined ? undefined : filledWait(step.wait, context);
    done = await waitForWork(
      wait,
      answer,
      waitContext(context, answer, built.api, beginning),
      built,
      context,
      report,
    );
  }
  // Files are looked at when the work is done that makes them.
  if (done) {
    const checks = await checkRun(context.runFiles, expect, beginning.marks);
    report.failures.push(...checks.flatMap((one) => one.failure ?? []));
  }
  report.failures.push(...durationFailures(expect.max_duration, report.timings));
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
): Promise<{ answer: HttpAnswer; refused: boolean }> {
  const isRefusal = (answer: HttpAnswer) =>
    context.session.wasRefused(answer, request.url) &&
    (expected === undefined || answer.status < 400 || !statusMatches(answer.status, expected));
  const send = () =>
    context.client.send({ ...request, headers: context.session.headersFor(request.method, request.url) });
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
 * the step itself waits for, unless something is wrong with the answer.
 *
 * @returns true when all work is done
 */
async function waitForWork(
  wait: Wait | undefined,
  answer: HttpAnswer,
  surroundings: WaitContext,
  built: StepRequest,
  context: StepContext,
  report: StepReport,
): Promise<boolean> {
  const before = report.failures.length;
  const started = jobIds(answer.json).length > 0 && built.request.method !== "GET";
  if (started && !isOwnJobWait(wait)) {
    applyWait(report, await runWait(limited({ type: "job" }, context), surroundings));
  }
  if (report.failures.length > before) return false;
  if (wait === undefined) return true;
  if (before > 0 && !(started && isOwnJobWait(wait))) return false;
  applyWait(report, await runWait(limited(wait, context), surroundings));
  return report.failures.length === before;
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
  { began, marks }: Beginning,
): WaitContext {
  return {
    files: context.runFiles,
    began,
    marks,
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
