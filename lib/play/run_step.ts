/** One step: request, answer, wait, expectations. The outcome is data; only what stops the play is thrown. */
import type { HttpAnswer } from "../http/client.ts";
import type { Step, StepExpect } from "../model/profile.ts";
import type { StepReport } from "../model/report.ts";
import { jobIds } from "../waits/job.ts";
import { answerExcerpt } from "./answer_excerpt.ts";
import { checkAnswer, isMeant } from "./check_answer.ts";
import { checkRun, markLogs } from "./check_run.ts";
import { curlOf } from "./curl_of.ts";
import { htmlInPlace } from "./html_in_place.ts";
import { folderOfAddress } from "./outputs/child_run.ts";
import { filesInFolder } from "./outputs/run_files.ts";
import { runDirectly } from "./run_directly.ts";
import { savedValue } from "./saved_value.ts";
import { sendChange } from "./send_change.ts";
import { logsOf, settled } from "./step_checks.ts";
import type { Beginning, Begun, BuiltStep, StepContext } from "./step_context.ts";
import { buildRequest } from "./step_request.ts";
import { waitAlone, waitForWork } from "./step_waits.ts";

export type { StepContext };

/**
 * Runs one step and reports it.
 *
 * @param earlier when an earlier play began it; missing: it begins now
 */
export async function runStep(step: Step, shared: StepContext, earlier?: Begun): Promise<StepReport> {
  const user = "user" in step ? step.user : undefined;
  const context = shared.forUser?.(user) ?? shared;
  const report: StepReport = { id: step.id, action: step.action, verdict: "passed", failures: [] };
  if (step.action === "wait") {
    await waitAlone(step.wait, context, await begin(step, context, "", earlier), report);
    return report;
  }
  if (step.action === "enqueue_rq" && context.runner !== undefined) {
    return await runDirectly(step, context, context.runner, await begin(step, context, ""));
  }
  const built = await buildRequest(step, context);
  const { pathname } = built.request.url;
  const beginning = await begin(step, context, folderOfAddress(pathname, context.runId), earlier);
  report.request = { method: built.request.method, url: built.request.url.href };
  if (built.shown !== undefined) report.request.body = built.shown;
  report.curl = curlOf(step, built.request, context);
  if (user !== undefined && context !== shared) report.user = user;
  const { answer, refused } = await sendChange(step, built, context, report);
  report.answer = answerExcerpt(answer);
  report.timings = { ...answer.timings, waited: report.timings?.waited ?? 0 };
  const expect = context.scope.fill(step.expect ?? {}) as StepExpect;
  const checked = await checkAnswer(answer, expect);
  report.expected = checked.expected;
  report.actual = checked.actual;
  report.failures.push(...checked.failures);
  if (report.failures.length === 0) report.failures.push(...htmlInPlace(answer, built.request));
  if (refused && checked.failures.length === 0) {
    report.failures.push(
      `the server does not take us for logged in: it answered with ${answer.url.pathname}`,
    );
  }
  if (!isMeant(answer, expect) || refused) return settled(report, expect);
  saveValues(step, answer, built.request.url, context, report);
  if (built.request.method !== "GET") context.memory?.answered(step, answer, built, report);
  return await finish(step, answer, built, context, report, beginning);
}

/**
 * What comes after the answer: the step's work, and what it must have left in the run.
 *
 * @param earlier when an earlier play began it; the beginning itself when this one did
 */
export async function finish(
  step: Exclude<Step, { action: "wait" }>,
  answer: HttpAnswer,
  built: BuiltStep,
  context: StepContext,
  report: StepReport,
  earlier?: Begun,
): Promise<StepReport> {
  const expect = context.scope.fill(step.expect ?? {}) as StepExpect;
  const folder = folderOfAddress(built.request.url.pathname, context.runId);
  const began = await begin(step, context, folder, earlier);
  // Work that was started is waited for whatever is wrong with the answer: no later step may meet a busy run.
  const done = await waitForWork(step, answer, built, context, began, report);
  // Files are looked at when the work is done that makes them.
  if (done) {
    const checks = await checkRun(began.files, expect, began.marks);
    report.failures.push(...checks.flatMap((one) => one.failure ?? []));
  }
  return settled(report, expect);
}

/**
 * @param folder of the run that the step works in, in the sandbox: a child run's, or nothing
 * @param earlier when it began already
 */
async function begin(
  step: Step,
  { watch, runFiles, memory }: StepContext,
  folder: string,
  earlier?: Begun,
): Promise<Beginning> {
  const files = filesInFolder(runFiles, folder);
  if (earlier !== undefined) return { ...earlier, files };
  const beginning = { began: watch.now(), marks: await markLogs(files, logsOf(step)), files };
  memory?.begun(step, beginning);
  return beginning;
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
