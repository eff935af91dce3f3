/** Login, logout, the proof of being logged in, and the tokens. */
import type { App } from "../app.ts";
import { browseCookie } from "../auth/browse_cookie.ts";
import { requireCsrf, requireLogin, requireRun, requireSameOrigin } from "../auth/guard.ts";
import { ENGINE_SCOPES } from "../auth/tokens.ts";
import { rolesOf, userByEmail } from "../auth/users.ts";
import type { Exchange } from "../http/exchange.ts";
import { html, HttpError, json, redirect, type Reply } from "../http/reply.ts";
import type { Route } from "../http/router.ts";
import { contextOf } from "../pages/layout.ts";
import { loginPage } from "../pages/site_pages.ts";

const FOUR_DAYS = 4 * 86_400;
const ONE_HOUR = 3600;
const WELCOME = "/weppcloud/";

/** Routes about the account. */
export const ACCOUNT_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/weppcloud/login",
    surface: "page",
    handle: (x, app) => showLogin(x, app, undefined),
  },
  { method: "POST", path: "/weppcloud/login", surface: "page", handle: login },
  { method: "GET", path: "/weppcloud/logout", surface: "page", handle: logout },
  { method: "POST", path: "/weppcloud/api/auth/session-heartbeat", surface: "engine", handle: heartbeat },
  { method: "POST", path: "/weppcloud/api/auth/rq-engine-token", surface: "engine", handle: userToken },
  {
    method: "POST",
    path: "/rq-engine/api/runs/:run/:config/session-token",
    surface: "engine",
    handle: sessionToken,
  },
];

/** A failed login is 200 and a page like this one; the session cookie comes along, whoever asks. */
function showLogin(exchange: Exchange, app: App, error: string | undefined): Reply {
  const session = app.sessions.open(exchange);
  app.sessions.refresh(exchange, session);
  const next = exchange.query.get("next") ?? "";
  if (app.faults.hits("login-off")) {
    return html(
      '<!doctype html>\n<title>Login</title>\n<p><a href="/weppcloud/login/github">GitHub</a></p>\n',
    );
  }
  const page = loginPage(contextOf(exchange, app), next, error);
  if (!app.faults.hits("login-no-csrf")) return page;
  return { ...page, body: String(page.body).replace(/<(?:input|meta)\b[^>]*csrf[^>]*>/gi, "") };
}

function login(exchange: Exchange, app: App): Reply {
  requireCsrf(exchange, app);
  const user = userByEmail(app.users, exchange.field("email"));
  const right = user !== undefined && exchange.field("password") === user.password;
  if (!right || app.faults.hits("wrong-password") || app.faults.loginsEnded()) {
    return showLogin(exchange, app, "Invalid email or password");
  }
  app.sessions.login(exchange, user, exchange.field("remember") !== undefined);
  const next = exchange.field("next") || exchange.query.get("next") || "";
  return redirect(/^\/(?![/\\])/.test(next) ? next : WELCOME);
}

function logout(exchange: Exchange, app: App): Reply {
  app.sessions.logout(exchange);
  return redirect(WELCOME);
}

function heartbeat(exchange: Exchange, app: App): Reply {
  requireCsrf(exchange, app);
  requireSameOrigin(exchange, app);
  requireLogin(exchange);
  return json({ ok: true, heartbeat_at: Math.floor(app.now() / 1000) });
}

function userToken(exchange: Exchange, app: App): Reply {
  requireCsrf(exchange, app);
  requireSameOrigin(exchange, app);
  const user = requireLogin(exchange);
  const session = exchange.session?.publicId ?? "";
  const { token } = app.tokens.issue(
    { sub: String(user.id), token_class: "user", roles: rolesOf(app.users, user.id) },
    session,
    ONE_HOUR,
  );
  exchange.secret = true;
  return json({ token });
}

async function sessionToken(exchange: Exchange, app: App): Promise<Reply> {
  exchange.secret = true;
  if (exchange.tokenTrouble !== undefined) {
    throw new HttpError(401, exchange.tokenTrouble, { code: "unauthorized" });
  }
  if (exchange.token === undefined && exchange.session?.user !== undefined) requireSameOrigin(exchange, app);
  const run = await requireRun(exchange, app);
  const user = exchange.session?.user?.id ??
    (exchange.token === undefined ? undefined : Number(exchange.token.sub));
  const session = exchange.session?.publicId ??
    (exchange.token === undefined ? "anonymous" : app.tokens.sessionOf(exchange.token) ?? "");
  const subject = user === undefined ? "anonymous" : String(user);
  const { token, claims } = app.tokens.issue(
    {
      sub: subject,
      token_class: "session",
      runid: app.faults.hits("foreign-token") ? "another-run" : run.id,
    },
    session,
    FOUR_DAYS,
  );
  exchange.setCookies.push(browseCookie(run, token, app.secure));
  return json({
    token,
    token_class: "session",
    runid: run.id,
    config: run.config,
    session_id: session,
    expires_at: claims.exp,
    scopes: [...ENGINE_SCOPES],
    audience: claims.aud,
    ...user === undefined ? {} : { user_id: user, roles: rolesOf(app.users, user) },
  });
}
