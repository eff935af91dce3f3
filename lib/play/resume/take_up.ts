/** Takes up a change that an earlier play sent: its work is waited for and judged as if nothing had happened. */
import { taskOfJob } from "../../endpoints/enqueue.ts";
import { parseEndpoint } from "../../endpoints/parse_endpoint.ts";
import { taskOf } from "../../endpoints/table.ts";
import type { HttpAnswer } from "../../http/client.ts";
import { jobApiOf } from "../../jobs/job_api.ts";
import { methodOf } from "../../model/step_method.ts";
import type { StepReport } from "../../model/report.ts";
import { jobsOfRun } from "../../nodb/redisprep.ts";
import type { RequestStep } from "../creation_step.ts";
import { finish, type StepContext } from "../run_step.ts";
import { answerChecks } from "../step_checks.ts";
import type { Begun } from "../step_context.ts";
import { addressOf } from "../step_request.ts";
import type { Answered } from "./format.ts";
import type { PlayRecord, StepRecord } from "./record.ts";
import { type GoOn, unknownFate } from "./unknown_fate.ts";

/** Goes on behind an answer that was as the step means it to be. */
export async function takeUp(
  step: RequestStep,
  { api, jobs, method, report, status }: Answered,
  begun: Begun | undefined,
  context: StepContext,
): Promise<StepReport> {
  const json = { job_ids: jobs };
  const answer: HttpAnswer = {
    status,
    url: new URL(context.urls.origin),
    headers: {},
    text: "",
    json,
    truncated: false,
    timings: { first_byte: 0, total: 0 },
  };
  const url = new URL(report.request?.url ?? context.urls.origin);
  const request = { method, url };
  const known = { ...report, failures: [...report.failures] };
  return await finish(step, answer, { api, request }, context, known, begun);
}

/**
 * The request was sent and its answer never seen: a job that it started is named in the run.
 *
 * @throws ProfileError incomplete when no such job is there, or the answer is needed
 */
export async function lookForJob(
  step: RequestStep,
  { saved, begun }: StepRecord,
  context: StepContext,
  how: GoOn,
): Promise<StepReport> {
  const task = taskOfStep(step);
  const known = jobsSeen(how.record);
  const seen = context.runDir === undefined ? [] : [...await jobsOfRun(context.runDir)];
  const found = seen.find(([id, name]) => name === task && !known.has(id));
  if (found === undefined) {
    throw unknownFate(step, "no answer to it was seen, and no job of it is found in the run", how);
  }
  const [job] = found;
  // A job that is there shows that the request was taken; everything else of the answer is lost.
  const lost = answerChecks(step).filter(([part, name]) =>
    part === "expect" ? name !== "status" : !saved.some((one) => one.name === name)
  );
  if (lost.length > 0) {
    throw unknownFate(step, `its job ${job} is there, but its answer is lost, and it is needed`, how);
  }
  how.note(`${step.id}: no answer was seen; its job ${job} is found in the run`);
  context.scope.save(step.id, "job", job);
  const path = "path" in step ? step.path : "";
  const method = methodOf(step);
  const request = { method, url: addressOf(path, context).href };
  const report: StepReport = { id: step.id, action: step.action, verdict: "passed", failures: [] };
  return await takeUp(
    step,
    {
      kind: "answered",
      at: 0,
      status: 200,
      method,
      api: jobApiOf(path, context.api),
      jobs: [job],
      // Its address tells a child run.
      report: path === "" ? report : { ...report, request },
    },
    begun,
    context,
  );
}

function taskOfStep(step: RequestStep): string | undefined {
  if (step.action === "enqueue_rq") return taskOfJob(step.job)?.name;
  const { area = "other", rest = "" } = parseEndpoint(step.path) ?? {};
  return taskOf(area, rest)?.name;
}

/** Jobs that belong to other steps. */
function jobsSeen({ steps }: PlayRecord): Set<string> {
  return new Set([...steps.values()].flatMap(({ answered, report }) => [
    ...answered?.jobs ?? [],
    ...(report?.job === undefined ? [] : [report.job.job_id]),
  ]));
}
