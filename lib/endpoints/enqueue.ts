/** From the name of a job to its task, and to the endpoint that enqueues it. */
import { type Api, pathOfTask, type Task, taskByName } from "./table.ts";

/**
 * The task that a job does; undefined when nobody knows it.
 *
 * @param job `tasks.run_wepp`, `run_wepp`, `run_wepp_rq`, `run-wepp` or `wepppy.rq.wepp_rq.run_wepp_rq`
 */
export function taskOfJob(job: string): Task | undefined {
  const name = job.replace(/^.*\./, "").replaceAll("-", "_");
  return taskByName(name) ?? taskByName(name.replace(/_rq$/, ""));
}

/**
 * The path that enqueues a job, with placeholders for run and config.
 *
 * @param job `tasks.run_wepp`, `run_wepp`, `run_wepp_rq` or `run-wepp`
 * @param api generation of the server's API
 * @returns undefined when no endpoint of that generation enqueues it
 * @example
 * ```ts
 * import { endpointOfJob } from "./enqueue.ts";
 * endpointOfJob("tasks.run_wepp", "legacy"); // "/weppcloud/runs/{{run_id}}/{{config}}/rq/api/run_wepp"
 * ```
 */
export function endpointOfJob(job: string, api: Api): string | undefined {
  const task = taskOfJob(job);
  return task === undefined || task.enqueues === false ? undefined : pathOfTask(task, api);
}
