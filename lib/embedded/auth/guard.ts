/** Who may do what: CSRF and login for Flask, bearer tokens for rq-engine, access to runs for both. */
import type { App } from "../app.ts";
import type { Exchange } from "../http/exchange.ts";
import { HttpError } from "../http/reply.ts";
import type { Run } from "../runs/run.ts";
import { originOf } from "./origin.ts";

const BEARER = /^Bearer\s+(\S+)$/i;

/**
 * Finds out who sends a request. Counts authenticated requests for the fault that ends sessions; polls of jobs
 * do not count, so that the fault strikes at the same request whatever the timing.
 */
export function identify(exchange: Exchange, app: App): void {
  readCredentials(exchange, app);
  const known = exchange.session?.user !== undefined || exchange.token !== undefined;
  const poll = /\/api\/job(status|info)\b/.test(exchange.path);
  if (!known || poll || !app.faults.endsSessions()) return;
  app.sessions.endAll();
  app.tokens.endAll();
  exchange.setCookies.length = 0;
  readCredentials(exchange, app);
}

/** Refuses without a valid CSRF token: every Flask POST, PUT, PATCH, DELETE. */
export function requireCsrf(exchange: Exchange, app: App): void {
  app.csrf.check(exchange);
}

/** The logged-in user of the cookie session. */
export function requireLogin(exchange: Exchange): { id: number; email: string } {
  const user = exchange.session?.user;
  if (user === undefined) throw new HttpError(401, "Authentication required");
  return user;
}

/** Refuses a cookie-authenticated request that another site could have made. */
export function requireSameOrigin(exchange: Exchange, app: App): void {
  const site = exchange.header("sec-fetch-site");
  const refused = new HttpError(403, "Same-origin request required", { code: "forbidden" });
  if (site === "same-origin") return;
  if (site === "cross-site") throw refused;
  const origin = exchange.header("origin");
  if (origin !== undefined) {
    if (app.origins.includes(origin)) return;
    throw refused;
  }
  if (!app.origins.includes(originOf(exchange.header("referer")) ?? "")) throw refused;
}

/** Refuses without a bearer token for this run; cookies do not count. */
export function requireBearer(exchange: Exchange, run: Run | undefined): void {
  const header = exchange.header("authorization");
  if (header === undefined) {
    throw new HttpError(401, "Missing Authorization header", { code: "unauthorized" });
  }
  const claims = exchange.token;
  if (claims === undefined) {
    throw new HttpError(401, exchange.tokenTrouble ?? "Invalid Authorization header", {
      code: "unauthorized",
    });
  }
  if (run !== undefined && claims.runid !== undefined && claims.runid !== run.id) {
    throw new HttpError(403, "Token is not valid for this run", { code: "forbidden" });
  }
}

/**
 * The run of the address; refuses when it is not there, has another configuration, or belongs to someone else. A
 * run that belongs to nobody, or is public, is open to everybody.
 */
export async function requireRun(exchange: Exchange, app: App): Promise<Run> {
  const { run: id = "", config } = exchange.params;
  const run = await app.runs.find(id, config);
  exchange.run = run;
  if (app.faults.hits("bare-run-500") && await run.text("ron.nodb") === undefined) {
    throw new HttpError(500, "FileNotFoundError: ron.nodb (fault bare-run-500)");
  }
  const user = userOf(exchange);
  const isAdmin = app.users.some(({ id, roles }) => id === user && roles.includes("Admin"));
  const own = isAdmin || run.owners.size === 0 || (user !== undefined && run.owners.has(user)) ||
    exchange.token?.runid === run.id;
  if (!own && !await run.has("PUBLIC")) {
    throw new HttpError(403, "You are not authorized for this run", { code: "forbidden" });
  }
  return run;
}

/** Number of the user who sends a request, by session or token. */
export function userOf(exchange: Exchange): number | undefined {
  return exchange.session?.user?.id ?? userOfToken(exchange);
}

function userOfToken(exchange: Exchange): number | undefined {
  return exchange.token?.token_class === "user" ? Number(exchange.token.sub) : undefined;
}

function readCredentials(exchange: Exchange, app: App): void {
  exchange.session = app.sessions.find(exchange);
  exchange.token = undefined;
  const bearer = BEARER.exec(exchange.header("authorization") ?? "")?.[1];
  if (bearer === undefined) return;
  const verdict = app.tokens.verify(bearer);
  if ("claims" in verdict) exchange.token = verdict.claims;
  else exchange.tokenTrouble = verdict.trouble;
}
