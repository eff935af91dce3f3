/** A small target, a recording session in front of it, and a plain client: for the proxy's tests. */
import {
  createServer,
  type IncomingMessage,
  request as send,
  type Server,
  type ServerResponse,
} from "node:http";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AuditEvent } from "../../../model/event.ts";
import type { SeenExchange } from "../../../recording/types.ts";
import { createRedactor } from "../../../redact/redactor.ts";
import { openProxySession, type ProxySession, type SessionOptions } from "../mod.ts";

/** An answer as the client got it. */
export interface Got {
  status: number;
  headers: IncomingMessage["headers"];
  body: Uint8Array;
  text: string;
}

/** What a test works with. */
export interface Fixture {
  session: ProxySession;
  /** `http://127.0.0.1:<port>` of the target. */
  target: string;
  server: Server;
  out: string;
  notices: string[];
  kept: SeenExchange[];
  /** Sends a request through the proxy. */
  ask(path: string, options?: Ask): Promise<Got>;
  /** Ends the session (once) and gives the events of all runs. */
  events(): Promise<AuditEvent[]>;
}

/** A request of a test. */
export interface Ask {
  method?: string;
  headers?: Record<string, string | string[]>;
  body?: string | Uint8Array | AsyncIterable<Uint8Array>;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** Runs a test with a target and a session, and clears both away. */
export async function withProxy(
  handler: Handler,
  work: (fixture: Fixture) => Promise<void>,
  options: Partial<SessionOptions> = {},
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "profile-proxy-"));
  const server = createServer((request, response) => {
    // The first sign of life is nothing that a test counts.
    if (request.method === "HEAD" && request.headers["x-correlation-id"] === undefined) response.end();
    else handler(request, response);
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
  const target = `http://127.0.0.1:${port}`;
  const out = join(folder, "out");
  const notices: string[] = [];
  const kept: SeenExchange[] = [];
  let ended: Promise<unknown> | undefined;
  try {
    const session = await openProxySession({
      target,
      out,
      port: 0,
      toolbar: false,
      policy: {},
      answerLimit: 64 * 1024,
      redactor: createRedactor(),
      onNotice: (text) => notices.push(text),
      onKept: (exchange) => kept.push(exchange),
      ...options,
    });
    const end = () => ended ??= session.close(1_000);
    try {
      await work({
        session,
        target,
        server,
        out,
        notices,
        kept,
        ask: (path, ask) => askOf(session.proxy.port, path, ask),
        events: async () => {
          await end();
          return await eventsBelow(out);
        },
      });
    } finally {
      await end();
    }
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true });
  }
}

/** One request with its whole answer. */
export function askOf(
  port: number,
  path: string,
  { method = "GET", headers = {}, body }: Ask = {},
): Promise<Got> {
  return new Promise((resolve, reject) => {
    const request = send({
      host: "127.0.0.1",
      port,
      path,
      method,
      agent: false,
      headers: { host: `localhost:${port}`, ...headers },
    }, (answer) => {
      const blocks: Uint8Array[] = [];
      answer.on("data", (block: Uint8Array) => blocks.push(block));
      answer.on("error", reject);
      answer.on("end", () => {
        const bytes = joined(blocks);
        const text = new TextDecoder().decode(bytes);
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: bytes, text });
      });
    });
    request.on("error", reject);
    if (body === undefined || typeof body === "string" || body instanceof Uint8Array) request.end(body);
    else {
      (async () => {
        for await (const block of body) {
          if (!request.write(block)) await new Promise((resume) => request.once("drain", resume));
        }
        request.end();
      })().catch(reject);
    }
  });
}

/** Events of every run of a recording. */
export async function eventsBelow(out: string): Promise<AuditEvent[]> {
  const events: AuditEvent[] = [];
  for (const run of await readdir(join(out, "runs")).catch(() => [])) {
    const text = await readFile(join(out, "runs", run, "_logs", "profile.events.jsonl"), "utf8").catch(() =>
      ""
    );
    for (const line of text.split("\n")) if (line !== "") events.push(JSON.parse(line) as AuditEvent);
  }
  return events;
}

/** The whole body of a request. */
export async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const blocks: Uint8Array[] = [];
  for await (const block of request as AsyncIterable<Uint8Array>) blocks.push(block);
  return joined(blocks);
}

function joined(blocks: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(blocks.reduce((sum, block) => sum + block.length, 0));
  let at = 0;
  for (const block of blocks) {
    all.set(block, at);
    at += block.length;
  }
  return all;
}
