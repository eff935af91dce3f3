/** Requests that need no step, one entry a rule; the first that matches counts. */
import type { Recorded } from "../types.ts";
import type { FoldRule } from "./types.ts";

/** Every rule that looks at one request. */
export const REQUEST_RULES: readonly FoldRule[] = [
  {
    name: "job-polls",
    reason: "play waits for jobs itself",
    matches: (recorded) => polledJob(recorded) !== undefined,
    whenKept: "they name jobs of the recording, which another server does not know",
  },
  {
    name: "logins-tokens",
    reason: "play logs in itself",
    matches: ({ target: { rest } }) =>
      /^(session-token|login|logout|api\/auth\/.*|profile\/mint-token)\/?$/.test(rest),
    whenKept: "play logs in before the first step; a logout among the steps ends its session",
  },
  {
    name: "elevation-queries",
    reason: "the map asks for the height below the mouse",
    matches: ({ target: { rest } }) => /^elevationquery\b/.test(rest),
  },
  {
    name: "recorder-calls",
    reason: "the recorder's own requests",
    matches: ({ target: { rest } }) => /^recorder\//.test(rest),
    whenKept: "they make drafts on the server that is played against",
  },
  {
    name: "health-checks",
    reason: "they say nothing of the run",
    matches: ({ target: { rest } }) => /^(health|tests\/api\/ping)\b/.test(rest),
  },
  {
    name: "run-creation",
    reason: "the sandbox takes its place",
    matches: isRunCreation,
    whenKept: "each play makes a run more, beside its sandbox",
  },
  {
    name: "static-files",
    reason: "scripts, styles and pictures of the pages",
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

/** True for what pages send beside the user's work: everything that a rule folds. */
export function isHousekeeping(recorded: Recorded): boolean {
  return REQUEST_RULES.some(({ matches }) => matches(recorded));
}
