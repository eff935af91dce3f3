/** Addresses of the tasks, in both generations, and what every change of a run goes through. */
import type { App } from "../app.ts";
import { requireBearer, requireCsrf, requireLogin, requireRun, userOf } from "../auth/guard.ts";
import type { Exchange } from "../http/exchange.ts";
import { errorReply, HttpError, json, type Reply } from "../http/reply.ts";
import type { Route } from "../http/router.ts";
import { traceback } from "../jobs/job.ts";
import type { Run } from "../runs/run.ts";
import { oddAnswer } from "../network_faults.ts";
import { Fields } from "../tasks/fields.ts";
import { TASKS } from "../tasks/registry.ts";
import { type Outcome, recordInputs, type Task } from "../tasks/task.ts";

/** Runs for which a request is being taken: a second one at the same time is refused, as with a job under way. */
const submitting = new WeakMap<App, Set<string>>();

/** Routes of all tasks. */
export const TASK_ROUTES: readonly Route[] = TASKS.flatMap((task) =>
  (task.methods ?? ["POST"]).flatMap((method) => [
    ...task.flask === undefined ? [] : [{ ...flaskRoute(task, task.flask), method }],
    ...task.engine === undefined ? [] : [{ ...engineRoute(task, task.engine), method }],
  ])
);

function flaskRoute(task: Task, path: string): Omit<Route, "method"> {
  return {
    path: `/weppcloud/runs/:run/:config/${path}`,
    surface: "legacy",
    handle: async (exchange, app) => {
      refuseEndpoint(task, exchange, app);
      refuseUpload(exchange, app);
      requireCsrf(exchange, app);
      requireLogin(exchange);
      const run = await requireRun(exchange, app);
      const odd = oddAnswer(task.name, app);
      if (odd !== undefined) return odd;
      try {
        const { outcome, jobId } = await perform(task, run, exchange, app);
        return legacyReply(outcome, jobId);
      } catch (error) {
        // The old API answered 200 to a request that it did not like, and said so in the body only.
        if (!(error instanceof HttpError) || error.status !== 400) throw error;
        return { ...errorReply("legacy", error), status: 200 };
      }
    },
  };
}

function legacyReply(outcome: Outcome, jobId: string | undefined): Reply {
  return json({
    Success: true,
    ...jobId === undefined ? {} : { job_id: jobId },
    ...outcome.only,
    ...outcome.result === undefined ? {} : { Content: outcome.result, result: outcome.result },
  });
}

function engineRoute(task: Task, path: string): Omit<Route, "method"> {
  return {
    path: `/rq-engine/api/runs/:run/:config/${path}`,
    surface: "engine",
    handle: async (exchange, app) => {
      refuseEndpoint(task, exchange, app);
      refuseUpload(exchange, app);
      const run = await admitted(task, exchange, app);
      const odd = oddAnswer(task.name, app);
      if (odd !== undefined) return odd;
      const { outcome, jobId } = await perform(task, run, exchange, app);
      return engineReply(task, outcome, jobId);
    },
  };
}

/**
 * The run of an rq-engine address. A task that is open can be asked for without a token, or with that of nobody in
 * particular: of a run that everybody may use, and with the proof of a CAPTCHA.
 */
async function admitted(task: Task, exchange: Exchange, app: App): Promise<Run> {
  const named = exchange.header("authorization") !== undefined && exchange.token?.sub !== "anonymous";
  if (task.open !== true || named) requireBearer(exchange, undefined);
  const run = await requireRun(exchange, app);
  if (task.open !== true || named) requireBearer(exchange, run);
  else if (exchange.field("cap_token") === undefined) {
    throw new HttpError(403, "CAPTCHA token is required.", { code: "forbidden" });
  }
  return run;
}

function engineReply(task: Task, outcome: Outcome, jobId: string | undefined): Reply {
  if (outcome.only !== undefined) {
    return json({ ...jobId === undefined ? {} : { job_id: jobId }, ...outcome.only }, task.accepted ?? 200);
  }
  const result = outcome.result === undefined ? {} : { result: outcome.result };
  if (jobId === undefined) return json({ message: outcome.message ?? "OK", ...result });
  const statusUrl = `/rq-engine/api/jobstatus/${jobId}`;
  return json(
    {
      job_id: jobId,
      job_ids: [jobId],
      status_url: statusUrl,
      message: outcome.message ?? "Job enqueued",
      ...result,
    },
    task.accepted ?? 200,
  );
}

async function perform(
  task: Task,
  run: Run,
  exchange: Exchange,
  app: App,
): Promise<{ outcome: Outcome; jobId: string | undefined }> {
  if (app.faults.hits("mutation-500", task.name) || app.faults.strikes("mutation-500-once", task.name)) {
    const message = `The request was told to fail (fault mutation-500=${task.name})`;
    throw new HttpError(500, message, {
      details: traceback("wepppy.microservices.rq_engine.submit", message),
    });
  }
  const busy = submitting.get(app) ?? new Set<string>();
  submitting.set(app, busy);
  if (task.aside !== true && await run.has("READONLY")) {
    throw new HttpError(403, "The run is read-only", { code: "forbidden" });
  }
  const isBusy = busy.has(run.id) || app.jobs.pendingOf(run.id) !== undefined;
  if (app.faults.takes("run-busy") || (task.waits !== false && isBusy)) {
    throw new HttpError(409, "A job is already active for this run", { code: "job_active" });
  }
  busy.add(run.id);
  try {
    const fields = new Fields(exchange.body);
    const { method, params } = exchange;
    const context = { app, run, fields, user: userOf(exchange), method, rest: params["rest"] ?? "" };
    const outcome = await task.start(context);
    if (task.aside !== true) await recordInputs(app, run, task.name, fields);
    const job = outcome.job === undefined ? undefined : await app.jobs.submit(run.id, outcome.job);
    if (app.faults.hits("mutation-reset", task.name)) exchange.ending = "reset";
    if (app.faults.hits("mutation-cut", task.name)) exchange.ending = "cut";
    return { outcome, jobId: job?.id };
  } finally {
    busy.delete(run.id);
  }
}

/** The fault that makes an address unknown, as on a server that is too old or too new for it. */
function refuseEndpoint(task: Task, exchange: Exchange, app: App): void {
  if (!app.faults.hits("no-endpoint", task.name)) return;
  const surface = exchange.path.startsWith("/rq-engine/") ? "engine" : "page";
  throw new HttpError(404, "Not Found", { surface });
}

/** The fault that refuses uploads, whatever the credentials. */
function refuseUpload(exchange: Exchange, app: App): void {
  const body = exchange.body;
  const sends = body.kind === "multipart" &&
    body.parts.some((part) => part.file !== undefined && part.file.name !== "");
  if (sends && app.faults.hits("upload-401")) {
    throw new HttpError(401, "Missing Authorization header", { code: "unauthorized" });
  }
  if (sends && app.faults.hits("upload-403")) {
    throw new HttpError(403, "You are not authorized for this run", { code: "forbidden" });
  }
}
