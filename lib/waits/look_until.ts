/** Looks at something in the run again and again, at growing intervals, until it is as waited for. */
import { pollInterval } from "../jobs/pacing.ts";
import { formatDuration } from "../text/duration.ts";
import type { WaitContext, WaitResult } from "./types.ts";

/** What one look showed; `over`: it will never come. */
export interface Seen {
  is: "reached" | "over" | "not-yet";
  /** A sentence on what there is instead. */
  words?: string;
}

/**
 * @param name what is looked at
 * @param timeout ms; the last look is when it is up
 * @param look looks once
 */
export async function lookUntil(
  { watch }: Pick<WaitContext, "watch">,
  name: string,
  timeout: number,
  look: () => Promise<Seen>,
): Promise<WaitResult> {
  const began = watch.now();
  watch.onProgress?.({ kind: "wait", for: "file", name, waited: 0, limit: timeout });
  while (true) {
    const seen = await look();
    const waited = watch.now() - began;
    if (seen.is === "reached") return { failures: [], waited };
    const words = seen.words ?? "it did not come";
    if (seen.is === "over") return { failures: [words], waited };
    if (waited >= timeout) return { failures: [`${words}, after ${formatDuration(timeout)}`], waited };
    await watch.sleep(Math.min(pollInterval(waited), timeout - waited));
  }
}
