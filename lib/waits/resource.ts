/** Waits until a path answers 200. */
import { z } from "zod";
import { Duration } from "../model/profile.ts";
import { formatDuration, parseDuration } from "../text/duration.ts";
import { pollUntil } from "./poll_until.ts";
import type { WaitKind } from "./types.ts";

const Fields = z.strictObject({ path: z.string(), timeout: Duration.optional() });

export const resourceWait: WaitKind<z.infer<typeof Fields>> = {
  type: "resource",
  fields: Fields,
  async run(wait, context) {
    const timeout = wait.timeout === undefined ? context.timeout : parseDuration(wait.timeout);
    const url = context.address(wait.path);
    let status = 0;
    const { reached, waited } = await pollUntil(context.watch, timeout, async () => {
      const headers = context.watch.session.headersFor("GET", url);
      status = (await context.watch.client.send({ method: "GET", url, headers })).status;
      return status === 200;
    });
    const failures = reached
      ? []
      : [`${wait.path} still answers HTTP ${status} after ${formatDuration(timeout)}`];
    return { failures, waited };
  },
};
