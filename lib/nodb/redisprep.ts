/** Reads `redisprep.dump` of a run directory: among others the id of the last job of each kind. */
import { isObject, parseJson } from "../model/json.ts";
import { readStateText } from "./read.ts";

const JOB = /^rq:(\w+?)(?:_rq)?$/;

/**
 * The last job of each task, by job id.
 *
 * @param runDir the run's directory; it is only read
 * @returns empty without such a file, or when it cannot be read
 */
export async function jobsOfRun(runDir: string | undefined): Promise<Map<string, string>> {
  const text = runDir === undefined ? undefined : await readStateText(runDir, "redisprep.dump");
  const content = typeof text === "string" ? parseJson(text) : undefined;
  const jobs = new Map<string, string>();
  for (const [key, id] of isObject(content) ? Object.entries(content) : []) {
    const task = JOB.exec(key)?.[1];
    if (task !== undefined && typeof id === "string" && id !== "") jobs.set(id, task);
  }
  return jobs;
}
