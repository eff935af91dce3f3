/** Which generations of the API a server answers: asked with reads about a job that is nobody's. */
import type { Api } from "../endpoints/table.ts";
import type { HttpAnswer } from "../http/client.ts";
import { jobUrl } from "./job_api.ts";
import { askUntil } from "./poll.ts";
import type { JobWatch } from "./watch.ts";
import { isObject } from "../model/json.ts";

/** An id that no job has. */
const NOBODYS = "00000000-0000-4000-8000-000000000000";
/** Longest time for an answer, ms. */
const LIMIT = 10_000;

/**
 * Does the server answer questions in this generation? It is asked for the status of a job that does not exist: the
 * new API answers 404 with its error envelope, the old one 200 with `not_found`; a server without it answers as to any
 * unknown address. Nothing is changed by it.
 *
 * @returns false also when no answer comes
 * @throws ProfileError refused by the guard, unavailable when the session cannot be renewed
 */
export async function answersApi(watch: JobWatch, api: Api): Promise<boolean> {
  const url = jobUrl(watch.urls, api, "jobstatus", NOBODYS);
  let speaks = false;
  const question = {
    name: `the ${api} API`,
    url: () => url,
    hear({ json }: HttpAnswer) {
      speaks = isObject(json) && ("status" in json || "error" in json);
      return true;
    },
  };
  // A gateway that fails once says nothing about what is behind it.
  await askUntil(watch, [question], LIMIT);
  return speaks;
}

/**
 * Is there anything at an address? It is asked with OPTIONS, which no server answers by doing what the address is for:
 * Flask answers it by itself, with 404 for an address that it does not have.
 */
export async function isThereAt(watch: JobWatch, url: URL): Promise<boolean> {
  const headers = watch.session.headersFor("OPTIONS", url);
  const answer = await watch.client.send({
    method: "OPTIONS",
    url,
    headers,
    timeout: LIMIT,
    repeatable: true,
  });
  return answer.status !== 404 && answer.status !== 410;
}
