/** Addresses that WEPPcloud opens for tests of itself: runs are made and deleted. */
import type { App } from "../app.ts";
import { requireCsrf, requireLogin, requireRun } from "../auth/guard.ts";
import type { Exchange } from "../http/exchange.ts";
import { HttpError, json, type Reply } from "../http/reply.ts";
import type { Handler, Route } from "../http/router.ts";
import { isObject } from "../../model/json.ts";
import { isPlainName } from "../../files/safe_path.ts";

/** Routes for tests; 403 where they are switched off. */
export const TEST_ROUTES: readonly Route[] = [
  opened("GET", "ping", () => json({ status: "ok" })),
  opened("POST", "create-run", createRun),
  opened("DELETE", "run/:run", deleteRun),
];

function opened(method: string, path: string, handle: Handler): Route {
  return {
    method,
    path: `/weppcloud/tests/api/${path}`,
    surface: "engine",
    handle: (exchange, app) => {
      if (!app.testSupport) throw new HttpError(403, "Test support is disabled", { code: "forbidden" });
      return handle(exchange, app);
    },
  };
}

async function createRun(exchange: Exchange, app: App): Promise<Reply> {
  requireCsrf(exchange, app);
  const user = requireLogin(exchange);
  const config = exchange.field("config") ?? "";
  if (!isPlainName(config)) throw new HttpError(400, "config is required", { code: "validation_error" });
  const { body } = exchange;
  const sent = body.kind === "json" && isObject(body.value) ? body.value["overrides"] : undefined;
  const overrides = Object.entries(isObject(sent) ? sent : {}).map(([key, value]) => [key, String(value)]);
  const run = await app.runs.create(config, Object.fromEntries(overrides), app.random(), user.id);
  await run.change("ron", {});
  const url = `/weppcloud/runs/${run.id}/${config}/`;
  return json({ run: { runid: run.id, config, url, cfg: `${config}.cfg` } }, 201);
}

async function deleteRun(exchange: Exchange, app: App): Promise<Reply> {
  requireCsrf(exchange, app);
  requireLogin(exchange);
  const run = await requireRun(exchange, app);
  exchange.run = undefined;
  await app.runs.remove(run);
  return json({ runid: run.id });
}
