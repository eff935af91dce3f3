/** Jobs of the queue, in RQ's words. */
import type { JsonValue } from "../../model/json.ts";

/** States of a job. */
export type JobStatus =
  | "queued"
  | "started"
  | "deferred"
  | "scheduled"
  | "finished"
  | "failed"
  | "stopped"
  | "canceled";

/** What is to be done. */
export interface JobSpec {
  /** Kebab name of the task, for faults: `run-wepp`. */
  task: string;
  /** Python name for people: `wepppy.rq.wepp_rq.run_wepp_rq`. */
  func: string;
  /** How long the job works, before the factor of the options, milliseconds. */
  durationMs: number;
  /** Does the work at the end of that time. */
  work: () => Promise<JsonValue | void>;
  /**
   * Jobs that this job enqueues when it is done, by stage; a stage waits for the one before. The job itself
   * then is only an orchestrator that finishes early.
   */
  stages?: JobSpec[][];
}

/** A job in the queue or after it. */
export interface Job {
  id: string;
  runId: string;
  spec: JobSpec;
  status: JobStatus;
  enqueuedAt: number;
  startedAt: number | undefined;
  endedAt: number | undefined;
  result: JsonValue;
  /** Traceback of a failed job. */
  excInfo: string | null;
  /** Children by stage: `"0"`, `"1"`, and so on. */
  children: Map<string, Job[]>;
  waitsFor: readonly Job[];
  parent: Job | undefined;
}

/** True for a state that does not change any more. */
export function isTerminal(status: JobStatus): boolean {
  return status === "finished" || status === "failed" || status === "stopped" || status === "canceled";
}

/** The job and all jobs below it. */
export function treeOf(job: Job): Job[] {
  return [job, ...[...job.children.values()].flat().flatMap(treeOf)];
}

/** A traceback as Python prints it. */
export function traceback(func: string, message: string, type = "Exception"): string {
  const parts = func.split(".");
  const name = parts.pop() ?? func;
  const file = `/workdir/wepppy/${parts.join("/")}.py`;
  return [
    "Traceback (most recent call last):",
    '  File "/opt/venv/lib/python3.12/site-packages/rq/worker.py", line 1633, in perform_job',
    "    return_value = job.perform()",
    `  File "${file}", line 214, in ${name}`,
    `    raise ${type}(message)`,
    `${type}: ${message}`,
    "",
  ].join("\n");
}
