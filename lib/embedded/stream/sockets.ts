/**
 * WebSockets of the server, for logged-in pages of its own origin only:
 * - `/weppcloud-microservices/status/<run id>:<channel>`: what the jobs of a run do ({@link StatusStream}); the
 *   channel `all` carries those of all controllers. The page says `{"type":"init"}` and answers `ping` with `pong`.
 * - `/weppcloud-microservices/echo`: sends every message back as it came, text or binary; for tests.
 *
 * `ws` is loaded with the first socket.
 */
import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import type { WebSocket, WebSocketServer } from "ws";
import { messageOf } from "../../errors.ts";
import type { App } from "../app.ts";
import { requireRun } from "../auth/guard.ts";
import { Exchange } from "../http/exchange.ts";
import { HttpError, statusText } from "../http/reply.ts";

const BASE = "/weppcloud-microservices";
/** Largest message that is taken, bytes. */
const MESSAGE_LIMIT = 16 * 1024 * 1024;
/** Between two pings of the status stream, milliseconds. */
const PING_MS = 15_000;

/** What an open socket is used for. */
type Use = (socket: WebSocket) => void;

/** All open sockets of a server. */
export class Sockets {
  readonly #app: App;
  #server: WebSocketServer | undefined;

  constructor(app: App) {
    this.#app = app;
  }

  /** Takes the upgrades of a server. */
  attach(server: Server): void {
    server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      socket.on("error", () => socket.destroy());
      this.#open(request, socket, head).catch((error: unknown) => refuse(socket, error));
    });
  }

  /** Ends all sockets. */
  close(): void {
    for (const socket of this.#server?.clients ?? []) socket.terminate();
    this.#server?.close();
  }

  async #open(request: IncomingMessage, duplex: Duplex, head: Buffer): Promise<void> {
    const use = await this.#useOf(request);
    const { WebSocketServer } = await import("ws");
    this.#server ??= new WebSocketServer({ noServer: true, maxPayload: MESSAGE_LIMIT });
    this.#server.handleUpgrade(request, duplex, head, (socket) => {
      // A broken frame closes the socket; there is nobody to tell.
      socket.on("error", () => socket.terminate());
      use(socket);
    });
  }

  /** What the address is for; refuses like the pages do. */
  async #useOf(request: IncomingMessage): Promise<Use> {
    const exchange = new Exchange("GET", request.url ?? "/", request.headers, new Uint8Array());
    if (!this.#app.origins.includes(exchange.header("origin") ?? "")) {
      throw new HttpError(403, "Same-origin request required");
    }
    exchange.session = this.#app.sessions.find(exchange);
    if (exchange.session?.user === undefined) throw new HttpError(401, "Authentication required");
    if (exchange.path === `${BASE}/echo`) return echo;
    const [, id, channel] = /\/status\/([^/]+):(\w+)$/.exec(exchange.path) ?? [];
    if (id === undefined || channel === undefined || !exchange.path.startsWith(`${BASE}/status/`)) {
      throw new HttpError(404, "No such stream");
    }
    exchange.params = { run: decodeURIComponent(id) };
    const run = await requireRun(exchange, this.#app);
    return (socket) => status(socket, this.#app, run.id, channel);
  }
}

const echo: Use = (socket) => {
  socket.on("message", (data, binary) => socket.send(data, { binary }));
};

function status(socket: WebSocket, app: App, runId: string, channel: string): void {
  const stop = app.stream.listen(runId, channel, (message) => socket.send(message));
  const pings = setInterval(() => socket.send('{"type":"ping"}'), PING_MS);
  socket.on("close", () => {
    clearInterval(pings);
    stop();
  });
}

function refuse(socket: Duplex, error: unknown): void {
  const known = error instanceof HttpError ? error : new HttpError(400, messageOf(error));
  const body = `${known.message}\n`;
  socket.end(
    `HTTP/1.1 ${known.status} ${statusText(known.status)}\r\nContent-Type: text/plain; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
