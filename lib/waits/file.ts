/** Waits until a file of the run is there: large enough, fresh enough, and no longer growing where that is asked. */
import { z } from "zod";
import type { RunLook } from "../files/run_files.ts";
import { Duration, RunPath } from "../model/expect.ts";
import { counted } from "../text/counted.ts";
import { formatDuration, parseDuration } from "../text/duration.ts";
import { lookUntil, type Seen } from "./look_until.ts";
import type { WaitKind } from "./types.ts";

const Fields = z.strictObject({
  file: RunPath,
  /** Bytes. */
  min_size: z.number().int().min(0).optional(),
  /** Size and time of the file did not change for that long. */
  steady: Duration.optional(),
  /** The file was written at most that long ago. */
  max_age: Duration.optional(),
  /** `step`: the file was written after the step began. */
  since: z.literal("step").optional(),
  timeout: Duration.optional(),
});
type Fields = z.infer<typeof Fields>;

/** Clocks of file systems tick in steps, ms; a file written at once must not look older than its step. */
const TICK = 20;

export const fileWait: WaitKind<Fields> = {
  type: "file",
  fields: Fields,
  run(wait, context) {
    const timeout = wait.timeout === undefined ? context.timeout : parseDuration(wait.timeout);
    let before = "";
    let unchangedFrom = 0;
    return lookUntil(context, timeout, async () => {
      const found = await context.files.look(wait.file);
      const now = context.watch.now();
      const state = JSON.stringify(found ?? null);
      if (state !== before) unchangedFrom = now;
      before = state;
      return seen(found, wait, { now, began: context.began, unchanged: now - unchangedFrom });
    });
  },
};

interface Times {
  now: number;
  began: number;
  /** Ms without a change. */
  unchanged: number;
}

function seen(found: RunLook, wait: Fields, { now, began, unchanged }: Times): Seen {
  const { file, min_size = 0, steady, max_age, since } = wait;
  if (found === undefined) return { is: "not-yet", words: `${file} is not there` };
  if ("fault" in found) return { is: "over", words: `${file} ${found.fault}` };
  const { size, changed } = found;
  if (size < min_size) {
    return { is: "not-yet", words: `${file} has ${counted(size, "byte")}, less than ${min_size}` };
  }
  if (changed === undefined && (max_age !== undefined || since !== undefined)) {
    return { is: "over", words: `${file} is there, but nobody says when it was written` };
  }
  if (since !== undefined && changed !== undefined && changed < began - TICK) {
    return { is: "not-yet", words: `${file} was written before the step began` };
  }
  if (max_age !== undefined && changed !== undefined && now - changed > parseDuration(max_age)) {
    const age = formatDuration(now - changed);
    return { is: "not-yet", words: `${file} was written ${age} ago, more than ${max_age}` };
  }
  if (steady !== undefined && unchanged < parseDuration(steady)) {
    return { is: "not-yet", words: `${file} has not been unchanged for ${steady}` };
  }
  return { is: "reached" };
}
