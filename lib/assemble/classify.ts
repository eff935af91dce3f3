/** What becomes of a request: a step, folded away because the player does it itself, or left out with a reason. */
import type { Recorded } from "./types.ts";

/** The decision on one request. */
export type Decision =
  | { kind: "step" }
  /** The player does its own, or nothing depends on it. */
  | { kind: "fold"; reason: string }
  /** Cannot or must not be replayed. */
  | { kind: "leave"; reason: string };

/** Requests that need no step, the first that matches. */
const FOLDS: readonly { reason: string; matches(recorded: Recorded): boolean }[] = [
  {
    reason: "job polls (play waits for jobs itself)",
    matches: (recorded) => polledJob(recorded) !== undefined,
  },
  {
    reason: "logins and tokens (play logs in itself)",
    matches: ({ target: { rest } }) =>
      /^(session-token|login|logout|api\/auth\/.*|profile\/mint-token)\/?$/.test(rest),
  },
  {
    reason: "elevation queries of the map",
    matches: ({ target: { rest } }) => /^elevationquery\b/.test(rest),
  },
  { reason: "the recorder's own requests", matches: ({ target: { rest } }) => /^recorder\//.test(rest) },
  { reason: "health checks", matches: ({ target: { rest } }) => /^(health|tests\/api\/ping)\b/.test(rest) },
  {
    reason: "run creation (the sandbox takes its place)",
    matches: isRunCreation,
  },
  {
    reason: "static files",
    matches: ({ target: { runId, rest } }) =>
      runId === undefined && (/^static\//.test(rest) || /\.(js|css|map|png|svg|ico|woff2?)$/.test(rest)),
  },
];

/** Id of the job that a request asks about; empty for a batch of jobs; undefined for any other request. */
export function polledJob({ target: { rest } }: Pick<Recorded, "target">): string | undefined {
  return /^(?:rq\/api\/)?(?:jobstatus|jobinfo)(?:\/([^/]*))?\/?$/.exec(rest)?.slice(1, 2).map((id) =>
    id ?? ""
  )[0];
}

/** True for the request that made the recorded run. */
export function isRunCreation(
  { method, target: { area, rest } }: Pick<Recorded, "method" | "target">,
): boolean {
  return method !== "GET" && (
    area === "rq-engine" ? /^create\/?$/.test(rest) : /^tests\/api\/create-run\/?$/.test(rest)
  );
}

/** True for the request that fetches a token for changes of a run. */
export function isSessionToken({ target: { rest } }: Pick<Recorded, "target">): boolean {
  return /^session-token\/?$/.test(rest);
}

/** True for a change whose end is not in the log: recorders lose events under load, so it may have succeeded. */
export function isUnanswered({ method, outcome, end }: Recorded): boolean {
  return method !== "GET" && outcome === "lost" && end === undefined;
}

/**
 * Decides on one request. A change without an answer stays a step; {@link isUnanswered} tells that it needs a hole.
 *
 * @param runId the recorded run
 * @param origins origins of the recorded pages
 * @param provenByJob a job of this request was polled later, so it reached the server
 */
export function classify(
  recorded: Recorded,
  runId: string,
  origins: ReadonlySet<string>,
  provenByJob: boolean,
): Decision {
  const { target, method } = recorded;
  if (target.origin !== undefined && origins.size > 0 && !origins.has(target.origin)) {
    return { kind: "leave", reason: "goes to another server" };
  }
  const fold = FOLDS.find((entry) => entry.matches(recorded));
  if (fold !== undefined) return { kind: "fold", reason: fold.reason };
  if (target.area === "other") return { kind: "leave", reason: "is no address of WEPPcloud" };
  if (target.runId !== undefined && target.runId !== runId) {
    return { kind: "leave", reason: "belongs to another run" };
  }
  if (/canceljob\//.test(target.rest)) return { kind: "leave", reason: "names a job of the recording" };
  if (!["GET", "POST", "PUT", "PATCH", "DELETE"].includes(method)) {
    return { kind: "leave", reason: `the method ${method} is not replayed` };
  }
  const mayHaveHappened = recorded.outcome === "lost" && (provenByJob || isUnanswered(recorded));
  if (recorded.outcome !== "ok" && !mayHaveHappened) {
    return { kind: "leave", reason: recorded.trouble ?? "did not succeed" };
  }
  return { kind: "step" };
}
