/**
 * All HTTP: one pool, cookies, the production guard before every send, redirects followed by hand so that each
 * hop is guarded, retries where nothing can be done twice, every exchange noted for the transcript.
 */
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { Cookies } from "./cookies.ts";
import { Guard, type GuardRules } from "./guard.ts";
import { DEFAULT_LIMITS, type Limits } from "./limits.ts";
import { type Body, type Exchange, type HttpAnswer, type HttpRequest, isRepeatable } from "./message.ts";
import { failureWords, fateOf, RedirectsError, RequestError } from "./request_error.ts";
import { isGatewayTrouble, pauseAfterAnswer, pauseAfterFailure } from "./retry.ts";
import { VERSION } from "../version.ts";
import { Wire, WireFailure } from "./wire.ts";

export type { Body, Exchange, HttpAnswer, HttpRequest };

/** Settings of a client. */
export interface ClientOptions {
  /** What may be sent where; with a guard of your own, runs can be allowed later. */
  guard: GuardRules | Guard;
  /** Sent with every request. */
  headers?: Record<string, string>;
  /** Called with each exchange when it ended. */
  onExchange?: (exchange: Exchange) => void;
  /** Called before a request is sent again: why, after which pause (ms), and how often that was done before. */
  onRetry?: (request: HttpRequest, why: string, pause: number, before: number) => void;
  /** Answers longer than this many bytes are cut (default 4 MiB). */
  bodyLimit?: number;
  /** Time limits, ms; what is missing has its default. */
  limits?: Partial<Limits>;
  /** Certificates of authorities to trust beside the usual ones, PEM. */
  ca?: string;
  signal?: AbortSignal;
  /** Pause between attempts, ms. */
  sleep?: (ms: number) => Promise<void>;
  /** 0 to 1, spreads the pauses. */
  random?: () => number;
  /** Ms since the epoch. */
  now?: () => number;
}

const MAX_REDIRECTS = 5;
/** Of an answer's text so many characters are kept for the transcript. */
const KEPT_TEXT = 64 * 1024;

/** Header that rq-engine logs and echoes. */
export const CORRELATION = "x-correlation-id";
/** Who asks: so that plays are told from people in a server's log. */
const AGENT = `weppcloud-profile/${VERSION}`;

/** A client for one play. Close it when done. */
export class HttpClient {
  readonly guard: Guard;
  readonly cookies: Cookies;
  readonly #wire: Wire;
  readonly #options: ClientOptions;

  /** @param shared for another user of the same play: the connections to use, and the user's own cookies */
  constructor(options: ClientOptions, shared?: { wire: Wire; cookies: Cookies }) {
    const { guard, limits, ca, bodyLimit = 4 * 1024 * 1024, signal } = options;
    this.#options = options;
    this.guard = guard instanceof Guard ? guard : new Guard(guard);
    this.cookies = shared?.cookies ?? new Cookies();
    this.#wire = shared?.wire ?? new Wire({
      limits: { ...DEFAULT_LIMITS, ...limits },
      bodyLimit,
      ...(ca === undefined ? {} : { ca }),
      ...(signal === undefined ? {} : { signal }),
    });
  }

  /** The same connections, guard and transcript with cookies of another user. */
  as(cookies: Cookies): HttpClient {
    return new HttpClient({ ...this.#options, guard: this.guard }, { wire: this.#wire, cookies });
  }

  /**
   * Sends a request and reads the answer.
   *
   * @throws ProfileError refused by the guard; RequestError when no answer came: `incomplete` when it is a change
   *   whose fate is unknown, else `unavailable`
   */
  async send(request: HttpRequest): Promise<HttpAnswer> {
    let current = request;
    let from: URL | undefined;
    let retries = 0;
    for (let hop = 0;; hop++) {
      const answer = await this.#sendPatiently(current, from);
      retries += answer.retries ?? 0;
      from = current.url;
      const location = answer.headers["location"];
      const redirected = answer.status >= 300 && answer.status < 400 && location !== undefined;
      if (!redirected || current.redirect === "manual" || !URL.canParse(location, current.url)) {
        return retries === 0 ? answer : { ...answer, retries };
      }
      if (hop === MAX_REDIRECTS) {
        throw new RedirectsError(request.url, MAX_REDIRECTS);
      }
      const { body: _body, ...rest } = current;
      const keeps = answer.status === 307 || answer.status === 308;
      const url = new URL(location, current.url);
      current = keeps ? { ...current, url } : { ...rest, method: "GET", url };
    }
  }

  /** Frees the pool. */
  async close(): Promise<void> {
    await this.#wire.close();
  }

  /** One hop: guarded once, sent as often as it is safe. */
  async #sendPatiently(request: HttpRequest, redirectedFrom?: URL): Promise<HttpAnswer> {
    const { method, url, body } = request;
    this.guard.check({ method, url, bodyText: guardText(body), redirectedFrom });
    const repeatable = isRepeatable(request);
    for (let retries = 0;; retries++) {
      const result = await this.#sendOnce(request);
      const random = (this.#options.random ?? Math.random)();
      if (result instanceof WireFailure) {
        const words = failureWords(result.cause, result.phase);
        const fate = fateOf(result.phase, repeatable);
        const pause = pauseAfterFailure({ kind: words.kind, fate }, retries, random);
        if (pause === undefined || request.retry === false) throw this.#noAnswer(request, result, retries);
        await this.#pauseBefore(request, words.words, pause, retries);
        continue;
      }
      const answer = retries === 0 ? result : { ...result, retries };
      if (request.retry === false || request.accepts?.(answer.status) === true) return answer;
      const now = (this.#options.now ?? Date.now)();
      const pause = pauseAfterAnswer(answer, repeatable, retries, random, now);
      if (pause !== undefined) {
        await this.#pauseBefore(request, `HTTP ${answer.status}`, pause, retries);
        continue;
      }
      if (answer.status === 429 || isGatewayTrouble(answer.status)) {
        refuseAnswer(request, answer, retries, repeatable);
      }
      return answer;
    }
  }

  async #pauseBefore(request: HttpRequest, why: string, pause: number, before: number): Promise<void> {
    const { onRetry, sleep, signal } = this.#options;
    onRetry?.(request, why, pause, before);
    await (sleep ?? ((ms: number) => delay(ms, undefined, signal === undefined ? {} : { signal })))(pause);
  }

  async #sendOnce(asked: HttpRequest): Promise<HttpAnswer | WireFailure> {
    const request = {
      ...asked,
      headers: { [CORRELATION]: randomUUID(), ...asked.headers, ...this.#options.headers },
    };
    const startedAt = new Date().toISOString();
    const headers: Record<string, string> = {
      accept: "application/json, text/html;q=0.9, */*;q=0.8",
      "user-agent": AGENT,
      ...request.headers,
    };
    const cookie = await this.cookies.headerFor(request.url);
    if (cookie !== "") headers["cookie"] = cookie;
    try {
      const { answer, setCookies } = await this.#wire.exchange(request, headers);
      await this.cookies.keep(setCookies, request.url);
      this.#options.onExchange?.({ startedAt, request, answer: keptOf(answer) });
      return answer;
    } catch (error) {
      const failed = error instanceof WireFailure;
      this.#options.onExchange?.({
        startedAt,
        request,
        error: (failed ? failureWords(error.cause, error.phase) : failureWords(error)).words,
      });
      if (failed) return error;
      throw error;
    }
  }

  #noAnswer(request: HttpRequest, { phase, cause }: WireFailure, retries: number): RequestError {
    const { kind, words, remedy } = failureWords(cause, phase);
    const fate = fateOf(phase, isRepeatable(request));
    const unknown = fate === "unknown"
      ? phase === "reading"
        ? "; it was answered, but not to the end: what it did is not known"
        : "; it was sent, and whether it was done is not known"
      : "";
    return new RequestError(`${request.method} ${request.url.href}: ${words}${again(retries)}${unknown}`, {
      fate,
      trouble: kind,
      retries,
      remedy,
      cause,
    });
  }
}

/** 429 and a gateway without a server behind it are no answers of the application: they judge no step. */
function refuseAnswer(request: HttpRequest, answer: HttpAnswer, retries: number, repeatable: boolean): void {
  const what = `${request.method} ${request.url.href}: HTTP ${answer.status}${again(retries)}`;
  if (answer.status === 429) {
    throw new RequestError(`${what}: too many requests`, {
      fate: "none",
      trouble: "too-many",
      retries,
      remedy: `The server wants fewer requests${
        answer.headers["retry-after"] === undefined ? "" : ` (Retry-After: ${answer.headers["retry-after"]})`
      }; play again later`,
    });
  }
  // With an answer of its own the application says what it did; a gateway's page does not.
  if (!repeatable && answer.json !== undefined) return;
  const unknown = repeatable ? "" : "; whether it was done is not known";
  throw new RequestError(`${what}: the gateway reaches no server${unknown}`, {
    fate: repeatable ? "none" : "unknown",
    trouble: "gateway",
    retries,
    remedy: "Look at the server and at its gateway's log",
  });
}

function again(retries: number): string {
  return retries === 0 ? "" : `, also after ${retries} ${retries === 1 ? "retry" : "retries"}`;
}

/** What a transcript needs of an answer, free of the rest of its text. */
function keptOf({ json: _json, ...answer }: HttpAnswer): NonNullable<Exchange["answer"]> {
  const { text } = answer;
  if (text.length <= KEPT_TEXT) return { ...answer, length: text.length };
  // A part of a string keeps the whole alive; a copy does not.
  return { ...answer, text: structuredClone(text.slice(0, KEPT_TEXT)), length: text.length };
}

function guardText(body: Body | undefined): string {
  if (body === undefined) return "";
  return body.kind === "text" ? body.text : body.guardText;
}
