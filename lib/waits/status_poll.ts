/** Polls a status: `rq/status` is the status of the step's own job, anything else a path that answers JSON with `status`. */
import { z } from "zod";
import { hasReached, isBadEnd } from "../jobs/states.ts";
import { isObject } from "../model/json.ts";
import { Duration } from "../model/profile.ts";
import { parseDuration } from "../text/duration.ts";
import { awaitPath } from "./await_path.ts";
import { awaitOwnJobs, JOB_DONE } from "./job.ts";
import type { WaitKind } from "./types.ts";

const Fields = z.strictObject({
  endpoint: z.string(),
  success_state: z.string(),
  timeout: Duration.optional(),
}).refine(({ endpoint, success_state }) => endpoint !== "rq/status" || success_state === "finished", {
  path: ["success_state"],
  message: JOB_DONE,
});

export const statusPollWait: WaitKind<z.infer<typeof Fields>> = {
  type: "status_poll",
  fields: Fields,
  run(wait, context) {
    const timeout = wait.timeout === undefined ? context.timeout : parseDuration(wait.timeout);
    const until = wait.success_state;
    if (wait.endpoint === "rq/status") return awaitOwnJobs(context, timeout, until);
    return awaitPath(context, wait.endpoint, timeout, ({ json }) => {
      const seen = isObject(json) ? json["status"] : undefined;
      if (typeof seen !== "string") return { is: "not-yet", words: "names no status" };
      const words = `is "${seen}", not "${until}"`;
      if (hasReached(seen, until)) return { is: "reached", words };
      return { is: isBadEnd(seen) ? "over" : "not-yet", words };
    });
  },
};
