/**
 * All HTTP: one pool, one cookie jar, the production guard before every send, redirects followed by hand so
 * that each hop is guarded, every exchange noted for the transcript (through the redactor).
 */
import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Agent, request as send } from "undici";
import { CookieJar } from "tough-cookie";
import { ProfileError } from "../errors.ts";
import { type JsonValue, parseJson } from "../model/json.ts";
import { allowRun, guardRequest, type GuardRules } from "./guard.ts";
import { networkMessage } from "./network_error.ts";
import type { MultipartBody } from "./multipart.ts";

/** A body and how it is told to the guard and the transcript. */
export type Body =
  | { kind: "text"; text: string; contentType: string }
  | { kind: "multipart"; multipart: MultipartBody; summary: JsonValue; guardText: string };

/** One request as the play wants it sent. */
export interface HttpRequest {
  method: string;
  url: URL;
  headers?: Record<string, string>;
  body?: Body;
  /** Follow redirects of a read (default) or give the 3xx back. */
  redirect?: "follow" | "manual";
  /** Time limit for the whole answer, ms. */
  timeout?: number;
  /** Write the body of a 2xx answer into this file, as it comes; the answer's text is empty then. */
  saveTo?: string;
  /** In place of the client's: for what is sent after a play was stopped. */
  signal?: AbortSignal;
}

/** The answer, read whole up to the limit. */
export interface HttpAnswer {
  status: number;
  url: URL;
  headers: Record<string, string>;
  text: string;
  /** Parsed body, when it is JSON. */
  json: JsonValue | undefined;
  truncated: boolean;
  timings: { first_byte: number; total: number };
}

/** One exchange for the transcript; secrets are taken out when it is written. */
export interface Exchange {
  startedAt: string;
  /** Id of the step that it belongs to; none for login, tokens and the like. */
  step?: string;
  request: HttpRequest;
  answer?: HttpAnswer;
  error?: string;
}

/** Settings of a client. */
export interface ClientOptions {
  guard: GuardRules;
  /** Sent with every request. */
  headers?: Record<string, string>;
  /** Called with each exchange when it ended. */
  onExchange?: (exchange: Exchange) => void;
  /** Answers longer than this many bytes are cut (default 4 MiB). */
  bodyLimit?: number;
  /** Default time limit of a request, ms (default 60 000). */
  timeout?: number;
  signal?: AbortSignal;
}

const MAX_REDIRECTS = 5;

/** A client for one play. Close it when done. */
export class HttpClient {
  readonly jar = new CookieJar();
  readonly #agent: Agent;
  readonly #options: ClientOptions;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#agent = new Agent({ connect: { timeout: 10_000 }, keepAliveTimeout: 30_000 });
  }

  /**
   * Sends a request and reads the answer.
   *
   * @throws ProfileError refused by the guard, unavailable when no answer came
   */
  async send(request: HttpRequest): Promise<HttpAnswer> {
    let current = request;
    let from: URL | undefined;
    for (let hop = 0;; hop++) {
      const answer = await this.#sendOnce(current, from);
      from = current.url;
      const location = answer.headers["location"];
      const redirected = answer.status >= 300 && answer.status < 400 && location !== undefined;
      if (!redirected || current.redirect === "manual") return answer;
      if (hop === MAX_REDIRECTS) {
        throw new ProfileError(
          "unavailable",
          `More than ${MAX_REDIRECTS} redirects from ${request.url.pathname}`,
        );
      }
      const { body: _body, ...rest } = current;
      const keeps = answer.status === 307 || answer.status === 308;
      const url = new URL(location, current.url);
      current = keeps ? { ...current, url } : { ...rest, method: "GET", url };
    }
  }

  /**
   * Reads an answer into a file, block by block. Redirects are not followed; only an answer 200 is written.
   *
   * @param limit bytes
   * @returns the answer without its text, and the bytes that were written; undefined for those above the limit
   * @throws ProfileError refused by the guard, unavailable when no answer came
   */
  async download(
    request: HttpRequest,
    file: string,
    limit: number,
  ): Promise<{ answer: HttpAnswer; size: number | undefined }> {
    guardRequest({ method: request.method, url: request.url, bodyText: "" }, this.#options.guard);
    const startedAt = new Date().toISOString();
    const started = performance.now();
    const cookie = await this.jar.getCookieString(request.url.href);
    const { signal } = this.#options;
    try {
      const response = await send(request.url, {
        method: "GET",
        dispatcher: this.#agent,
        headers: { ...request.headers, ...cookie === "" ? {} : { cookie } },
        bodyTimeout: request.timeout ?? this.#options.timeout ?? 60_000,
        ...signal === undefined ? {} : { signal },
      });
      const first_byte = performance.now() - started;
      let size: number | undefined = 0;
      let text = "";
      if (response.statusCode === 200) size = await saveBody(response.body, file, limit);
      else text = (await readText(response.body, 64 * 1024)).text;
      const answer: HttpAnswer = {
        status: response.statusCode,
        url: request.url,
        headers: flatten(response.headers),
        text,
        json: parseJson(text),
        truncated: false,
        timings: { first_byte, total: performance.now() - started },
      };
      this.#options.onExchange?.({ startedAt, request, answer });
      return { answer, size };
    } catch (error) {
      const message = networkMessage(error);
      this.#options.onExchange?.({ startedAt, request, error: message });
      if (signal?.aborted) throw error;
      throw new ProfileError("unavailable", `${request.method} ${request.url.href}: ${message}`, {
        remedy: "Check that the server runs, and that there is room in the scratch space (--scratch)",
        cause: error,
      });
    }
  }

  /** Frees the pool. */
  async close(): Promise<void> {
    await this.#agent.close();
  }

  /** See {@link allowRun} of the guard. */
  allowRun(id: string): void {
    allowRun(this.#options.guard, id);
  }

  async #sendOnce(asked: HttpRequest, redirectedFrom?: URL): Promise<HttpAnswer> {
    const { headers: always } = this.#options;
    const request = always === undefined ? asked : { ...asked, headers: { ...asked.headers, ...always } };
    guardRequest(
      { method: request.method, url: request.url, bodyText: guardText(request.body), redirectedFrom },
      this.#options.guard,
    );
    const startedAt = new Date().toISOString();
    try {
      const answer = await this.#exchange(request);
      this.#options.onExchange?.({ startedAt, request, answer });
      return answer;
    } catch (error) {
      const message = networkMessage(error);
      this.#options.onExchange?.({ startedAt, request, error: message });
      if ((request.signal ?? this.#options.signal)?.aborted) throw error;
      throw new ProfileError("unavailable", `${request.method} ${request.url.href}: ${message}`, {
        remedy: "Check that the server runs and that --base-url is right",
        cause: error,
      });
    }
  }

  async #exchange(request: HttpRequest): Promise<HttpAnswer> {
    const started = performance.now();
    const cookie = await this.jar.getCookieString(request.url.href);
    const headers: Record<string, string> = {
      accept: "application/json, text/html;q=0.9, */*;q=0.8",
      ...request.headers,
    };
    if (cookie !== "") headers["cookie"] = cookie;
    const timeout = AbortSignal.timeout(request.timeout ?? this.#options.timeout ?? 60_000);
    const signal = request.signal ?? this.#options.signal;
    const response = await send(request.url, {
      method: request.method as "GET",
      dispatcher: this.#agent,
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
      ...withBody(headers, request.body),
    });
    const firstByte = performance.now() - started;
    const saved = request.saveTo !== undefined && response.statusCode >= 200 && response.statusCode < 300;
    if (saved) await pipeline(response.body, createWriteStream(request.saveTo ?? "", { mode: 0o600 }));
    const { text, truncated } = saved
      ? { text: "", truncated: false }
      : await readText(response.body, this.#options.bodyLimit ?? 4 * 1024 * 1024);
    const total = performance.now() - started;
    for (const value of [response.headers["set-cookie"] ?? []].flat()) {
      await this.jar.setCookie(value, request.url.href, { ignoreError: true });
    }
    return {
      status: response.statusCode,
      url: request.url,
      headers: flatten(response.headers),
      text,
      json: truncated ? undefined : parseJson(text),
      truncated,
      timings: { first_byte: firstByte, total },
    };
  }
}

function withBody(headers: Record<string, string>, body: Body | undefined) {
  if (body === undefined) return { headers };
  if (body.kind === "text") {
    return { headers: { ...headers, "content-type": body.contentType }, body: body.text };
  }
  const { contentType, contentLength, stream } = body.multipart;
  return {
    headers: { ...headers, "content-type": contentType, "content-length": String(contentLength) },
    body: Readable.from(stream()),
  };
}

function guardText(body: Body | undefined): string {
  if (body === undefined) return "";
  return body.kind === "text" ? body.text : body.guardText;
}

/** Writes a body; what is longer than the limit is not read further. */
async function saveBody(body: Readable, file: string, limit: number): Promise<number | undefined> {
  let size = 0;
  const bounded = async function* (blocks: AsyncIterable<Uint8Array>) {
    for await (const block of blocks) {
      size += block.length;
      if (size > limit) return;
      yield block;
    }
  };
  await pipeline(body, bounded, createWriteStream(file, { mode: 0o600 }));
  return size > limit ? undefined : size;
}

async function readText(
  body: AsyncIterable<Uint8Array>,
  limit: number,
): Promise<{ text: string; truncated: boolean }> {
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  let truncated = false;
  for await (const block of body) {
    size += block.length;
    if (size > limit) truncated = true;
    else text += decoder.decode(block, { stream: true });
  }
  return { text: text + decoder.decode(), truncated };
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value ?? ""].flat().join(", ")]),
  );
}
