/** Asks again, at adaptive intervals, until it is so or the time is up. */
import type { JobWatch } from "../jobs/await_job.ts";
import { pollInterval } from "../jobs/pacing.ts";

/**
 * @param timeout ms
 * @param ask true when the wait is over
 */
export async function pollUntil(
  watch: Pick<JobWatch, "now" | "sleep">,
  timeout: number,
  ask: () => Promise<boolean>,
): Promise<{ reached: boolean; waited: number }> {
  const began = watch.now();
  while (true) {
    const reached = await ask();
    const waited = watch.now() - began;
    if (reached || waited >= timeout) return { reached, waited };
    await watch.sleep(Math.min(pollInterval(waited), timeout - waited + 1));
  }
}
