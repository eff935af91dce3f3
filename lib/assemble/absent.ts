/** Names the change that a job belongs to when the log holds the polls of the job and not the change. */
import { taskByName, taskReadBy } from "../endpoints/table.ts";
import { polledJob } from "./classify.ts";
import type { Recorded } from "./types.ts";

/**
 * Words to add to a sentence about a job without its change.
 *
 * @param requests the whole log, in time order
 * @param poll place of the job's first poll among them
 * @param tasks job ids with their tasks, as far as the run still knows them
 * @returns `: build-landuse, by the run's redisprep.dump`, `: probably build-landuse, as report/landuse was read next`,
 *   or nothing
 */
export function nameOfAbsent(
  requests: readonly Recorded[],
  poll: number,
  job: string,
  tasks: ReadonlyMap<string, string>,
): string {
  const known = taskByName(tasks.get(job) ?? "");
  if (known !== undefined) return `: ${plainName(known.name)}, by the run's redisprep.dump`;
  for (let index = poll + 1;; index++) {
    const request = requests[index];
    if (request === undefined) return "";
    const polled = polledJob(request);
    // What follows another job may show that job's outcome.
    if (polled !== undefined ? polled !== job : request.method !== "GET") return "";
    const task = polled === undefined && request.outcome === "ok"
      ? taskReadBy(request.target.rest)
      : undefined;
    if (task !== undefined) {
      const read = request.target.rest.replace(/\/+$/, "");
      return `: probably ${plainName(task)}, as ${read} was read next`;
    }
  }
}

/** The name as current pages send it. */
function plainName(task: string): string {
  return taskByName(task)?.current?.replace(/\/+$/, "") ?? task;
}
