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

  /**
   * @param limit ms
   * @param isWhole the limit is that of the whole answer, which went on
   */
  constructor(phase: Phase, limit: number, isWhole = false) {
    const within = `within ${formatDuration(limit)}`;
    const said = {
      connecting: `no connection ${within}`,
      sending: `the server took no byte of the body ${within}`,
      waiting: `no answer ${within}`,
      reading: isWhole
        ? `the answer did not come to its end ${within}`
        : `the answer did not go on ${within}`,
    }[phase];
    super(said);
    const remedy = phase === "connecting"
      ? "Check that the server runs and that --base-url is right, or raise --connect-timeout"
      : "Look at the server's load and log, or raise --request-timeout";
    this.words = { kind: phase === "connecting" ? "no-connection" : "no-answer", words: said, remedy };
  }
}

/** What a clock needs of the runtime. */
export interface Timers {
  now(): number;
  /** Calls back once, after ms; what it returns stops it. */
  after(ms: number, call: () => void): () => void;
}

const REAL: Timers = {
  now: () => performance.now(),
  after: (ms, call) => {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};

/** The clock of one request: tell it what happens, it aborts when a limit is passed. */
export class LimitClock {
  readonly #limits: Limits;
  readonly #abort = new AbortController();
  readonly #timers: Timers;
  #disarm: () => void = () => {};
  #phase: Phase = "connecting";
  /** When the whole answer must be there, ms of the clock. */
  #deadline = Infinity;

  constructor(limits: Limits, timers = REAL) {
    this.#limits = limits;
    this.#timers = timers;
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
    this.#deadline = this.#timers.now() + this.#limits.total;
    this.#enter("waiting");
  }

  /** A part of the answer came. */
  heard(): void {
    if (this.#deadline === Infinity) this.#deadline = this.#timers.now() + this.#limits.total;
    this.#enter("reading");
  }

  stop(): void {
    this.#disarm();
  }

  #enter(phase: Phase): void {
    this.#phase = phase;
    this.#arm(this.#limits.silence);
  }

  #arm(limit: number): void {
    this.#disarm();
    const left = Math.max(0, Math.min(limit, this.#deadline - this.#timers.now()));
    const phase = this.#phase;
    this.#disarm = this.#timers.after(left, () => {
      const isWhole = left < limit;
      this.#abort.abort(new LimitPassed(phase, isWhole ? this.#limits.total : limit, isWhole));
    });
  }
}
