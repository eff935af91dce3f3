/** The server: sockets, dispatch, the request log, the audit log. */
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { messageOf, ProfileError } from "../errors.ts";
import type { App } from "./app.ts";
import { Audit } from "./audit.ts";
import { Csrf } from "./auth/csrf.ts";
import { identify } from "./auth/guard.ts";
import { Sessions } from "./auth/sessions.ts";
import { Tokens } from "./auth/tokens.ts";
import { BusyMeter } from "./busy.ts";
import { parseDrift } from "./drift.ts";
import { TASKS } from "./tasks/registry.ts";
import { parseFaults } from "./faults.ts";
import { readBody } from "./http/body.ts";
import { Exchange } from "./http/exchange.ts";
import { errorReply, HttpError, redirect, type Reply, type Surface } from "./http/reply.ts";
import { findRoute } from "./http/router.ts";
import { PollLimit } from "./jobs/poll_limit.ts";
import { JobQueue } from "./jobs/queue.ts";
import { DEMO_ACCOUNT, type EmbeddedOptions, type EmbeddedServer, type RequestLogEntry } from "./options.ts";
import { ROUTES } from "./routes/routes.ts";
import { Runs } from "./runs/resolver.ts";

/** Polls allowed in 60 s when nothing else is said. */
const POLL_LIMIT = 400;

/**
 * Starts a WEPPcloud stand-in on a free port of the loopback interface.
 *
 * @throws ProfileError `usage` for an unknown drift or fault
 * @example
 * ```ts
 * import { startEmbedded } from "./mod.ts";
 * const server = await startEmbedded({ playbackRunRoot: "/tmp/p/runs", runsRoot: "/tmp/p/created" });
 * await fetch(`${server.baseUrl}/health`);
 * await server.close();
 * ```
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const busy = new BusyMeter();
  const app = createApp(options, busy);
  const requests: RequestLogEntry[] = [];
  const server = createServer((request, response) => {
    busy.change(1);
    serve(app, request, response).then((entry) => {
      requests.push(entry);
      options.onRequest?.(entry);
    }).catch(() => response.destroy()).finally(() => busy.change(-1));
  });
  await listen(server);
  const address = server.address();
  if (address === null || typeof address === "string") {
    throw new ProfileError("internal", "The server has no port");
  }
  app.origin = `http://127.0.0.1:${address.port}`;
  return {
    origin: app.origin,
    baseUrl: `${app.origin}/weppcloud`,
    account: app.account,
    requests,
    busyMs: () => busy.ms(),
    close: async () => {
      await app.jobs.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

function createApp(options: EmbeddedOptions, busy: BusyMeter): App {
  const now = options.now ?? Date.now;
  const random = options.random ?? randomUUID;
  const faults = parseFaults(options.faults ?? [], TASKS.map((task) => task.name));
  const drift = parseDrift(options.drift);
  const profile = new Map([
    ["tmp", options.playbackRunRoot],
    ["fork", options.playbackForkRoot],
    ["archive", options.playbackArchiveRoot],
  ].flatMap(([kind, root]): [string, string][] =>
    kind === undefined || root === undefined ? [] : [[kind, root]]
  ));
  const runs = new Runs({ runs: options.runsRoot, profile });
  const jobs = new JobQueue({
    now,
    random,
    scale: options.jobScale ?? 1,
    faults,
    onWork: (change) => busy.change(change),
    onSubmit: async (job) => {
      const run = await runs.find(job.runId);
      await run.mark(`rq:${job.spec.func.split(".").pop() ?? job.spec.task}`, job.id);
    },
  });
  return {
    origin: "",
    account: options.account ?? DEMO_ACCOUNT,
    now,
    random,
    sessions: new Sessions(now),
    csrf: new Csrf(),
    tokens: new Tokens(now, random),
    faults,
    drift,
    jobs,
    polls: new PollLimit(options.pollLimit === undefined ? POLL_LIMIT : options.pollLimit, now),
    runs,
    audit: new Audit(now),
  };
}

async function serve(app: App, request: IncomingMessage, response: ServerResponse): Promise<RequestLogEntry> {
  const startedAt = app.now();
  const clock = performance.now();
  const { exchange, reply } = await answer(app, request);
  const ms = performance.now() - clock;
  if (exchange.run !== undefined && !/\/recorder\/(events|promote)$/.test(exchange.path)) {
    await app.audit.record(exchange, reply, exchange.run, startedAt, ms, app);
  }
  response.writeHead(reply.status, {
    ...reply.headers,
    ...exchange.setCookies.length === 0 ? {} : { "set-cookie": exchange.setCookies },
    ...correlation(exchange),
    ...reply.status === 413 ? { connection: "close" } : {},
  });
  response.end(exchange.method === "HEAD" ? undefined : reply.body);
  return {
    at: new Date(startedAt).toISOString(),
    method: exchange.method,
    path: exchange.path,
    query: exchange.search.slice(1),
    status: reply.status,
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
    const match = findRoute(ROUTES, asked, exchange.path);
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
    return { exchange, reply: await match.route.handle(exchange, app) };
  } catch (error) {
    const known = error instanceof HttpError ? error : new HttpError(500, messageOf(error), {
      details: error instanceof Error ? error.stack ?? "" : "",
    });
    return { exchange, reply: errorReply(surface, known) };
  }
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

function listen(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => resolve());
  });
}

const NOT_FOUND =
  "The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.";
