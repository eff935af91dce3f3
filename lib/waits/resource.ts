/** Waits until a path answers 200. */
import { z } from "zod";
import { Duration } from "../model/profile.ts";
import { parseDuration } from "../text/duration.ts";
import { awaitPath } from "./await_path.ts";
import type { WaitKind } from "./types.ts";

const Fields = z.strictObject({ path: z.string(), timeout: Duration.optional() });

export const resourceWait: WaitKind<z.infer<typeof Fields>> = {
  type: "resource",
  fields: Fields,
  run(wait, context) {
    const timeout = wait.timeout === undefined ? context.timeout : parseDuration(wait.timeout);
    return awaitPath(context, wait.path, timeout, ({ status }) => ({
      is: status === 200 ? "reached" : "not-yet",
      words: `answers HTTP ${status}`,
    }));
  },
};
