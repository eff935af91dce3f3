/** Sends a step's request; a change that meets a busy run is sent again until the run is free, or the limit is over. */
import type { HttpAnswer } from "../http/client.ts";
import type { Step } from "../model/profile.ts";
import type { StepReport } from "../model/report.ts";
import { counted } from "../text/counted.ts";
import { formatDuration } from "../text/duration.ts";
import { statusMatches } from "./check_answer.ts";
import { isBusy, sendWhenFree } from "./jobs/busy_run.ts";
import { sendStep } from "./send_step.ts";
import type { StepContext } from "./step_context.ts";
import type { StepRequest } from "./step_request.ts";

/**
 * Sends it. Nothing was done by a request that was answered 409 `job_active`, so it may be sent again.
 *
 * @param report gets how often the run was busy, and the failure when it never was free
 * @returns the answer, and whether it says that we are not logged in
 * @throws as `sendStep`
 */
export async function sendChange(
  step: Exclude<Step, { action: "wait" }>,
  built: StepRequest,
  context: StepContext,
  report: StepReport,
): Promise<{ answer: HttpAnswer; refused: boolean }> {
  const status = step.expect?.status;
  const change = built.request.method !== "GET";
  const onSend = () => {
    if (change) context.memory?.sending(step);
  };
  const send = () => sendStep(built.request, status, context, report, onSend);
  const meant = status !== undefined && statusMatches(409, status);
  if (!change || meant) return await send();
  const { busyTimeout: timeout, watch } = context;
  const { sent, busy, waited } = await sendWhenFree(send, watch, { timeout, api: built.api });
  if (busy === 0) return sent;
  report.busy = busy;
  report.timings = { total: 0, waited };
  const times = `${counted(busy, "time")} in ${formatDuration(waited)}`;
  if (isBusy(sent.answer)) {
    report.failures.push(`another job holds the run: 409 job_active ${times}, the limit of --busy-timeout`);
  } else {
    context.note(`step ${step.id}: the run was busy (409 job_active) ${times}, then the request was taken`);
  }
  return sent;
}
