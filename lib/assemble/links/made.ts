/** What answers give: each value with its place, and who may give one at all. */
import { jobIds } from "../../endpoints/job_ids.ts";
import { type JsonValue, parseJson } from "../../model/json.ts";
import type { PathPart } from "../../text/json_path.ts";
import { polledJob } from "../classify.ts";
import type { Recorded } from "../types.ts";
import { leaves } from "./sent.ts";
import { isIdLike } from "./telling.ts";
import type { Origin, Scalar } from "./types.ts";

/** Requests that play makes itself in its own way: their answers are no values of the workflow. */
const PLAYS_OWN =
  /^(?:session-token|login|logout|api\/auth\/.*|profile\/mint-token|recorder\/.*|health|tests\/api\/.*|(?:api\/)?create)\/?$/;
/** Headers that carry values of the workflow; others describe the exchange, or are credentials, which play has its own of. */
const HEADERS = ["location"] as const;

/** Could the request be a step whose answer later ones build on? */
export function mayMake({ outcome, target, inWindow }: Recorded, runId: string): boolean {
  return inWindow && outcome === "ok" && target.area !== "other" && !PLAYS_OWN.test(target.rest) &&
    (target.runId === undefined || target.runId === runId);
}

/** The parsed body of an answer, where it was recorded whole. */
export function answerOf({ end }: Recorded): JsonValue | undefined {
  const meta = end?.responseMeta;
  return meta?.body === undefined || meta.truncated === true ? undefined : parseJson(meta.body);
}

/**
 * Every value of an answer in document order, headers last.
 *
 * @param jobs ids of jobs that the request is known to have started, from its polls
 * @param wants which values of the body are of interest: most are never sent
 */
export function madeBy(
  recorded: Recorded,
  jobs: readonly string[],
  see: (value: Scalar, origin: Origin) => void,
  wants: (value: Scalar) => boolean = () => true,
): void {
  const answer = answerOf(recorded);
  const own = answer === undefined ? jobs : jobIds(answer);
  // Play keeps the first job of every answer.
  const [job] = own;
  if (job !== undefined && polledJob(recorded) === undefined) see(job, { kind: "job" });
  if (answer !== undefined) {
    leaves(answer, [], (value, path) => {
      // A key that is an id itself is another one in the next run.
      if (value !== job && wants(value) && !path.some(isId)) see(value, { kind: "json", path: [...path] });
    });
  }
  for (const header of HEADERS) {
    const value = recorded.end?.responseMeta?.headers?.[header];
    if (value !== undefined) see(value, { kind: "header", header });
  }
}

function isId(part: PathPart): boolean {
  return typeof part === "string" && isIdLike(part);
}

/** Equal for equal places. */
export function originKey(origin: Origin): string {
  return JSON.stringify(origin);
}

/** Does the path lead through a list? Lists change their order. */
export function isListed(path: readonly PathPart[]): boolean {
  return path.some((part) => typeof part === "number");
}
