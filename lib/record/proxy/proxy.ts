/**
 * A recording reverse proxy on loopback: the browser sees the target under the proxy's address, the target sees the
 * browser as if there were no proxy, and every exchange is given to the recorder.
 */
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Pool } from "undici";
import { headerOf, keepsText } from "../../recording/headers.ts";
import type { HeaderList, SeenExchange } from "../../recording/types.ts";
import type { BodyStore } from "../../recording/bodies.ts";
import type { Toolbar } from "./control.ts";
import { ENCODINGS } from "./decode.ts";
import { ExchangeWatch } from "./exchange_watch.ts";
import { carriesBody, forward, type PagePlan } from "./forward.ts";
import { listenOnLoopback } from "./listen.ts";
import { Origins, ownHosts, pairsOf } from "./origins.ts";
import { findStrays } from "./page_rewriter.ts";
import { problemPage } from "./problem_page.ts";
import type { Recorder } from "./recorder.ts";
import { requestHead } from "./request_head.ts";
import { accountAction, type BrowserSession } from "./session.ts";
import { TOOLBAR_ROOT } from "./toolbar/gate.ts";
import { asksForWebSocket, passUpgrade } from "./upgrade.ts";
import { withoutToolbarCookie } from "./toolbar/mod.ts";

/** Something that the user should know; told once for each subject. */
export type Notice = (text: string) => void;

/** How a proxy is started. */
export interface ProxyOptions {
  /** Address of the target; its path is where the user begins. */
  target: URL;
  upstream: Pool;
  /** Further authorities, PEM. */
  ca?: string | undefined;
  /** 0 for a free one. */
  port: number;
  recorder: Recorder;
  session: BrowserSession;
  bodies: BodyStore;
  toolbar?: Toolbar | undefined;
  /** Longest text of an answer that is kept, bytes. */
  answerLimit: number;
  now: () => number;
  onNotice: Notice;
}

/** A running proxy. */
export interface Proxy {
  /** `http://localhost:8123`. */
  origin: string;
  port: number;
  /** WebSockets passed on so far. */
  webSockets(): number;
  /**
   * Takes no more requests and waits for those under way.
   *
   * @param patience how long, in ms; what is not done then is cut, and recorded as such
   */
  close(patience: number): Promise<void>;
}

/**
 * Starts a proxy.
 *
 * @throws ProfileError when the port cannot be had
 */
export async function startProxy(options: ProxyOptions): Promise<Proxy> {
  const { port, servers } = await listenOnLoopback(options.port);
  return new RunningProxy(options, port, servers);
}

class RunningProxy implements Proxy {
  readonly origin: string;
  readonly port: number;
  readonly #options: ProxyOptions;
  readonly #servers: readonly Server[];
  readonly #origins: Origins;
  readonly #hosts: ReadonlySet<string>;
  readonly #underWay = new Set<ServerResponse>();
  readonly #sockets = new Set<() => void>();
  readonly #told = new Set<string>();
  readonly #run = Date.now().toString(36);
  /** Requests that are served or being recorded. */
  #open = 0;
  #count = 0;
  #webSockets = 0;
  #idle: (() => void) | undefined;

  constructor(options: ProxyOptions, port: number, servers: readonly Server[]) {
    this.#options = options;
    this.port = port;
    this.origin = `http://localhost:${port}`;
    this.#servers = servers;
    this.#origins = new Origins(options.target.origin);
    this.#hosts = ownHosts(port);
    for (const server of servers) {
      server.on("request", (request, response) => void this.#serve(request, response));
      server.on("upgrade", (request, socket, head) => this.#upgrade(request, socket, head));
    }
  }

  webSockets(): number {
    return this.#webSockets;
  }

  async close(patience: number): Promise<void> {
    const closed = this.#servers.map((server) => new Promise((resolve) => server.close(resolve)));
    for (const server of this.#servers) server.closeIdleConnections();
    for (const cut of this.#sockets) cut();
    if (this.#open > 0) {
      const done = new Promise<void>((resolve) => this.#idle = resolve);
      const timer = setTimeout(() => this.#underWay.forEach((response) => response.destroy()), patience);
      await done;
      clearTimeout(timer);
    }
    for (const server of this.#servers) server.closeAllConnections();
    await Promise.all(closed);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#underWay.add(response);
    this.#open++;
    try {
      const host = this.#hostOf(request);
      if (host === undefined) {
        problemPage(response, 421, "This is not the address of the proxy", `Open ${this.origin} instead`);
        return;
      }
      const { toolbar, recorder } = this.#options;
      if (await toolbar?.handleToolbarRequest(request, response, recorder) === true) return;
      await recorder.room();
      await this.#pass(request, response, host);
    } catch (error) {
      this.#options.onNotice(`A request failed inside the proxy: ${String(error)}`);
      response.destroy();
    } finally {
      this.#underWay.delete(response);
      this.#leave();
    }
  }

  #leave(): void {
    this.#open--;
    if (this.#open === 0) this.#idle?.();
  }

  /** The Host header, when it is one of the proxy's own: a page of another name must not reach the target through us. */
  #hostOf(request: IncomingMessage): string | undefined {
    const host = request.headers.host?.toLowerCase();
    if (host === undefined || !this.#hosts.has(host)) return undefined;
    return request.url?.startsWith("/") === true ? host : undefined;
  }

  #pass(request: IncomingMessage, response: ServerResponse, proxyHost: string): Promise<void> {
    const { recorder, upstream } = this.#options;
    const path = request.url ?? "/";
    const headers = this.#headersOf(request, proxyHost);
    const watch = this.#watch(request, path, headers);
    return forward(
      {
        request,
        response,
        headers,
        path,
        proxyHost,
        watch,
        page: (status, head) => this.#page(request, status, head, path),
        onLeave: (origin) =>
          this.#once(`left the target: ${path.replace(/[?#][^]*$/, "")} redirects to ${origin}`),
      },
      upstream,
      this.#origins,
    ).finally(() => {
      if (watch === undefined && recorder.failure === undefined) recorder.skip();
    });
  }

  #headersOf(request: IncomingMessage, proxyHost: string): [string, string][] {
    const { recorder, session, toolbar } = this.#options;
    const fresh = toolbar?.wants(request) === true;
    const own = ownHeaders(request, fresh);
    if (request.url?.includes("/runs/") === true) session.noteCookies(own);
    return requestHead(own, {
      origins: this.#origins,
      proxyHost,
      correlation: `profile/${recorder.captureId ?? session.id}/${++this.#count}`,
      encodings: ENCODINGS,
    });
  }

  #watch(request: IncomingMessage, path: string, headers: HeaderList): ExchangeWatch | undefined {
    const { recorder, session, bodies, answerLimit, now } = this.#options;
    const paused = !recorder.active;
    // Who logs in while recording is paused types a password all the same: it may turn up later.
    if (paused && (recorder.failure !== undefined || accountAction(path) === undefined)) return undefined;
    const { captureId } = recorder;
    this.#open++;
    const method = request.method ?? "GET";
    return new ExchangeWatch({
      id: `${this.#run}-${this.#count}`,
      method,
      path,
      origin: this.#origins.target,
      headers,
      hasBody: carriesBody(request),
      session: session.seen(headers),
    }, {
      bodies,
      answerLimit,
      now,
      onEnd: (exchange, note) => {
        if (note !== undefined) this.#once(`${method} ${path.replace(/[?#][^]*$/, "")} has ${note}`);
        if (paused) return this.#passed(exchange);
        return this.#ended(captureId === undefined ? exchange : { ...exchange, captureId });
      },
      onFailure: (error) => recorder.fail(error),
      onDone: () => this.#leave(),
    });
  }

  /** An account action while recording is paused: its secrets are known from now on, and nothing of it is kept. */
  #passed(exchange: SeenExchange): void {
    const { recorder, session } = this.#options;
    this.#account(exchange);
    session.learnCookies(exchange.answer?.headers ?? []);
    recorder.skip(exchange);
  }

  #account({ answer, path, body, method }: SeenExchange): void {
    const { session } = this.#options;
    const action = accountAction(path);
    if (action === "login" && method === "POST") {
      session.login(body, answer !== undefined && answer.status >= 300 && answer.status < 400);
    } else if (action === "logout" && answer !== undefined && answer.status < 400) session.logout();
  }

  #ended(exchange: SeenExchange): Promise<void> | undefined {
    const { recorder } = this.#options;
    const { answer, path } = exchange;
    this.#account(exchange);
    if (answer?.text === undefined) return recorder.take(exchange);
    this.#strays(answer.text, path);
    if (keepsText(headerOf(answer.headers, "content-type") ?? "")) return recorder.take(exchange);
    const { text: _, ...plain } = answer;
    return recorder.take({ ...exchange, answer: plain });
  }

  #strays(text: string, path: string): void {
    let count = 0;
    let first = "";
    findStrays(text, this.#origins, (sample) => {
      if (count++ === 0) first = sample;
    });
    if (count > 0) this.#tellStrays(path, count, first);
  }

  #tellStrays(path: string, count: number, first: string): void {
    const page = path.replace(/[?#][^]*$/, "");
    this.#once(
      `${page} holds ${count} ${
        count === 1 ? "address" : "addresses"
      } of the target that lead around the proxy`,
      `, the first: ${first}`,
    );
  }

  #page(
    request: IncomingMessage,
    status: number,
    headers: HeaderList,
    path: string,
  ): PagePlan {
    const insert = this.#options.toolbar?.toolbarFor({ status, headers, request });
    const strays: string[] = [];
    let count = 0;
    return {
      headers: insert?.headers ?? headers,
      ...(insert === undefined ? {} : { insert: insert.insert() }),
      onStray: (sample) => {
        if (count++ === 0) strays.push(sample);
      },
      onEnd: () => {
        if (count > 0) this.#tellStrays(path, count, strays[0] ?? "");
      },
    };
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Uint8Array): void {
    const proxyHost = this.#hostOf(request);
    const path = (request.url ?? "/").replace(/[?#][^]*$/, "");
    if (proxyHost === undefined) return refuse(socket, "421 Misdirected Request");
    if (path === TOOLBAR_ROOT || path.startsWith(`${TOOLBAR_ROOT}/`)) return refuse(socket, "404 Not Found");
    if (!asksForWebSocket(request)) {
      // A runtime that upgrades whatever asks for it; the body is out of reach then.
      this.#once(`refused ${request.method} ${path}: it asks for an upgrade that is no WebSocket`);
      return refuse(socket, "501 Not Implemented");
    }
    const { recorder, session, ca } = this.#options;
    const cut = passUpgrade({
      request,
      socket,
      head,
      origins: this.#origins,
      proxyHost,
      correlation: `profile/${recorder.captureId ?? session.id}/${++this.#count}`,
      ca,
      headers: ownHeaders(request, false),
      onOpen: () => this.#webSockets++,
      onProblem: (reason) => this.#once(`the WebSocket ${path} failed: ${reason}`),
    });
    this.#sockets.add(cut);
    socket.on("close", () => this.#sockets.delete(cut));
  }

  #once(subject: string, detail = ""): void {
    if (this.#told.has(subject) || this.#told.size > 1_000) return;
    this.#told.add(subject);
    this.#options.onNotice(subject + detail);
  }
}

function refuse(socket: Duplex, status: string): void {
  socket.on("error", () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

const STALE = new Set(["if-none-match", "if-modified-since", "if-range", "range"]);

/** Headers of a request without what is the proxy's own. @param fresh the answer must be whole */
function ownHeaders(request: IncomingMessage, fresh: boolean): HeaderList {
  const kept: [string, string][] = [];
  for (const [name, value] of pairsOf(request.rawHeaders)) {
    const plain = name.toLowerCase();
    if (fresh && STALE.has(plain)) continue;
    const own = plain === "cookie" ? withoutToolbarCookie(value) : value;
    if (own !== undefined) kept.push([name, own]);
  }
  return kept;
}
