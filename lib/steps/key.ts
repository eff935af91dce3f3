/** What makes two steps the same action: method and endpoint, whatever generation of the API and whatever values. */
import { taskOfJob } from "../endpoints/enqueue.ts";
import { parseEndpoint } from "../endpoints/parse_endpoint.ts";
import { taskOf } from "../endpoints/table.ts";
import type { Step } from "../model/profile.ts";
import { methodOf } from "../model/step_method.ts";

/** Segments that name one thing of many: numbers, templates, job ids and hashes. */
const VALUE_SEGMENT =
  /^(?:\d+|.*(?:\{\{|%7B%7B).*|[0-9a-f]{16,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

/**
 * The endpoint of a request without its values; equal for both generations of the API.
 *
 * @param method `POST`
 * @param path as a step or a recording writes it, with or without query
 * @example
 * ```ts
 * import { endpointKey } from "./key.ts";
 * endpointKey("POST", "/weppcloud/runs/{{run_id}}/{{config}}/rq/api/run_wepp"); // "POST run_wepp"
 * ```
 */
export function endpointKey(method: string, path: string): string {
  const parsed = parseEndpoint(path);
  if (parsed === undefined) return `${method} ${path}`;
  const { area, rest } = parsed;
  const task = taskOf(area, rest);
  if (task !== undefined) return `${method} ${task.name}`;
  const template = rest.split("/").filter((segment) => segment !== "")
    .map((segment) => VALUE_SEGMENT.test(segment) ? "*" : segment);
  return `${method} ${[area, ...template].join("/")}`;
}

/** The same for a step of a profile: a job by name is the request that enqueues it. */
export function stepKey(step: Step): string {
  if (step.action === "wait") return `wait ${step.wait.type}`;
  const method = methodOf(step) ?? step.action;
  if (step.action !== "enqueue_rq") return endpointKey(method, step.path);
  return `${method} ${taskOfJob(step.job)?.name ?? step.job}`;
}
