/** A request that got no usable answer: what is known of its fate decides how the play ends. */
import { ProfileError } from "../errors.ts";
import type { Verdict } from "../model/exit.ts";
import type { Phase } from "./limits.ts";
import { LimitPassed } from "./limits.ts";
import { describeFailure, type FailureKind, type FailureWords } from "./network_error.ts";

/**
 * What became of a request: `not-sent`: nothing left this machine; `none`: a read, or refused by the server, so
 * nothing was changed; `unknown`: a change that may have been made or not.
 */
export type Fate = "not-sent" | "none" | "unknown";

/** Why there is no usable answer. */
export type RequestTrouble = FailureKind | "gateway" | "too-many";

/**
 * No usable answer to a request. Verdict `incomplete` when its fate is unknown, else `unavailable`.
 *
 * @example
 * ```ts
 * import { RequestError } from "./request_error.ts";
 * const resumable = (error: unknown) => error instanceof RequestError && error.fate === "unknown";
 * ```
 */
export class RequestError extends ProfileError {
  override name = "RequestError";
  readonly fate: Fate;
  readonly trouble: RequestTrouble;
  /** How often it was sent again. */
  readonly retries: number;

  constructor(
    message: string,
    detail: { fate: Fate; trouble: RequestTrouble; retries: number; remedy: string; cause?: unknown },
  ) {
    const verdict: Verdict = detail.fate === "unknown" ? "incomplete" : "unavailable";
    const remedy = detail.fate === "unknown" ? RESUME : detail.remedy;
    super(verdict, message, { remedy, cause: detail.cause });
    this.fate = detail.fate;
    this.trouble = detail.trouble;
    this.retries = detail.retries;
  }

  /** No connection came about: the server is not there. */
  get away(): boolean {
    return this.fate === "not-sent" && this.trouble !== "tls";
  }
}

/** A read that is led on and on: asking again would be led the same way. */
export class RedirectsError extends ProfileError {
  override name = "RedirectsError";

  /** @param most redirects that were followed */
  constructor(asked: URL, most: number) {
    super("unavailable", `More than ${most} redirects from ${asked.pathname}: it redirects in circles`, {
      remedy: "Check --base-url, and the redirects of the server and its gateway",
    });
  }
}

const RESUME =
  "Look at the run's logs and jobs whether it was done, then go on with --resume; it is never sent twice unasked";

/** The words of a failure on the wire, whichever of the parts noticed it. */
export function failureWords(cause: unknown, phase?: Phase): FailureWords {
  if (cause instanceof LimitPassed) return cause.words;
  const found = describeFailure(cause);
  if (phase !== "reading" || found.kind !== "reset") return found;
  return { ...found, kind: "cut", words: found.words.replace(/^[^(]*/, "the answer was cut short ") };
}

/** What became of a request that failed in a phase. */
export function fateOf(phase: Phase, repeatable: boolean): Fate {
  if (phase === "connecting") return "not-sent";
  return repeatable ? "none" : "unknown";
}
