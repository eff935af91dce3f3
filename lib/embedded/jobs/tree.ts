/** What the job routes say about a job and its tree, in the new and in the old form. */
import type { JsonObject, JsonValue } from "../../model/json.ts";
import { isTerminal, type Job, type JobStatus, treeOf } from "./job.ts";

/** Strongest first: as the newest contract wants it, where work still to come keeps a tree open. */
const NEWEST: readonly JobStatus[] = [
  "started",
  "queued",
  "scheduled",
  "failed",
  "stopped",
  "canceled",
  "deferred",
];
/** Strongest first: the old rule, by which one failed child closed a tree in which others still ran. */
const LEGACY: readonly JobStatus[] = [
  "failed",
  "stopped",
  "canceled",
  "started",
  "queued",
  "deferred",
  "scheduled",
];

/** State of a whole tree. */
export function aggregate(job: Job, rule: "newest" | "legacy"): JobStatus {
  const present = new Set(treeOf(job).map((member) => member.status));
  return (rule === "newest" ? NEWEST : LEGACY).find((status) => present.has(status)) ?? "finished";
}

/** Answer of `/rq-engine/api/jobstatus/<id>`. */
export function statusNew(job: Job, ahead: readonly Job[], now: number): JsonObject {
  const tree = treeOf(job);
  const status = aggregate(job, "newest");
  const done = tree.filter((member) => isTerminal(member.status));
  const updated = Math.max(0, ...tree.map((member) => member.endedAt ?? member.startedAt ?? 0));
  const failed = tree.find((member) => member.status === "failed");
  const waiting = tree.find((member) => member.status === "queued");
  return {
    job_id: job.id,
    runid: job.runId,
    status,
    started_at: pythonTime(job.startedAt),
    ended_at: done.length === tree.length ? isoTime(updated) : null,
    progress: {
      completed: done.length,
      total: tree.length,
      unit: "jobs",
      percent: Math.floor(100 * done.length / tree.length),
      updated_at: isoTime(updated),
    },
    ...status === "queued" && waiting !== undefined ? { queue: queueOf(waiting, ahead, now) } : {},
    ...failed === undefined ? {} : { error: errorOf(failed) },
  };
}

/** Answer of `/weppcloud/rq/api/jobstatus/<id>`. */
export function statusLegacy(job: Job): JsonObject {
  const tree = treeOf(job);
  const open = tree.some((member) => !isTerminal(member.status));
  return {
    id: job.id,
    runid: job.runId,
    status: aggregate(job, "legacy"),
    started_at: pythonTime(job.startedAt),
    ended_at: open ? null : pythonTime(Math.max(0, ...tree.map((member) => member.endedAt ?? 0))),
  };
}

/** Node of `/rq-engine/api/jobinfo`: a failed child makes its parent failed. */
export function infoNew(job: Job, now: number): JsonObject {
  const below = treeOf(job).slice(1);
  const status = below.some((member) => member.status === "failed") ? "failed" : job.status;
  return {
    job_id: job.id,
    ...common(job, status, now),
    auth_actor: null,
    children: childrenOf(job, (child) => infoNew(child, now)),
    ...job.status === "failed" ? { error: errorOf(job) } : {},
  };
}

/** Node of the old `/weppcloud/rq/api/jobinfo`. */
export function infoLegacy(job: Job, now: number): JsonObject {
  return {
    id: job.id,
    ...common(job, job.status, now),
    children: childrenOf(job, (child) => infoLegacy(child, now)),
  };
}

function common(job: Job, status: JobStatus, now: number): JsonObject {
  return {
    runid: job.runId,
    status,
    result: job.result,
    started_at: pythonTime(job.startedAt),
    ended_at: pythonTime(job.endedAt),
    description: `${job.spec.func}('${job.runId}')`,
    elapsed_s: job.startedAt === undefined ? null : Math.max(0, (job.endedAt ?? now) - job.startedAt) / 1000,
    exc_info: job.excInfo,
    culvert_batch_uuid: null,
  };
}

function childrenOf(job: Job, node: (child: Job) => JsonObject): JsonValue {
  return Object.fromEntries([...job.children].map(([stage, members]) => [stage, members.map(node)]));
}

function errorOf(job: Job): JsonObject {
  const text = job.excInfo ?? "";
  const last = text.trimEnd().split("\n").pop() ?? "";
  return { code: "job_failed", message: last, details: text };
}

function queueOf(waiting: Job, ahead: readonly Job[], now: number): JsonObject {
  return {
    name: "default",
    rank: ahead.length + 1,
    jobs_ahead: ahead.length,
    position_job_id: waiting.id,
    basis: "next_queued_job_in_tree",
    observed_at: isoTime(now),
  };
}

/** `2026-01-05 10:30:05.123000+00:00`, as Python prints a time. */
function pythonTime(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString().replace("T", " ").replace("Z", "000+00:00");
}

function isoTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
