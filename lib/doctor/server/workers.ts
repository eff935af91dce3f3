/**
 * Check: does somebody work the queue? Nothing is enqueued: where the server shows its jobs, what waits and runs tells it.
 * Only `play` sends a trivial job through the queue.
 */
import { isObject, type JsonObject } from "../../model/json.ts";
import { counted } from "../../text/counted.ts";
import { formatDuration } from "../../text/duration.ts";
import type { DoctorContext, Finding } from "../types.ts";
import { resting, serverCheck } from "./needs.ts";
import { askQueue } from "./queue.ts";
import type { LoggedIn, Server } from "./server.ts";

/** A job that waits longer than this while nothing runs is taken by nobody, ms. */
const PATIENCE = 60_000;
const PLAY_ASKS = "play sends a trivial job before its first step";

export const workersCheck = serverCheck(
  "workers",
  "somebody works the queue, as far as the server shows it",
  (server, context) =>
    resting(server.login(), "the login", async (login) => {
      await login.session.openUser();
      return [await judge(server, login, context)];
    }),
);

async function judge(
  server: Server,
  login: LoggedIn,
  context: DoctorContext,
): Promise<Finding> {
  if (server.options.embedded) {
    return { state: "ok", message: "The embedded WEPPcloud works its jobs itself" };
  }
  const answer = await askQueue(server, login);
  const jobs = isObject(answer.json) ? answer.json["jobs"] : undefined;
  if (answer.status !== 200 || !Array.isArray(jobs)) {
    if (answer.status === 401) {
      return { state: "skipped", message: "Not asked, as rq-engine takes no token of ours" };
    }
    const why = answer.status === 403 ? "to administrators alone" : `to nobody (HTTP ${answer.status})`;
    return { state: "skipped", message: `The server shows its queue ${why}; ${PLAY_ASKS}` };
  }
  return judgeQueue(jobs.filter((job): job is JsonObject => isObject(job)), context.now());
}

/**
 * What the jobs of a queue say about its workers.
 *
 * @param now ms since 1970
 */
export function judgeQueue(jobs: readonly JsonObject[], now: number): Finding {
  if (jobs.length > 0 && !jobs.some(({ status }) => typeof status === "string")) {
    return { state: "skipped", message: `The server's list of jobs names no states; ${PLAY_ASKS}` };
  }
  const running = jobs.filter(({ status }) => status === "started");
  if (running.length > 0) {
    return { state: "ok", message: `${counted(running.length, "job")} at work in the queue` };
  }
  const waiting = jobs.filter(({ status }) => status === "queued");
  const since = waiting.flatMap(({ enqueued_at }) => {
    const at = typeof enqueued_at === "string" ? Date.parse(enqueued_at) : Number.NaN;
    return Number.isNaN(at) ? [] : [now - at];
  });
  const longest = Math.max(0, ...since);
  if (waiting.length === 0) {
    return {
      state: "skipped",
      message: `The queue is empty, so nothing shows whether somebody works it; ${PLAY_ASKS}`,
    };
  }
  const words = `${counted(waiting.length, "job")} in the queue and none at work`;
  if (longest <= PATIENCE) return { state: "skipped", message: `${words}, for a moment only; ${PLAY_ASKS}` };
  return {
    state: "failed",
    message: `${words}, for ${formatDuration(Math.round(longest / 1000) * 1000)}: nobody takes jobs`,
    remedy: "Start the RQ workers of the server",
  };
}
