/**
 * A run takes one change at a time: another one is answered 409 `job_active` at once, whoever holds the run. Such a
 * request was not taken, so that it can be sent again without harm.
 */
import { jobIds } from "../../endpoints/job_ids.ts";
import type { HttpAnswer } from "../../http/client.ts";
import { awaitJob, type JobApi, type JobWatch } from "../../jobs/await_job.ts";
import { pollInterval, retryAfter } from "../../jobs/pacing.ts";
import { isObject } from "../../model/json.ts";

/** Shortest pause before a request is sent again, ms. */
const SHORTEST = 50;

/** What was sent in the end, and what it took. */
export interface SentWhenFree<Sent> {
  sent: Sent;
  /** Answers "job active". */
  busy: number;
  /** Ms from the first of them to the last request. */
  waited: number;
}

/**
 * Sends; while the run is busy, waits for the job that holds it when the answer names it, and sends again.
 *
 * @param send sends the request once
 * @param options.timeout ms; the last request goes out when it is over
 * @param options.api generation that is asked for the job which holds the run
 * @returns the last answer, which may still be a 409
 */
export async function sendWhenFree<Sent extends { answer: HttpAnswer }>(
  send: () => Promise<Sent>,
  watch: JobWatch,
  options: { timeout: number; api: JobApi },
): Promise<SentWhenFree<Sent>> {
  const { timeout, api } = options;
  let began = 0;
  for (let busy = 0;; busy++) {
    const asked = watch.now();
    const sent = await send();
    if (busy === 0) began = watch.now();
    const waited = busy === 0 ? 0 : asked - began;
    if (!isBusy(sent.answer)) return { sent, busy, waited };
    const left = timeout - (watch.now() - began);
    if (left <= 0) return { sent, busy: busy + 1, waited };
    watch.onProgress?.({ kind: "wait", for: "free-run", waited: timeout - left, limit: timeout });
    const holder = holderOf(sent.answer);
    if (holder !== undefined) await awaitJob(watch, holder, { api, timeout: left });
    // A request with much to upload is not sent again and again without a pause.
    const cost = watch.now() - began;
    const pause = Math.max(
      SHORTEST,
      pollInterval(cost),
      sent.answer.timings.total,
      retryAfter(sent.answer.headers, watch.now()),
    );
    await watch.sleep(Math.max(0, Math.min(pause, timeout - cost)));
  }
}

/** What the old API says in words, having no code: `A job is already active for this run`. */
const BUSY_WORDS = /\bjobs?\b.*\b(active|running)\b/i;

/** True for the answer that says that another job or request holds the run; other conflicts do not pass by themselves. */
export function isBusy({ status, json }: Pick<HttpAnswer, "status" | "json">): boolean {
  if (status !== 409 || !isObject(json)) return false;
  const error = isObject(json["error"]) ? json["error"] : json;
  if (error["code"] !== undefined) return error["code"] === "job_active";
  return BUSY_WORDS.test(String(error["message"] ?? json["Error"] ?? json["error"] ?? ""));
}

/** The job that holds the run, when the answer names it anywhere. */
function holderOf({ json }: HttpAnswer): string | undefined {
  if (!isObject(json)) return undefined;
  const error = isObject(json["error"]) ? json["error"] : {};
  for (const place of [json, error, error["details"]]) {
    const [id] = jobIds(place);
    if (id !== undefined) return id;
    const active = isObject(place) ? place["active_job_id"] ?? place["active_job"] : undefined;
    if (typeof active === "string" && active !== "") return active;
  }
  return undefined;
}
