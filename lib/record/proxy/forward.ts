/** One request to the target and its answer back, streamed both ways; a watch sees what passes. */
import { Buffer } from "node:buffer";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Dispatcher } from "undici";
import { messageOf } from "../../errors.ts";
import { networkMessage } from "../../http/network_error.ts";
import type { HeaderList } from "../../recording/types.ts";
import { answerHead } from "./answer_head.ts";
import { type AnswerOut, pageOut, plainOut } from "./answer_out.ts";
import { ChunkPipe } from "./chunk_pipe.ts";
import { isIdentity } from "./decode.ts";
import type { ExchangeWatch } from "./exchange_watch.ts";
import { headerOf, type Origins, pairsOf } from "./origins.ts";
import { PageRewriter } from "./page_rewriter.ts";
import { problemPage } from "./problem_page.ts";
import { bytesPassed } from "./young_memory.ts";

/** Bodies up to this length are read before the request is sent, bytes. */
const SMALL = 64 * 1024;

/** What one request needs on its way. */
export interface ForwardJob {
  request: IncomingMessage;
  response: ServerResponse;
  /** For the target. */
  headers: [string, string][];
  path: string;
  proxyHost: string;
  /** Not there when the exchange is not recorded. */
  watch: ExchangeWatch | undefined;
  /** What becomes of an HTML page; undefined leaves it as it is. */
  page: (status: number, headers: [string, string][]) => PagePlan | undefined;
  /** A redirect leads to another origin. */
  onLeave: (origin: string) => void;
}

/** How a page is changed. */
export interface PagePlan {
  headers: HeaderList;
  /** The toolbar's way into the page. */
  insert?: { push(piece: string): string; end(): string };
  onStray: (sample: string) => void;
  /** The page has passed. */
  onEnd: () => void;
}

/** Passes one request on. Returns when the answer has ended, or the browser has gone. Never throws. */
export function forward(job: ForwardJob, upstream: Dispatcher, origins: Origins): Promise<void> {
  return new Promise((resolve) => {
    const run = new Forward(job, origins, resolve);
    run.start(upstream).catch((error: unknown) => run.onResponseError(undefined, error));
  });
}

/** The body as it comes in. A request that is iterated itself copies the blocks that wait in it together. */
function chunksOf(request: IncomingMessage): AsyncIterable<Uint8Array> {
  const pipe = new ChunkPipe();
  request.on("data", (chunk: Uint8Array) => {
    bytesPassed(chunk.length);
    const room = pipe.push(chunk);
    if (room === undefined) return;
    request.pause();
    void room.then(() => request.resume());
  });
  request.once("end", () => pipe.end());
  request.once("error", (error) => pipe.fail(error));
  request.once("close", () => pipe.fail(new Error(BROWSER_GONE)));
  return pipe;
}

/** True when a request carries a body (RFC 9112 6.3). */
export function carriesBody(request: IncomingMessage): boolean {
  const length = request.headers["content-length"];
  return request.headers["transfer-encoding"] !== undefined || (length !== undefined && length !== "0");
}

class Forward implements Dispatcher.DispatchHandler {
  readonly #job: ForwardJob;
  readonly #origins: Origins;
  readonly #done: () => void;
  #controller: Dispatcher.DispatchController | undefined;
  #out: AnswerOut | undefined;
  /** Bytes of the answer's body that are still to come, where the target said how many. */
  #left = Infinity;
  /** The last of them. */
  #last: Uint8Array | undefined;
  #gone = false;
  #ended = false;

  constructor(job: ForwardJob, origins: Origins, done: () => void) {
    this.#job = job;
    this.#origins = origins;
    this.#done = done;
  }

  async start(upstream: Dispatcher): Promise<void> {
    const { request, response, headers, path } = this.#job;
    response.on("drain", () => this.#controller?.resume());
    response.on("close", () => this.#browserGone());
    const body = await this.#body();
    if (this.#gone) return;
    upstream.dispatch({
      path,
      method: (request.method ?? "GET") as Dispatcher.HttpMethod,
      headers: headers.flat(),
      body: body as Uint8Array | null,
      headersTimeout: 0,
      bodyTimeout: 0,
    }, this);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#gone) controller.abort(new Error(BROWSER_GONE));
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    _headers: unknown,
    message?: string,
  ): void {
    if (status < 200) return;
    const { response, watch, proxyHost, onLeave } = this.#job;
    const raw = rawPairs(controller.rawHeaders);
    watch?.answer(status, raw);
    const head = answerHead(status, raw, this.#origins, proxyHost);
    if (head.leavesTo !== undefined) onLeave(head.leavesTo);
    const headers = this.#prepare(status, head.headers);
    response.sendDate = false;
    response.writeHead(status, message === "" ? undefined : message, headers.flat());
    // Headers go out with the first bytes; a stream may take its time for these.
    const length = headerOf(raw, "content-length");
    if (length !== undefined) this.#left = Number(length);
    else {
      setImmediate(() => this.#ended || response.flushHeaders());
    }
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Uint8Array): void {
    this.#job.watch?.answerBody(chunk);
    this.#left -= chunk.length;
    if (this.#left <= 0) this.#last = chunk;
    else if (this.#out?.write(chunk) === false) controller.pause();
  }

  /** What a browser was told the end of is in the log: a program that is killed loses no answered exchange. */
  onResponseEnd(): void {
    this.#ended = true;
    const recorded = this.#job.watch?.end();
    if (recorded === undefined) this.#finish();
    else void recorded.finally(() => this.#finish());
  }

  #finish(): void {
    this.#out?.end(this.#last);
    this.#done();
  }

  onResponseError(_controller: unknown, error: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    const { response, watch } = this.#job;
    const reason = this.#gone ? BROWSER_GONE : networkMessage(error);
    if (response.headersSent) response.destroy();
    else if (!this.#gone) {
      problemPage(response, 502, "The target did not answer", `${this.#origins.target}: ${reason}`);
    }
    watch?.failed(reason);
    this.#done();
  }

  /** Where the body goes, and the headers that fit. */
  #prepare(status: number, headers: [string, string][]): HeaderList {
    const { request, response, proxyHost, page } = this.#job;
    this.#out = plainOut(response);
    const type = headerOf(headers, "content-type") ?? "";
    if (!/^(?:text\/html|application\/xhtml\+xml)\b/i.test(type) || /charset="?utf-?(?:16|32)/i.test(type)) {
      return headers;
    }
    if (request.method === "HEAD" || status === 204 || status === 304 || status === 206) return headers;
    const plan = page(status, headers);
    if (plan === undefined) return headers;
    const links = new PageRewriter({ origins: this.#origins, proxyHost, onStray: plan.onStray });
    const { insert } = plan;
    const changes = insert === undefined ? links : {
      push: (piece: string) => insert.push(links.push(piece)),
      end: () => insert.push(links.end()) + insert.end(),
    };
    response.once("close", plan.onEnd);
    const encoding = headerOf(headers, "content-encoding");
    const out = pageOut(
      response,
      changes,
      isIdentity(encoding) ? undefined : encoding,
      () => this.#controller?.resume(),
      (error) => this.#abort(`the page cannot be decoded: ${messageOf(error)}`),
    );
    if (out === undefined) return headers;
    this.#out = out;
    const gone = new Set(["content-length", "content-encoding", "etag", "last-modified", "accept-ranges"]);
    return plan.headers.filter(([name]) => !gone.has(name.toLowerCase()));
  }

  /** Small bodies whole, others as a stream at the pace of the slowest: browser, target or disk. */
  async #body(): Promise<Uint8Array | AsyncIterable<Uint8Array> | null> {
    const { request } = this.#job;
    if (!carriesBody(request)) return null;
    const length = Number(request.headers["content-length"]);
    if (!(length <= SMALL)) return this.#stream();
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.#stream()) chunks.push(chunk);
    return concat(chunks);
  }

  async *#stream(): AsyncGenerator<Uint8Array> {
    const { request, watch } = this.#job;
    const chunks = chunksOf(request)[Symbol.asyncIterator]();
    try {
      while (true) {
        const { done, value: chunk } = await chunks.next().catch((error: unknown) => {
          // Only what the browser does ends its request.
          this.#gone = true;
          throw error;
        });
        if (done === true) break;
        const recorded = watch?.body(chunk);
        if (recorded instanceof Promise) await recorded;
        yield chunk;
      }
    } finally {
      await chunks.return?.();
    }
    watch?.bodyEnd();
  }

  #browserGone(): void {
    if (this.#ended) return;
    this.#gone = true;
    this.#abort(BROWSER_GONE);
  }

  #abort(reason: string): void {
    if (this.#controller === undefined) this.onResponseError(undefined, new Error(reason));
    else this.#controller.abort(new Error(reason));
  }
}

const BROWSER_GONE = "the browser ended the request";

function rawPairs(raw: unknown): [string, string][] {
  if (!Array.isArray(raw)) return [];
  return pairsOf(raw.map((part) => typeof part === "string" ? part : latin1(part)));
}

function latin1(part: unknown): string {
  return part instanceof Buffer ? part.toString("latin1") : String(part);
}

function concat(chunks: readonly Uint8Array[]): Uint8Array {
  const [first] = chunks;
  if (chunks.length === 1 && first !== undefined) return first;
  const all = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
