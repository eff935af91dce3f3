/** For tests: a server on loopback that answers what the test says, and a session against it. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { HttpClient } from "../../http/client.ts";
import { type ServerUrls, serverUrls } from "../../http/server_urls.ts";
import { type Credentials, Session } from "../session.ts";

/** One request as the fake server saw it. */
export interface Seen {
  method: string;
  path: string;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** What the fake server answers; `drop` breaks the connection. */
export type FakeReply =
  | "drop"
  | { status?: number; headers?: Record<string, string | string[]>; json?: unknown; html?: string };

/** A running fake server with a session that is not open yet. */
export interface Fake {
  urls: ServerUrls;
  client: HttpClient;
  session: Session;
  seen: Seen[];
  notes: string[];
  learned: string[];
}

/** Starts the server, runs the body, closes everything. */
export async function withFake(
  answer: (request: Seen) => FakeReply,
  body: (fake: Fake) => Promise<void>,
  credentials: Credentials = { bearer: "first-token" },
): Promise<void> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    void read(request).then((one) => {
      seen.push(one);
      reply(response, answer(one));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const urls = serverUrls(`http://127.0.0.1:${port}/weppcloud`);
  const client = new HttpClient({
    guard: { recordedRun: "ample-otter", sandboxRun: "sandbox", origins: new Set([urls.origin]) },
    sleep: () => Promise.resolve(),
  });
  const notes: string[] = [];
  const learned: string[] = [];
  const session = new Session(client, urls, credentials, {
    note: (line) => notes.push(line),
    learn: (secret, { declared = false } = {}) => learned.push(declared ? `declared ${secret}` : secret),
  });
  try {
    await body({ urls, client, session, seen, notes, learned });
  } finally {
    await client.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

async function read(request: IncomingMessage): Promise<Seen> {
  let body = "";
  for await (const block of request) body += String(block);
  return { method: request.method ?? "", path: request.url ?? "", headers: request.headers, body };
}

function reply(response: ServerResponse, answer: FakeReply): void {
  if (answer === "drop") {
    response.destroy();
    return;
  }
  const type = answer.html === undefined ? "application/json" : "text/html; charset=utf-8";
  response.writeHead(answer.status ?? 200, { "content-type": type, ...answer.headers });
  response.end(answer.html ?? (answer.json === undefined ? "" : JSON.stringify(answer.json)));
}
