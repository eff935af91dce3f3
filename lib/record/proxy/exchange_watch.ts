/** Watches one exchange as it passes, and gives it to the recorder when it has ended. */
import type { BodyStore } from "../../recording/bodies.ts";
import { headerOf } from "../../recording/headers.ts";
import type { HeaderList, SeenAnswer, SeenBody, SeenExchange, SeenSession } from "../../recording/types.ts";
import { AnswerCopy } from "./answer_copy.ts";
import { type BodyCopy, bodyCopy } from "./body_copy.ts";
import { isIdentity } from "./decode.ts";

/** What is known of an exchange when it begins. */
export interface WatchedRequest {
  id: string;
  method: string;
  path: string;
  origin: string;
  /** As sent to the target. */
  headers: HeaderList;
  hasBody: boolean;
  session: SeenSession;
}

/** Limits, clocks, and where an exchange goes in the end. */
export interface WatchOptions {
  bodies: BodyStore;
  /** Longest text of an answer, bytes. */
  answerLimit: number;
  now: () => number;
  /** @returns when it is recorded, where that takes time */
  onEnd: (exchange: SeenExchange, note: string | undefined) => Promise<void> | void;
  /** The disk did not take the body. */
  onFailure: (error: unknown) => void;
  /** Nothing more comes from this watch. */
  onDone: () => void;
}

/** One exchange. Its end is told once, whatever comes first. */
export class ExchangeWatch {
  readonly #request: WatchedRequest;
  readonly #options: WatchOptions;
  readonly #body: BodyCopy | undefined;
  readonly #startedAt: number;
  readonly #clock = performance.now();
  #bodyWhole: boolean;
  #answer: AnswerCopy | undefined;
  #told: Promise<void> | undefined;
  /** The body could not be kept; the request goes on without its recording. */
  #lost = false;

  constructor(request: WatchedRequest, options: WatchOptions) {
    this.#request = request;
    this.#options = options;
    this.#startedAt = options.now();
    this.#bodyWhole = !request.hasBody;
    if (request.hasBody) {
      const type = headerOf(request.headers, "content-type");
      const encoding = headerOf(request.headers, "content-encoding");
      this.#body = bodyCopy(type, isIdentity(encoding) ? undefined : encoding, options.bodies);
    }
  }

  /** The next bytes of the request's body. Wait for the promise before the next ones; it never fails. */
  body(chunk: Uint8Array): Promise<void> | void {
    if (this.#lost) return;
    try {
      const taken = this.#body?.push(chunk);
      return taken instanceof Promise ? taken.catch((error: unknown) => this.#lose(error)) : taken;
    } catch (error) {
      this.#lose(error);
    }
  }

  bodyEnd(): void {
    this.#bodyWhole = true;
  }

  answer(status: number, headers: HeaderList): void {
    this.#answer = new AnswerCopy(status, headers, this.#options.answerLimit);
  }

  answerBody(chunk: Uint8Array): void {
    this.#answer?.push(chunk);
  }

  /** The answer is whole. @returns when the exchange is recorded, or cannot be; never throws */
  end(): Promise<void> {
    return this.#finish(undefined);
  }

  /** No answer came, or it was cut. @param reason in words */
  failed(reason: string): void {
    void this.#finish(reason);
  }

  #finish(failure: string | undefined): Promise<void> {
    return this.#told ??= this.#tell(failure, performance.now() - this.#clock).finally(this.#options.onDone);
  }

  /** Nothing is told of an exchange whose body is not there: an event without it would say what was not so. */
  #lose(error: unknown): void {
    if (this.#lost) return;
    this.#lost = true;
    this.#options.onFailure(error);
    this.#body?.abort("the recording failed").catch(() => undefined);
  }

  async #tell(failure: string | undefined, durationMs: number): Promise<void> {
    if (this.#lost) return;
    const { method, path, origin, headers, session, id } = this.#request;
    try {
      const answer = await this.#answer?.finish(failure === undefined);
      await this.#options.onEnd({
        id,
        method,
        origin,
        path,
        startedAt: this.#startedAt,
        durationMs,
        headers,
        body: await this.#bodyOf(),
        ...outcome(answer, failure),
        session,
      }, this.#body?.note);
    } catch (error) {
      this.#options.onFailure(error);
    }
  }

  #bodyOf(): Promise<SeenBody> | SeenBody {
    if (this.#body === undefined) return { kind: "none" };
    return this.#bodyWhole ? this.#body.finish() : this.#body.abort("the body was cut before its end");
  }
}

/** A cut answer is one that did not come: what there is of it tells nothing for sure. */
function outcome(answer: SeenAnswer | undefined, failure: string | undefined) {
  return failure === undefined && answer !== undefined
    ? { answer }
    : { failure: failure ?? "No answer came" };
}
