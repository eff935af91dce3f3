/** The step at which an earlier play was cut off: is its change done, under way, or to be sent? Never sent blindly again. */
import { taskOfJob } from "../../endpoints/enqueue.ts";
import { parseEndpoint } from "../../endpoints/parse_endpoint.ts";
import { taskOf } from "../../endpoints/table.ts";
import { ProfileError } from "../../errors.ts";
import type { HttpAnswer } from "../../http/client.ts";
import { jobApiOf } from "../../jobs/job_api.ts";
import type { Verdict } from "../../model/exit.ts";
import type { Step } from "../../model/profile.ts";
import type { StepReport } from "../../model/report.ts";
import { methodOf } from "../../model/step_method.ts";
import { jobsOfRun } from "../../nodb/redisprep.ts";
import { finish, runStep, type StepContext } from "../run_step.ts";
import type { Answered } from "./format.ts";
import type { PlayRecord, StepRecord } from "./record.ts";

/** What going on needs beside the step. */
export interface GoOn {
  record: PlayRecord;
  /** Send the change again, whatever became of it. */
  redo: boolean;
  /** The server ended with the play: what it had under way is lost, and what is sent again is done once. */
  serverDied: boolean;
  /** How the user goes on when nothing tells what became of the change. */
  remedy: string;
  note: (line: string) => void;
}

type RequestStep = Exclude<Step, { action: "wait" }>;

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
  if (step.action === "wait" || earlier === undefined || !earlier.sent) return await runStep(step, context);
  const again = async (why: string) => {
    how.note(`${step.id} is sent again: ${why}`);
    return await runStep(step, context);
  };
  if (how.redo) return await again("as asked for (--redo)");
  const { answered } = earlier;
  if (how.serverDied && (answered === undefined || answered.jobs.length > 0)) {
    return await again("the embedded server ended with the play that was cut off");
  }
  if (answered === undefined) return await lookForJob(step, earlier, context, how);
  const report = await takeUp(step, answered, context);
  const status = report.job?.status ?? "";
  if (report.verdict === "passed") return report;
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

/** Goes on behind an answer that was good. */
async function takeUp(step: RequestStep, answered: Answered, context: StepContext): Promise<StepReport> {
  const { api, jobs, method, report, status } = answered;
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
  return await finish(step, answer, { api, request: { method, url } }, context, { ...report });
}

/** The request was sent and its answer never seen: a job that it started is named in the run. */
async function lookForJob(
  step: RequestStep,
  { saved }: StepRecord,
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
  const lost = Object.keys(step.save ?? {}).filter((name) => !saved.some((one) => one.name === name));
  if (lost.length > 0 || step.expect?.json !== undefined) {
    throw unknownFate(step, `its job ${job} is there, but its answer is lost, and it is needed`, how);
  }
  how.note(`${step.id}: no answer was seen; its job ${job} is found in the run`);
  context.scope.save(step.id, "job", job);
  const path = "path" in step ? step.path : "";
  return await takeUp(step, {
    kind: "answered",
    at: 0,
    status: 200,
    method: methodOf(step),
    api: jobApiOf(path, context.api),
    jobs: [job],
    report: { id: step.id, action: step.action, verdict: "passed", failures: [] },
  }, context);
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

function unknownFate({ id }: Step, why: string, { remedy }: GoOn): ProfileError {
  return new ProfileError("incomplete", `Nobody knows whether ${id} was done: ${why}`, { remedy });
}
