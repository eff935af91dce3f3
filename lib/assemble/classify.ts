/** What becomes of a request: a step, folded away because the player does it itself, or left out with a reason. */
import { chooseRules, type Rules } from "./rules/choice.ts";
import type { Recorded } from "./types.ts";

export { isRunCreation, isSessionToken, polledJob } from "./rules/requests.ts";

/** The decision on one request. */
export type Decision =
  | { kind: "step" }
  /** The player does its own, or nothing depends on it. */
  | { kind: "fold"; rule: string; reason: string }
  /** Cannot or must not be replayed; `error`: the server refused it, or never answered. */
  | { kind: "leave"; reason: string; error?: true };

/** How requests are taken that can be seen in two ways. */
export interface Handling {
  rules: Rules;
  /** `keep`: what the server refused becomes a step that expects the refusal. */
  errors: "leave" | "keep";
}

const DEFAULT: Handling = { rules: chooseRules(), errors: "leave" };

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
  { rules, errors }: Handling = DEFAULT,
): Decision {
  const { target, method } = recorded;
  if (target.origin !== undefined && origins.size > 0 && !origins.has(target.origin)) {
    return { kind: "leave", reason: "goes to another server" };
  }
  const fold = rules.folding(recorded);
  if (fold !== undefined) return { kind: "fold", rule: fold.name, reason: fold.reason };
  if (target.area === "other") return { kind: "leave", reason: "is no address of WEPPcloud" };
  if (target.runId !== undefined && target.runId !== runId) {
    return { kind: "leave", reason: "belongs to another run" };
  }
  if (/canceljob\//.test(target.rest)) return { kind: "leave", reason: "names a job of the recording" };
  if (!["GET", "POST", "PUT", "PATCH", "DELETE"].includes(method)) {
    return { kind: "leave", reason: `the method ${method} is not replayed` };
  }
  const mayHaveHappened = recorded.outcome === "lost" && (provenByJob || isUnanswered(recorded));
  if (recorded.outcome === "ok" || mayHaveHappened) return { kind: "step" };
  if (errors === "keep" && isRefusal(recorded)) return { kind: "step" };
  return { kind: "leave", reason: recorded.trouble ?? "did not succeed", error: true };
}

/** True for what the server answered with an error status. */
export function isRefusal({ outcome, status }: Recorded): boolean {
  return outcome === "refused" && status !== undefined && status >= 400;
}
