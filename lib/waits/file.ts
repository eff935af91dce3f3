/** Waits until a file of the run is there: large enough, fresh enough, and no longer growing where that is asked. */
import { z } from "zod";
import type { LogMark } from "../expect/log.ts";
import type { RunFile, RunLook } from "../files/run_files.ts";
import { Duration, RunPath } from "../model/expect.ts";
import { counted } from "../text/counted.ts";
import { formatDuration, parseDuration } from "../text/duration.ts";
import { lookUntil, type Seen } from "./look_until.ts";
import type { WaitKind } from "./types.ts";

const Fields = z.strictObject({
  file: RunPath,
  /** Bytes. */
  min_size: z.number().int().min(0).optional(),
  /** The file was not written to for that long. */
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
/** Over HTTP times are whole seconds: only what is surely later counts, ms. */
const SECOND = 1000;

export const fileWait: WaitKind<Fields> = {
  type: "file",
  fields: Fields,
  run(wait, context) {
    const timeout = wait.timeout === undefined ? context.timeout : parseDuration(wait.timeout);
    let before = "";
    let unchangedFrom = 0;
    return lookUntil(context, wait.file, timeout, async () => {
      const found = await context.files.look(wait.file);
      const now = context.watch.now();
      const state = stateOf(found);
      if (state !== before) unchangedFrom = now;
      before = state;
      const fresh = isFresh(found, context.marks.get(wait.file), context.began);
      return seen(found, wait, { now, fresh, unchanged: now - unchangedFrom });
    });
  },
};

interface Times {
  now: number;
  /** Written since the step began; undefined when nobody can tell. */
  fresh: boolean | undefined;
  /** Ms without a change. */
  unchanged: number;
}

/** Another one when the file was written to. */
function stateOf(found: RunLook): string {
  if (found === undefined || "fault" in found || found.hash === undefined) {
    return JSON.stringify(found ?? null);
  }
  return `${found.size} ${found.hash}`;
}

function isFresh(found: RunLook, mark: LogMark | undefined, began: number): boolean | undefined {
  if (found === undefined || "fault" in found) return undefined;
  const { hash, changed }: RunFile = found;
  // Other bytes than when the step began tell more than a time does.
  if (hash !== undefined && mark !== undefined && hash !== mark.hash) return true;
  if (changed === undefined) return undefined;
  return changed >= began + (hash === undefined ? -TICK : SECOND);
}

function seen(found: RunLook, wait: Fields, { now, fresh, unchanged }: Times): Seen {
  const { file, min_size = 0, steady, max_age, since } = wait;
  if (found === undefined) return { is: "not-yet", words: `${file} is not there` };
  if ("fault" in found) return { is: "over", words: `${file} ${found.fault}` };
  const { size, changed } = found;
  if (size < min_size) {
    return { is: "not-yet", words: `${file} has ${counted(size, "byte")}, less than ${min_size}` };
  }
  if (changed === undefined && max_age !== undefined) {
    return { is: "over", words: `${file} is there, but nobody says when it was written` };
  }
  if (since !== undefined && fresh !== true) {
    const words = fresh === false
      ? "was written before the step began"
      : "is as it was when the step began, and nobody says when it was written";
    return { is: "not-yet", words: `${file} ${words}` };
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
