/** Asks a path until its answer says what the wait is for, or that it never will. */
import type { HttpAnswer } from "../http/client.ts";
import { askUntil } from "../jobs/poll.ts";
import { formatDuration } from "../text/duration.ts";
import type { WaitContext, WaitResult } from "./types.ts";

/** What an answer says: waited for, never to come, or not yet; `words` describe what was seen. */
export interface Sight {
  is: "reached" | "over" | "not-yet";
  /** Continues the sentence that begins with the path: `answers HTTP 404`. */
  words: string;
}

/** Answers to a path that is not there yet: missing, busy, too early. */
const NOT_YET = new Set([404, 409, 425]);

/**
 * @param path as the profile names it
 * @param timeout ms
 * @param look reads an answer below 400; of the others 404, 409 and 425 mean "not yet", the rest of 4xx ends it
 */
export async function awaitPath(
  context: WaitContext,
  path: string,
  timeout: number,
  look: (answer: HttpAnswer) => Sight,
): Promise<WaitResult> {
  const url = context.address(path);
  let last: Sight = { is: "not-yet", words: "was not answered" };
  const question = {
    name: path,
    url: () => url,
    hear(answer: HttpAnswer) {
      last = answer.status < 400 ? look(answer) : {
        is: NOT_YET.has(answer.status) ? "not-yet" : "over",
        words: `answers HTTP ${answer.status}`,
      };
      return last.is !== "not-yet";
    },
  };
  const [end] = await askUntil(context.watch, [question], timeout);
  const { how = "late", trouble, away = false, gone = false, waited = 0 } = end ?? {};
  if (how === "heard") {
    return { failures: last.is === "reached" ? [] : [`${path} ${last.words}`], waited };
  }
  const after = how === "late" ? `, after ${formatDuration(timeout)}` : "";
  const failure = trouble === undefined
    ? `${path} still ${last.words}${after}`
    : `${path} cannot be read: ${trouble}${after}`;
  const unjudged = how === "refused" || away;
  return {
    failures: [failure],
    waited,
    ...(unjudged ? { unavailable: failure } : {}),
    ...(gone ? { gone } : {}),
  };
}
