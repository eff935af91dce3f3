/** From a request to its answer: body, credentials, route, audit log, error envelope. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { messageOf } from "../errors.ts";
import type { App } from "./app.ts";
import { identify } from "./auth/guard.ts";
import { readBody } from "./http/body.ts";
import { compressed } from "./http/compress.ts";
import { Exchange } from "./http/exchange.ts";
import { errorReply, HttpError, redirect, type Reply, type Surface } from "./http/reply.ts";
import { findRoute } from "./http/router.ts";
import { cutHeaders, earlyFault, endAsFaulty } from "./network_faults.ts";
import type { RequestLogEntry } from "./options.ts";
import { TASKS } from "./tasks/registry.ts";
import { ROUTES } from "./routes/routes.ts";

/** Answers one request, with its lines in the audit log of its run; returns what the request log keeps. */
export async function serve(
  app: App,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<RequestLogEntry> {
  const startedAt = app.now();
  const clock = performance.now();
  const { exchange, reply } = await answer(app, request);
  const ms = performance.now() - clock;
  if (exchange.run !== undefined && !/\/recorder\/(events|promote)$/.test(exchange.path)) {
    await app.audit.record(exchange, reply, exchange.run, startedAt, ms, app);
  }
  // The gateway before a server on HTTPS compresses; a server without one does not.
  const sent = app.secure ? await compressed(reply, exchange) : reply;
  endAsFaulty(exchange, response, app);
  if (exchange.ending === "reset") return entryOf();
  response.writeHead(sent.status, {
    ...sent.headers,
    ...exchange.setCookies.length === 0 ? {} : { "set-cookie": exchange.setCookies },
    ...correlation(exchange),
    ...sent.status === 413 ? { connection: "close" } : {},
    ...exchange.ending === "cut" ? cutHeaders(sent) : {},
  });
  if (exchange.ending === "cut") response.write(sent.body, () => response.destroy());
  else response.end(exchange.method === "HEAD" ? undefined : sent.body);
  return entryOf();

  function entryOf(): RequestLogEntry {
    return logEntry(exchange, reply.status, startedAt, ms);
  }
}

function logEntry(exchange: Exchange, status: number, startedAt: number, ms: number): RequestLogEntry {
  return {
    at: new Date(startedAt).toISOString(),
    method: exchange.method,
    path: exchange.path,
    query: exchange.search.slice(1),
    status,
    ms,
    bodyBytes: exchange.bytes.byteLength,
    ...runIdOf(exchange),
  };
}

async function answer(app: App, request: IncomingMessage): Promise<{ exchange: Exchange; reply: Reply }> {
  const method = request.method ?? "GET";
  const url = request.url ?? "/";
  const asked = method === "HEAD" ? "GET" : method;
  let exchange = new Exchange(method, url, request.headers, new Uint8Array());
  let surface: Surface = "page";
  try {
    const match = isSwitchedOff(exchange.path, app)
      ? { kind: "none", surface } as const
      : findRoute(ROUTES, asked, exchange.path);
    surface = match.kind === "found" ? match.route.surface : match.kind === "slash" ? surface : match.surface;
    exchange = new Exchange(method, url, request.headers, await readBody(request));
    if (match.kind === "slash") {
      return { exchange, reply: redirect(match.location + exchange.search, match.status) };
    }
    if (match.kind === "method") throw new HttpError(405, "The method is not allowed for the requested URL.");
    if (match.kind === "none") throw new HttpError(404, NOT_FOUND);
    exchange.params = match.params;
    identify(exchange, app);
    const { run, config } = match.params;
    // For the audit log, which also keeps requests that are refused before they get to their run.
    if (run !== undefined) exchange.run = await app.runs.find(run, config).catch(() => undefined);
    const early = earlyFault(exchange, app);
    return { exchange, reply: early ?? await match.route.handle(exchange, app) };
  } catch (error) {
    const known = error instanceof HttpError ? error : new HttpError(500, messageOf(error), {
      details: error instanceof Error ? error.stack ?? "" : "",
    });
    return { exchange, reply: errorReply(surface, known) };
  }
}

/** Old addresses of tasks that have a new one, below their run. */
const OLD_TASKS = new Set(
  TASKS.flatMap(({ flask, engine }) => flask === undefined || engine === undefined ? [] : [flask]),
);

/** The fault that takes a generation of the API away. */
function isSwitchedOff(path: string, app: App): boolean {
  if (app.faults.hits("api-off", "rq-engine") && path.startsWith("/rq-engine/")) return true;
  if (!app.faults.hits("api-off", "legacy")) return false;
  const rest = path.replace(/^\/weppcloud\/runs\/[^/]+\/[^/]+\//, "");
  return path.startsWith("/weppcloud/rq/api/") || rest.startsWith("rq/api/") || OLD_TASKS.has(rest);
}

/** rq-engine echoes the caller's correlation id. */
function correlation(exchange: Exchange): Record<string, string> {
  const id = exchange.header("x-correlation-id");
  return id === undefined || !exchange.path.startsWith("/rq-engine/") ? {} : { "x-correlation-id": id };
}

function runIdOf(exchange: Exchange): { run_id?: string } {
  const id = exchange.run?.id ?? exchange.params["run"];
  return id === undefined ? {} : { run_id: id };
}

const NOT_FOUND =
  "The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.";
