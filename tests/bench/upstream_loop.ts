/**
 * WEPPcloud's documented replay loop, rebuilt from its numbers: one request after the other, a fixed second of sleep
 * after each that was answered, jobs polled at once and then every 2 s before the next request.
 */
import { setTimeout as delay } from "node:timers/promises";

const AFTER_REQUEST = 1000;
const BETWEEN_POLLS = 2000;

/** Sends the paths of a profile as that loop does. */
export async function upstreamLoop(baseUrl: string, paths: readonly string[]): Promise<void> {
  const origin = new URL(baseUrl).origin;
  for (const path of paths) {
    const url = origin + path.replace("{{run_id}}", "profile;;tmp;;bench").replace("{{config}}", "cfg");
    const answer = await fetch(url, { method: path.includes("/job/") ? "POST" : "GET" });
    const { job_id } = await answer.json() as { job_id?: string };
    await delay(AFTER_REQUEST);
    while (job_id !== undefined) {
      const status = await fetch(`${origin}/rq-engine/api/jobstatus/${job_id}?_=${Date.now()}`);
      if ((await status.json() as { status: string }).status === "finished") break;
      await delay(BETWEEN_POLLS);
    }
  }
}
