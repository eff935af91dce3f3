/** `profile assemble --follow`: keeps what comes until the user or the capture ends it, then assembles. */
import { setInterval } from "node:timers";
import { dirname, join, resolve } from "node:path";
import { assemble } from "../lib/assemble/assemble.ts";
import type { AssembleOptions, AssembleResult } from "../lib/assemble/types.ts";
import { readCapturesFile } from "../lib/captures/format.ts";
import { captureNamed } from "../lib/captures/window.ts";
import { ProfileError } from "../lib/errors.ts";
import { captureTest } from "../lib/record/tail/capture.ts";
import { tailTest } from "../lib/record/tail/filter.ts";
import { folderNamed, logOf } from "../lib/record/tail/log_of.ts";
import type { Context } from "./context.ts";
import { keepLog } from "./keep.ts";

/** How often the list of captures is looked at, in ms. */
const LOOK_MS = 250;
/** How long after the end of a capture its last answers are waited for, in ms. */
const LATE_MS = 1500;

/**
 * Follows a log into a spool and builds the draft when that has ended.
 *
 * @param options as for a finished log; `source` is absolute
 * @returns the result, or why there is nothing to assemble
 */
export async function followAndAssemble(
  context: Context,
  options: AssembleOptions,
): Promise<AssembleResult | string> {
  const { capture, run, name } = options;
  const named = resolve(context.cwd, options.source);
  const log = await logOf(named, true, run);
  const wanted = tailTest({ capture: capture === undefined ? undefined : await captureTest(log, capture) });
  const end = capture === undefined ? undefined : new CaptureEnd(log, capture);
  context.out.detail(`following ${log}`);
  try {
    const kept = await keepLog(context, log, {
      name,
      follow: true,
      within: await folderNamed(named),
      from: "start",
      reset: false,
      checkpoint: undefined,
      summary: false,
      wanted,
      ...(end === undefined ? {} : { until: end.signal, onIdle: () => end.idle() }),
    });
    if (kept.empty) return "nothing to assemble yet";
    return await assemble({
      ...options,
      ...kept.from,
      redactor: context.out.redactor.share(),
      now: new Date(),
    });
  } catch (error) {
    if (error instanceof ProfileError && error.message.startsWith("There is no request to assemble")) {
      return error.message;
    }
    throw error;
  } finally {
    end?.close();
  }
}

/** Tells when a capture was stopped and what came late was read. */
class CaptureEnd {
  readonly #controller = new AbortController();
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #file: string;
  readonly #capture: string;
  #since: number | undefined;
  #idle = false;
  #isEnding = false;

  constructor(log: string, capture: string) {
    this.#file = join(dirname(log), "profile.captures.json");
    this.#capture = capture;
    this.#timer = setInterval(() => void this.#look(), LOOK_MS);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** All of the log was read. */
  idle(): void {
    this.#idle = true;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    // While the list is being mended it says nothing.
    const list = await readCapturesFile(this.#file).catch(() => undefined);
    const capture = captureNamed(this.#capture, list?.captures ?? []);
    if (typeof capture?.ended_at !== "string") return;
    this.#since ??= Date.now();
    const isLate = Date.now() - Math.max(this.#since - LATE_MS, Date.parse(capture.ended_at)) > LATE_MS;
    if (!isLate) return;
    // What was read to its end before may have grown since: all is read when that is so once more.
    if (this.#isEnding && this.#idle) this.#controller.abort();
    if (!this.#isEnding) this.#idle = false;
    this.#isEnding = true;
  }
}
