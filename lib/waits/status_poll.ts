/**
 * Polls a status: `rq/status` is the status of the step's own job, anything else a path that answers JSON. The status
 * stands in its `status`, or where `status_path` says.
 */
import { z } from "zod";
import { hasReached, isBadEnd } from "../jobs/states.ts";
import { Duration, JsonPath } from "../model/expect.ts";
import { readPath } from "../text/json_path.ts";
import { parseDuration } from "../text/duration.ts";
import { awaitPath } from "./await_path.ts";
import { awaitOwnJobs, JOB_DONE } from "./job.ts";
import type { WaitKind } from "./types.ts";

const Fields = z.strictObject({
  endpoint: z.string(),
  /** Where the answer holds the status; default `$.status`. */
  status_path: JsonPath.optional(),
  success_state: z.union([z.string(), z.number(), z.boolean()]),
  /** States beside WEPPcloud's own bad ends with which waiting is over. */
  failure_states: z.array(z.union([z.string(), z.number(), z.boolean()])).optional(),
  timeout: Duration.optional(),
}).refine(({ endpoint, success_state }) => endpoint !== "rq/status" || success_state === "finished", {
  path: ["success_state"],
  message: JOB_DONE,
}).refine(
  ({ endpoint, status_path, failure_states }) =>
    endpoint !== "rq/status" || (status_path ?? failure_states) === undefined,
  {
    path: ["endpoint"],
    message: "rq/status is the step's own job: status_path and failure_states are for other paths",
  },
);

export const statusPollWait: WaitKind<z.infer<typeof Fields>> = {
  type: "status_poll",
  fields: Fields,
  run(wait, context) {
    const timeout = wait.timeout === undefined ? context.timeout : parseDuration(wait.timeout);
    const until = wait.success_state;
    if (wait.endpoint === "rq/status") return awaitOwnJobs(context, timeout, String(until));
    const { status_path, failure_states = [] } = wait;
    return awaitPath(context, wait.endpoint, timeout, ({ json }) => {
      const seen = readPath(json, status_path ?? "$.status");
      if (seen === undefined || seen === null || typeof seen === "object") {
        return {
          is: "not-yet",
          words: `names no status${status_path === undefined ? "" : ` at ${status_path}`}`,
        };
      }
      const words = `is ${JSON.stringify(seen)}, not ${JSON.stringify(until)}`;
      if (seen === until || (typeof seen === "string" && hasReached(seen, String(until)))) {
        return { is: "reached", words };
      }
      const over = failure_states.includes(seen) || (typeof seen === "string" && isBadEnd(seen));
      return { is: over ? "over" : "not-yet", words };
    });
  },
};
