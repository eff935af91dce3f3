/** Reads the ids of jobs from an answer of WEPPcloud, whatever generation gave it. */
import { isObject } from "../model/json.ts";

/**
 * Job ids of an answer, each once: `job_id`, the old `jobId`, the list or object `job_ids`.
 *
 * @param json the parsed answer
 * @example
 * ```ts
 * import { jobIds } from "./job_ids.ts";
 * jobIds({ job_id: "a", job_ids: { soils: "b" } }); // ["a", "b"]
 * ```
 */
export function jobIds(json: unknown): string[] {
  if (!isObject(json)) return [];
  const many = json["job_ids"];
  const listed = Array.isArray(many) ? many : isObject(many) ? Object.values(many) : [];
  const all = [json["job_id"], json["jobId"], ...listed];
  return [...new Set(all.filter((id): id is string => typeof id === "string" && id !== ""))];
}
