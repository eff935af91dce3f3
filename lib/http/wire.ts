/**
 * One request on the wire, by undici: no retries, no redirects, no cookies. Reads share kept-alive connections; a
 * change gets a fresh one, so that a connection which the server closed long ago never leaves its fate unknown.
 */
import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { rootCertificates } from "node:tls";
import { Agent, buildConnector, Client, DecoratorHandler, type Dispatcher, request as send } from "undici";
import { parseJson } from "../model/json.ts";
import type { Tally } from "../model/progress.ts";
import { LimitClock, type Limits, type Phase } from "./limits.ts";
import { type HttpAnswer, type HttpRequest, isRepeatable } from "./message.ts";

/** A request that got no whole answer, with the moment at which it failed. */
export class WireFailure extends Error {
  override name = "WireFailure";
  readonly phase: Phase;
  constructor(phase: Phase, cause: unknown) {
    super("No answer", { cause });
    this.phase = phase;
  }
}

/** Settings of a wire. */
export interface WireOptions {
  limits: Limits;
  /** Certificates of authorities to trust beside the usual ones, PEM. */
  ca?: string;
  /** Answers longer than this many bytes are cut. */
  bodyLimit: number;
  signal?: AbortSignal;
}

/** Connections that were kept open are used again for this long, ms. */
const KEPT = 10_000;

/** The connections of one play. */
export class Wire {
  readonly #options: WireOptions;
  readonly #kept: Agent;
  readonly #common: { connect: buildConnector.connector; headersTimeout: number; bodyTimeout: number };

  constructor(options: WireOptions) {
    this.#options = options;
    const { ca, limits } = options;
    this.#common = {
      // One for all, as it remembers TLS sessions.
      connect: buildConnector({
        timeout: limits.connect,
        ...(ca === undefined ? {} : { ca: [...rootCertificates, ca] }),
      }),
      // Limits are kept here: those of undici would cut an upload that is slow but moves.
      headersTimeout: 0,
      bodyTimeout: 0,
    };
    this.#kept = new Agent({ ...this.#common, keepAliveTimeout: KEPT });
  }

  /**
   * Sends a request and reads the answer.
   *
   * @throws WireFailure; what the caller's own signal says when that aborts
   */
  async exchange(
    request: HttpRequest,
    headers: Record<string, string>,
  ): Promise<{ answer: HttpAnswer; setCookies: string[] }> {
    const { bodyLimit, limits } = this.#options;
    const signal = request.signal ?? this.#options.signal;
    const clock = new LimitClock(limitsOf(request, limits));
    const began = performance.now();
    let connected: number | undefined;
    // It is asked to be kept alive, and closed by us: a server that closes first, with a part of the body unread,
    // resets the connection, and its answer is lost.
    const own = isRepeatable(request) ? undefined : new Client(request.url.origin, this.#common);
    const dispatcher = (own ?? this.#kept).compose((dispatch) => (options, handler) =>
      dispatch(
        options,
        new Started(handler, () => {
          connected ??= performance.now();
          clock.connected(request.body?.kind === "multipart");
        }),
      )
    );
    try {
      const response = await send(request.url, {
        method: request.method as "GET",
        dispatcher,
        signal: signal === undefined ? clock.signal : AbortSignal.any([signal, clock.signal]),
        ...withBody(headers, request, clock),
      });
      const firstByte = performance.now() - began;
      clock.heard();
      const saves = request.saveTo !== undefined && response.statusCode >= 200 && response.statusCode < 300;
      const { text, truncated, saved } = saves
        ? await saveBody(response.body, request, () => clock.heard())
        : await readText(response.body, bodyLimit, () => clock.heard());
      const answer: HttpAnswer = {
        status: response.statusCode,
        url: request.url,
        headers: flatten(response.headers),
        text,
        json: truncated ? undefined : parseJson(text),
        truncated,
        ...(saved === undefined ? {} : { saved }),
        timings: {
          ...(connected === undefined ? {} : { connect: connected - began }),
          first_byte: firstByte,
          total: performance.now() - began,
        },
      };
      return { answer, setCookies: [response.headers["set-cookie"] ?? []].flat() };
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new WireFailure(clock.phase, clock.signal.aborted ? clock.signal.reason : error);
    } finally {
      clock.stop();
      own?.destroy().catch(() => {});
    }
  }

  /** Frees the connections. */
  async close(): Promise<void> {
    await this.#kept.close();
  }
}

/** Tells when a connection was ready and the request goes out. */
class Started extends DecoratorHandler {
  readonly #told: () => void;
  readonly #handler: Dispatcher.DispatchHandler;
  constructor(handler: Dispatcher.DispatchHandler, told: () => void) {
    super(handler);
    this.#handler = handler;
    this.#told = told;
  }
  onRequestStart(controller: Dispatcher.DispatchController, context: unknown): void {
    this.#told();
    this.#handler.onRequestStart?.(controller, context);
  }
}

function limitsOf({ timeout }: HttpRequest, limits: Limits): Limits {
  if (timeout === undefined) return limits;
  return {
    connect: Math.min(timeout, limits.connect),
    silence: Math.min(timeout, limits.silence),
    total: timeout,
  };
}

function withBody(headers: Record<string, string>, { body, sent }: HttpRequest, clock: LimitClock) {
  if (body === undefined) return { headers };
  if (body.kind === "text") {
    return { headers: { ...headers, "content-type": body.contentType }, body: body.text };
  }
  const { contentType, contentLength, stream } = body.multipart;
  return {
    headers: { ...headers, "content-type": contentType, "content-length": String(contentLength) },
    body: Readable.from(watched(stream(), clock, sent), { objectMode: false }),
  };
}

async function* watched(blocks: AsyncGenerator<Uint8Array>, clock: LimitClock, tally: Tally = { done: 0 }) {
  tally.done = 0;
  for await (const block of blocks) {
    clock.moved();
    tally.done += block.length;
    yield block;
  }
  clock.sent();
}

/** What came of a body. */
interface ReadBody {
  text: string;
  truncated: boolean;
  saved?: number;
}

/** Writes a body into a file; one that is too long is not read further. */
async function saveBody(
  body: AsyncIterable<Uint8Array>,
  { saveTo = "", saveLimit = Infinity, received = { done: 0 } }: HttpRequest,
  heard: () => void,
): Promise<ReadBody> {
  let size = 0;
  const bounded = async function* () {
    for await (const block of body) {
      heard();
      size += block.length;
      received.done += block.length;
      if (size > saveLimit) return;
      yield block;
    }
  };
  await pipeline(bounded, createWriteStream(saveTo, { mode: 0o600 }));
  return size > saveLimit ? { text: "", truncated: true } : { text: "", truncated: false, saved: size };
}

async function readText(
  body: AsyncIterable<Uint8Array>,
  limit: number,
  heard: () => void,
): Promise<ReadBody> {
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for await (const block of body) {
    heard();
    size += block.length;
    // Leaving the loop ends the connection: what nobody reads need not come.
    if (size > limit) return { text: text + decoder.decode(), truncated: true };
    text += decoder.decode(block, { stream: true });
  }
  return { text: text + decoder.decode(), truncated: false };
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value ?? ""].flat().join(", ")]),
  );
}
