/** Polls a status: `rq/status` is the status of the step's own job, anything else a path that answers JSON with `status`. */
import { z } from "zod";
import { isObject } from "../model/json.ts";
import { Duration } from "../model/profile.ts";
import { formatDuration, parseDuration } from "../text/duration.ts";
import { awaitOwnJobs } from "./job.ts";
import { pollUntil } from "./poll_until.ts";
import type { WaitKind } from "./types.ts";

const Fields = z.strictObject({
  endpoint: z.string(),
  success_state: z.string(),
  timeout: Duration.optional(),
});

export const statusPollWait: WaitKind<z.infer<typeof Fields>> = {
  type: "status_poll",
  fields: Fields,
  async run(wait, context) {
    const timeout = wait.timeout === undefined ? context.timeout : parseDuration(wait.timeout);
    if (wait.endpoint === "rq/status") return await awaitOwnJobs(context, timeout, wait.success_state);
    const url = context.address(wait.endpoint);
    let status = "unknown";
    const { reached, waited } = await pollUntil(context.watch, timeout, async () => {
      const headers = context.watch.session.headersFor("GET", url);
      const answer = await context.watch.client.send({ method: "GET", url, headers });
      const seen = isObject(answer.json) ? answer.json["status"] : undefined;
      status = typeof seen === "string" ? seen : `HTTP ${answer.status}`;
      return status === wait.success_state;
    });
    if (reached) return { failures: [], waited };
    const limit = formatDuration(timeout);
    return {
      failures: [`${wait.endpoint} is "${status}", not "${wait.success_state}", after ${limit}`],
      waited,
    };
  },
};
