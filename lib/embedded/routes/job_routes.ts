/** Polling, inspecting and cancelling jobs, new and old. */
import type { App } from "../app.ts";
import { requireBearer } from "../auth/guard.ts";
import type { Exchange } from "../http/exchange.ts";
import { HttpError, json, type Reply } from "../http/reply.ts";
import type { Route } from "../http/router.ts";
import type { Job } from "../jobs/job.ts";
import { infoLegacy, infoNew, statusLegacy, statusNew } from "../jobs/tree.ts";
import { isObject, type JsonObject } from "../../model/json.ts";

/** Routes about jobs. */
export const JOB_ROUTES: readonly Route[] = [
  { method: "GET", path: "/rq-engine/api/jobstatus/:job", surface: "engine", handle: statusOfJob },
  { method: "GET", path: "/rq-engine/api/jobinfo/:job", surface: "engine", handle: infoOfJob },
  { method: "POST", path: "/rq-engine/api/jobinfo", surface: "engine", handle: infoOfJobs },
  { method: "POST", path: "/rq-engine/api/canceljob/:job", surface: "engine", handle: cancelJob },
  { method: "GET", path: "/rq-engine/api/admin/jobs-detail", surface: "engine", handle: jobsDetail },
  { method: "GET", path: "/weppcloud/rq/api/jobstatus/:job", surface: "legacy", handle: legacyStatus },
  { method: "GET", path: "/weppcloud/rq/api/jobinfo/:job", surface: "legacy", handle: legacyInfo },
  { method: "POST", path: "/weppcloud/rq/api/jobinfo", surface: "legacy", handle: legacyInfos },
  { method: "GET", path: "/weppcloud/rq/api/canceljob/:job", surface: "legacy", handle: legacyCancel },
];

async function statusOfJob(exchange: Exchange, app: App): Promise<Reply> {
  const job = required(await poll(exchange, app, "jobstatus", exchange.params["job"]));
  return json(statusNew(job, app.jobs.aheadOf(job), app.now()));
}

async function infoOfJob(exchange: Exchange, app: App): Promise<Reply> {
  return json(infoNew(required(await poll(exchange, app, "jobinfo", exchange.params["job"])), app.now()));
}

async function infoOfJobs(exchange: Exchange, app: App): Promise<Reply> {
  return json(
    await batch(
      exchange,
      app,
      (job) => infoNew(job, app.now()),
      (id) => ({ job_id: id, status: "not_found" }),
    ),
  );
}

async function cancelJob(exchange: Exchange, app: App): Promise<Reply> {
  requireBearer(exchange, undefined);
  const job = required(await lookUp(exchange, app, exchange.params["job"]));
  requireBearer(exchange, exchange.run);
  return json({ job_id: job.id, canceled: app.jobs.cancel(job), message: "Job canceled" });
}

/** What waits and runs, for administrators alone. */
function jobsDetail(exchange: Exchange, app: App): Reply {
  requireBearer(exchange, undefined);
  const roles = exchange.token?.roles ?? [];
  if (!roles.includes("Admin") && !roles.includes("Root")) {
    throw new HttpError(403, "Admin role is required", { code: "forbidden" });
  }
  const iso = (ms: number | undefined) => ms === undefined ? null : new Date(ms).toISOString();
  return json({
    generated_at: iso(app.now()),
    queues: ["default"],
    jobs: app.jobs.open().map((job) => ({
      job_id: job.id,
      runid: job.runId,
      status: job.status,
      enqueued_at: iso(job.enqueuedAt),
      started_at: iso(job.startedAt),
    })),
  });
}

/** The old routes answered 200 for unknown jobs. */
async function legacyStatus(exchange: Exchange, app: App): Promise<Reply> {
  const job = await poll(exchange, app, "legacy-jobstatus", exchange.params["job"]);
  return json(job === undefined ? unknown(exchange.params["job"]) : statusLegacy(job));
}

async function legacyInfo(exchange: Exchange, app: App): Promise<Reply> {
  const job = await poll(exchange, app, "legacy-jobinfo", exchange.params["job"]);
  return json(job === undefined ? unknown(exchange.params["job"]) : infoLegacy(job, app.now()));
}

async function legacyInfos(exchange: Exchange, app: App): Promise<Reply> {
  return json(await batch(exchange, app, (job) => infoLegacy(job, app.now()), unknown));
}

async function legacyCancel(exchange: Exchange, app: App): Promise<Reply> {
  const job = await lookUp(exchange, app, exchange.params["job"]);
  if (job === undefined) return json(unknown(exchange.params["job"]));
  return json({ Success: true, id: job.id, canceled: app.jobs.cancel(job) });
}

async function batch(
  exchange: Exchange,
  app: App,
  found: (job: Job) => JsonObject,
  missing: (id: string) => JsonObject,
): Promise<JsonObject> {
  countPoll(exchange, app, "jobinfo-batch");
  const nodes: JsonObject = {};
  const ids: string[] = [];
  for (const id of idsOf(exchange)) {
    const job = await lookUp(exchange, app, id);
    nodes[id] = job === undefined ? missing(id) : found(job);
    if (job !== undefined) ids.push(id);
  }
  return { jobs: nodes, job_ids: ids };
}

/** Ids under any of the names that were ever accepted: lists, comma strings, repeated query values. */
function idsOf(exchange: Exchange): string[] {
  const body = exchange.body;
  const value = body.kind === "json" && isObject(body.value)
    ? body.value["job_ids"] ?? body.value["jobs"] ?? body.value["ids"]
    : undefined;
  const list = Array.isArray(value) ? value.map(String) : typeof value === "string" ? [value] : [];
  const ids = [...list, ...exchange.query.getAll("job_id")].flatMap((text) => text.split(","));
  return [...new Set(ids.map((id) => id.trim()).filter((id) => id !== ""))];
}

async function poll(exchange: Exchange, app: App, endpoint: string, id = ""): Promise<Job | undefined> {
  const job = await lookUp(exchange, app, id);
  // The trivial job that a client tries the workers with is left alone: the faults are for real work.
  if (job?.spec.task !== "hello-world") troublePoll(app);
  countPoll(exchange, app, endpoint);
  return job;
}

/** The faults that polls meet. */
function troublePoll({ faults }: App): void {
  if (faults.takes("polls-limited")) {
    throw new HttpError(429, "Too many requests", { code: "rate_limited", headers: { "retry-after": "1" } });
  }
  if (faults.takes("polls-502")) throw new HttpError(502, "Bad Gateway");
}

function countPoll(exchange: Exchange, app: App, endpoint: string): void {
  const caller = exchange.token?.sub ?? exchange.session?.publicId ?? "anonymous";
  app.polls.count(`${endpoint} ${caller}`);
}

/** The job, and its run for the audit log. */
async function lookUp(exchange: Exchange, app: App, id = ""): Promise<Job | undefined> {
  const job = app.jobs.find(id);
  if (job === undefined) return undefined;
  exchange.run ??= await app.runs.find(job.runId).catch(() => undefined);
  return app.faults.hits("job-unknown", job.spec.task) ? undefined : job;
}

function required(job: Job | undefined): Job {
  if (job === undefined) throw new HttpError(404, "Job not found", { code: "not_found" });
  return job;
}

function unknown(id = ""): JsonObject {
  return { id, runid: null, status: "not_found", started_at: null, ended_at: null };
}
