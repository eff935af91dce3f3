/** Faults of the network and of gateways: answers of somebody else, and answers that do not come. */
import { Buffer } from "node:buffer";
import type { ServerResponse } from "node:http";
import type { App } from "./app.ts";
import type { Exchange } from "./http/exchange.ts";
import { html, json, type Reply } from "./http/reply.ts";

/** Seconds that a client who asked too often is told to stay away. */
const STAY_AWAY = "1";

/** What a gateway answers in place of the server, before anything is done; undefined when it lets through. */
export function earlyFault(exchange: Exchange, app: App): Reply | undefined {
  if (!/\/runs\//.test(exchange.path) || isPoll(exchange) || isOfLogin(exchange)) return undefined;
  const { faults } = app;
  if (faults.strikes("too-many")) {
    const reply = json({ error: { message: "Rate limit exceeded", code: "rate_limited" } }, 429);
    return { ...reply, headers: { ...reply.headers, "retry-after": STAY_AWAY } };
  }
  if (exchange.method !== "GET") return undefined;
  if (faults.strikes("read-502")) return html("<html><title>502 Bad Gateway</title></html>\n", 502);
  if (!faults.strikes("read-reset")) return undefined;
  exchange.ending = "reset";
  return json({});
}

/** What a task answers in place of doing its work. */
export function oddAnswer(task: string, { faults }: App): Reply | undefined {
  if (faults.hits("html-answer", task)) {
    return html("<!doctype html>\n<title>Maintenance</title>\n<h1>Back soon</h1>\n");
  }
  if (faults.hits("legacy-failure", task)) return json({ Success: false, Error: "The map has no pixels" });
  return undefined;
}

/** Breaks the connection in place of an answer, and takes the server off the net when its time has come. */
export function endAsFaulty(exchange: Exchange, response: ServerResponse, app: App): void {
  if (exchange.ending === "reset") response.destroy();
  if (!isPoll(exchange) && app.faults.isLast()) response.once("close", () => app.vanish());
}

/** Headers of an answer that promises more than comes. */
export function cutHeaders({ body }: Reply): Record<string, string> {
  return { "content-length": String(Buffer.byteLength(body) + 64) };
}

function isPoll({ path }: Exchange): boolean {
  return /\/api\/job(status|info)\b/.test(path);
}

function isOfLogin({ path }: Exchange): boolean {
  return /\/(?:session-token|hello-world)$/.test(path);
}
