/** Time limits of one request, each for its own part: connecting, moving a body, the first byte, the whole answer. */
import type { FailureWords } from "./network_error.ts";
import { formatDuration } from "../text/duration.ts";

/** Limits in ms. */
export interface Limits {
  /** Until a connection is ready: name, TCP, TLS. */
  connect: number;
  /** Longest silence: between two blocks of a body on its way out, until the first byte, between two blocks of the answer. */
  silence: number;
  /** For the whole answer, from the moment on that the request was sent. */
  total: number;
}

/** Limits when nothing is said. */
export const DEFAULT_LIMITS: Limits = { connect: 10_000, silence: 60_000, total: 600_000 };

/** Where a request stands; what failed there tells what may have been done. */
export type Phase = "connecting" | "sending" | "waiting" | "reading";

/** A limit that was passed. */
export class LimitPassed extends Error {
  override name = "LimitPassed";
  readonly words: FailureWords;

  constructor(phase: Phase, limit: number) {
    const within = `within ${formatDuration(limit)}`;
    const said = {
      connecting: `no connection ${within}`,
      sending: `the server took no byte of the body ${within}`,
      waiting: `no answer ${within}`,
      reading: `the answer did not go on ${within}`,
    }[phase];
    super(said);
    const remedy = phase === "connecting"
      ? "Check that the server runs and that --base-url is right, or raise --connect-timeout"
      : "Look at the server's load and log, or raise --request-timeout";
    this.words = { kind: phase === "connecting" ? "no-connection" : "no-answer", words: said, remedy };
  }
}

/** The clock of one request: tell it what happens, it aborts when a limit is passed. */
export class LimitClock {
  readonly #limits: Limits;
  readonly #abort = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #phase: Phase = "connecting";
  /** When the whole answer must be there, ms of `performance.now()`. */
  #deadline = Infinity;

  constructor(limits: Limits) {
    this.#limits = limits;
    this.#arm(limits.connect);
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** A connection is ready, the body goes out. */
  connected(hasBody: boolean): void {
    if (this.#phase !== "connecting") return;
    if (hasBody) this.#enter("sending");
    else this.sent();
  }

  /** A block of the body went out. */
  moved(): void {
    if (this.#phase === "sending") this.#arm(this.#limits.silence);
  }

  /** All of the request is out. */
  sent(): void {
    if (this.#phase === "reading") return;
    this.#deadline = performance.now() + this.#limits.total;
    this.#enter("waiting");
  }

  /** A part of the answer came. */
  heard(): void {
    if (this.#deadline === Infinity) this.#deadline = performance.now() + this.#limits.total;
    this.#enter("reading");
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #enter(phase: Phase): void {
    this.#phase = phase;
    this.#arm(this.#limits.silence);
  }

  #arm(limit: number): void {
    clearTimeout(this.#timer);
    const left = Math.max(0, Math.min(limit, this.#deadline - performance.now()));
    const phase = this.#phase;
    this.#timer = setTimeout(() => {
      this.#abort.abort(new LimitPassed(phase, left < limit ? this.#limits.total : limit));
    }, left);
  }
}
