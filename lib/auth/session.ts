/**
 * Being logged in: login with CSRF, a proof that only a logged-in user can give, bearer tokens for rq-engine,
 * CSRF headers for Flask, and one renewal when either expires.
 */
import { ProfileError } from "../errors.ts";
import type { HttpAnswer, HttpClient, HttpRequest } from "../http/client.ts";
import { runSegment, type ServerUrls } from "../http/server_urls.ts";
import { isObject } from "../model/json.ts";
import { keepCookies } from "./given_cookies.ts";
import { rolesIn, rolesInToken } from "./roles.ts";
import { expiryOf } from "./token_claims.ts";
import { csrfToken, hasPasswordField, isLoginPage, isLoginPath, leadsToLogin } from "./page.ts";

export { isLoginPage };

/** How to get in. Exactly one is used, in this order: bearer, cookie, login. */
export interface Credentials {
  /** A ready token for rq-engine. */
  bearer?: string;
  /** A raw Cookie header. */
  cookie?: string;
  /** What the login page takes. */
  login?: { email: string; password: string };
}

/** What is found on the way and shorter would take harmless text out of every output. */
const SHORTEST_FOUND = 6;

/** Redirects of the login page that are followed, on the same site. */
const LOGIN_HOPS = 5;

/** What a session tells its surroundings. */
export interface SessionHooks {
  /** A line for each thing done: login, token, renewal. */
  note: (text: string) => void;
  /** A secret that no output may show. `declared`: the user named it one, so it counts however short it is. */
  learn: (secret: string, options?: { declared?: boolean }) => void;
}

/** A session of one play. */
export class Session {
  #client: HttpClient;
  #urls: ServerUrls;
  #credentials: Credentials;
  #hooks: SessionHooks;
  #csrf: string | undefined;
  #bearer: string | undefined;
  #run: { id: string; config: string } | undefined;
  #roles: string[] | undefined;
  /** Where the login is: the server itself, or its public address. */
  #loginUrls: ServerUrls;
  #renewing: Promise<boolean> | undefined;
  /** How often it was renewed. */
  renewals = 0;

  /** @param loginUrls where to log in when that is another address than the server's (`--login-url`) */
  constructor(
    client: HttpClient,
    urls: ServerUrls,
    credentials: Credentials,
    hooks: SessionHooks,
    loginUrls: ServerUrls = urls,
  ) {
    this.#client = client;
    this.#urls = urls;
    this.#loginUrls = loginUrls;
    this.#credentials = credentials;
    this.#hooks = hooks;
    for (const secret of [credentials.bearer, credentials.cookie, credentials.login?.password]) {
      if (secret !== undefined && secret !== "") hooks.learn(secret, { declared: true });
    }
  }

  /**
   * Logs in and proves it.
   *
   * @throws ProfileError unavailable when the server does not let us in
   */
  async open(): Promise<void> {
    const { bearer, cookie, login } = this.#credentials;
    this.#bearer = bearer;
    if (cookie !== undefined) await this.#takeCookies(cookie);
    else if (login !== undefined) await this.#login(login.email, login.password);
    else if (bearer === undefined) throw noCredentials();
    else return;
    await this.#proveLoggedIn();
  }

  /** Gets the user's own bearer for rq-engine, for what is asked before there is a run. */
  async openUser(): Promise<void> {
    if (this.#credentials.bearer !== undefined) return;
    const bridged = await this.#post(`${this.#urls.base}/api/auth/rq-engine-token`);
    this.#bearer = this.#learn(tokenOf(bridged));
    if (this.#bearer !== undefined) this.#hooks.note("rq-engine token of the user taken");
  }

  /** Gets the bearer for rq-engine: a token of the sandbox's run, else the user's. */
  async openRun(runId: string, config: string): Promise<void> {
    this.#run = { id: runId, config };
    const path = `/rq-engine/api/runs/${runSegment(runId)}/${encodeURIComponent(config)}/session-token`;
    if (this.#credentials.bearer !== undefined) return await this.#proveBearer(path);
    const minted = await this.#post(`${this.#urls.origin}${path}`);
    if (isObject(minted.json)) this.#roles = rolesIn(minted.json);
    this.#bearer = this.#learn(tokenOf(minted));
    if (this.#bearer !== undefined) {
      this.#hooks.note("rq-engine token of the sandbox run minted");
      return;
    }
    const bridged = await this.#post(`${this.#loginUrls.base}/api/auth/rq-engine-token`);
    this.#bearer = this.#learn(tokenOf(bridged));
    if (this.#bearer !== undefined) this.#hooks.note("rq-engine token of the user taken");
    else this.#hooks.note(`no rq-engine token (session-token: HTTP ${minted.status}); legacy addresses only`);
  }

  /** Roles of the login as the server tells them with the run's token; undefined when it does not. */
  get roles(): readonly string[] | undefined {
    return this.#roles ?? rolesInToken(this.#bearer);
  }

  /** True with a token for rq-engine; {@link openUser} and {@link openRun} get one. */
  get hasToken(): boolean {
    return this.#bearer !== undefined;
  }

  /** When that token ends, ms since 1970; undefined when it does not say. */
  get tokenExpiry(): number | undefined {
    return expiryOf(this.#bearer);
  }

  /** True when changes on Flask addresses carry a CSRF token. */
  get hasCsrf(): boolean {
    return this.#csrf !== undefined;
  }

  /** Headers that a request of a step needs: bearer for rq-engine, CSRF, Origin and Referer for the rest. */
  headersFor(method: string, url: URL): Record<string, string> {
    const atEngine = isAtEngine(url);
    const headers: Record<string, string> = {};
    if (atEngine && this.#bearer !== undefined) headers["authorization"] = `Bearer ${this.#bearer}`;
    if (method === "GET" || method === "HEAD") return headers;
    headers["origin"] = this.#urls.origin;
    headers["referer"] = `${this.#urls.base}/`;
    if (!atEngine && this.#csrf !== undefined) headers["x-csrftoken"] = this.#csrf;
    return headers;
  }

  /** True with a token alone, which only rq-engine takes: other addresses are asked without any login. */
  isStrangerTo(url: URL): boolean {
    return !this.#hasSession && !isAtEngine(url);
  }

  get #hasSession(): boolean {
    return this.#credentials.login !== undefined || this.#credentials.cookie !== undefined;
  }

  /**
   * True when the answer says that the session or token is no longer valid: 401, the login page in place of
   * what was asked for, or a CSRF token that belongs to no session any more (Flask looks at it before the
   * login). Who asks for the login page gets it and is not refused.
   */
  wasRefused(answer: HttpAnswer, sentTo: URL): boolean {
    if (answer.status === 401 || isCsrfFailure(answer)) return true;
    return !isLoginPath(sentTo) && (isLoginPage(answer) || leadsToLogin(answer));
  }

  /**
   * Gets in anew: logs in again; with a given cookie asks whether it is still taken and mints a new token. Several
   * that ask at once share one renewal.
   *
   * @returns false when there is nothing to renew although the credentials are still taken (a given token)
   * @throws ProfileError unavailable when the server does not let us in any more
   */
  renew(): Promise<boolean> {
    this.#renewing ??= this.#renew().catch((error: unknown) => {
      throw cannotRenew(error);
    }).finally(() => this.#renewing = undefined);
    return this.#renewing;
  }

  async #renew(): Promise<boolean> {
    const { login } = this.#credentials;
    if (!this.#hasSession) {
      if (this.#run !== undefined) await this.openRun(this.#run.id, this.#run.config);
      return false;
    }
    if (login !== undefined) {
      await this.#client.cookies.clear();
      await this.open();
    } else await this.#proveLoggedIn();
    if (this.#run !== undefined) await this.openRun(this.#run.id, this.#run.config);
    this.renewals++;
    return true;
  }

  async #login(email: string, password: string): Promise<void> {
    const page = await this.#loginPage();
    const url = page.url;
    const form = new URLSearchParams({ email, password, remember: "y", next: "" });
    const token = csrfToken(page.text);
    if (token === undefined) throw loginFailed("the login page holds no CSRF token");
    form.set("csrf_token", token);
    this.#csrf = this.#learn(token);
    const body = {
      kind: "text",
      text: form.toString(),
      contentType: "application/x-www-form-urlencoded",
    } as const;
    const headers = { origin: url.origin, referer: url.href };
    const request = { method: "POST", url, headers, body, redirect: "manual", repeatable: true } as const;
    const answer = await this.#client.send(request);
    if (isCsrfFailure(answer)) {
      throw loginFailed(
        "the server does not take the CSRF token of its own login page",
        `Use https in --base-url, or --login-url: ${OVER_HTTP}`,
      );
    }
    const location = answer.headers["location"];
    if (answer.status < 300 || answer.status >= 400 || location === undefined) {
      const why = answer.status === 200
        ? "the server did not accept e-mail and password"
        : `HTTP ${answer.status}`;
      throw loginFailed(why, "Check ADMIN_EMAIL and ADMIN_PASSWORD");
    }
    if ((await this.#client.cookies.headerFor(url)) === "") {
      throw loginFailed(
        "the session cookie of the server is for https only",
        "Use https in --base-url, or name the public https address with --login-url",
      );
    }
    const landing = await this.#client.send({ method: "GET", url: new URL(location, url) });
    this.#csrf = this.#learn(csrfToken(landing.text) ?? token);
    await this.#learnCookies();
    this.#hooks.note("logged in");
  }

  /** The login page; a redirect to the login of somebody else means that there is none with a password here. */
  async #loginPage(): Promise<HttpAnswer> {
    let url = new URL(`${this.#loginUrls.base}/login`);
    for (let hop = 0; hop <= LOGIN_HOPS; hop++) {
      const page = await this.#client.send({ method: "GET", url, redirect: "manual" });
      const location = page.headers["location"];
      if (page.status >= 300 && page.status < 400 && location !== undefined) {
        const next = URL.canParse(location, url) ? new URL(location, url) : undefined;
        if (next?.origin !== url.origin) {
          throw loginFailed(
            `this server offers no login with a password: its login page leads to ${
              next?.host ?? "elsewhere"
            }`,
            NO_PASSWORD,
          );
        }
        url = next;
        continue;
      }
      if (page.status !== 200) throw loginFailed(`the login page answered HTTP ${page.status}`);
      if (!hasPasswordField(page.text)) {
        throw loginFailed("this server offers no login with a password", NO_PASSWORD);
      }
      return page;
    }
    throw loginFailed("the login page redirects in circles");
  }

  async #takeCookies(header: string): Promise<void> {
    await keepCookies(header, this.#client.cookies.jar, this.#loginUrls.origin);
    await this.#learnCookies();
    const url = new URL(`${this.#loginUrls.base}/profile`);
    const page = await this.#client.send({ method: "GET", url, redirect: "manual" });
    if (isLoginPage(page) || leadsToLogin(page)) throw notLoggedIn("it shows its login page");
    this.#csrf = this.#learn(csrfToken(page.text));
    await this.#learnCookies();
  }

  #learn<Secret extends string | undefined>(secret: Secret): Secret {
    if (secret !== undefined && secret.length >= SHORTEST_FOUND) this.#hooks.learn(secret);
    return secret;
  }

  async #learnCookies(): Promise<void> {
    for (const value of await this.#client.cookies.values()) this.#learn(value);
  }

  /**
   * The heartbeat answers 401 to everyone who is not logged in; a cookie's presence proves nothing, nor does a
   * page with status 200, for that may be the login page.
   */
  async #proveLoggedIn(): Promise<void> {
    const answer = await this.#post(`${this.#loginUrls.base}/api/auth/session-heartbeat`);
    if (isLoginPage(answer) || leadsToLogin(answer)) throw notLoggedIn("it shows its login page");
    if (answer.status === 200 && isObject(answer.json)) return;
    if (answer.status === 200 || answer.status === 404 || answer.status === 405) {
      const url = new URL(`${this.#loginUrls.base}/profile`);
      const profile = await this.#client.send({ method: "GET", url, redirect: "manual" });
      if (profile.status === 200 && !isLoginPage(profile)) return;
    }
    throw notLoggedIn(`HTTP ${answer.status}`);
  }

  /** A token that is no longer taken is found before the first step, not at it. */
  async #proveBearer(path: string): Promise<void> {
    const url = new URL(`${this.#urls.origin}${path}`);
    const answer = await this.#client.send({
      method: "POST",
      url,
      headers: this.headersFor("POST", url),
      redirect: "manual",
      repeatable: true,
    });
    if (answer.status === 401) {
      throw loginFailed(
        `the server does not take the bearer token (HTTP ${answer.status})`,
        "Give a fresh token",
      );
    }
    if (isObject(answer.json)) this.#roles = rolesIn(answer.json);
    // A valid token of somebody else or of another run: what it may do, the steps will show.
    if (answer.status === 403) {
      return this.#hooks.note("the bearer token is valid, but not for the sandbox run (HTTP 403)");
    }
    if (tokenOf(answer) === undefined) {
      throw loginFailed(`the bearer token cannot be proven: ${path} answered HTTP ${answer.status}`);
    }
  }

  async #post(address: string): Promise<HttpAnswer> {
    const url = new URL(address);
    const site = url.origin === this.#loginUrls.origin ? this.#loginUrls : this.#urls;
    const headers: Record<string, string> = {
      origin: site.origin,
      referer: `${site.base}/`,
      "sec-fetch-site": "same-origin",
    };
    if (this.#csrf !== undefined) headers["x-csrftoken"] = this.#csrf;
    const request: HttpRequest = { method: "POST", url, headers, redirect: "manual", repeatable: true };
    return await this.#client.send(request);
  }
}

/** The services that take a bearer; everything else wants a session. */
function isAtEngine({ pathname }: URL): boolean {
  return /^\/(rq-engine|query-engine)\//.test(pathname);
}

function tokenOf(answer: HttpAnswer): string | undefined {
  if (answer.status !== 200 || !isObject(answer.json)) return undefined;
  const { token } = answer.json;
  return typeof token === "string" ? token : undefined;
}

/** Flask-WTF names the CSRF token in the text of its refusal. */
function isCsrfFailure(answer: HttpAnswer): boolean {
  return answer.status === 400 && /\bCSRF\b/.test(answer.text);
}

function notLoggedIn(why: string): ProfileError {
  return loginFailed(
    `the server does not take us for logged in (${why})`,
    "Check the credentials; a cookie may have expired",
  );
}

function loginFailed(why: string, remedy = "Check that --base-url names a WEPPcloud"): ProfileError {
  return new ProfileError("unavailable", CANNOT + why, { remedy });
}

const CANNOT = "Cannot log in: ";
const OVER_HTTP = "over plain http the session cookie may not be kept";
const NO_PASSWORD =
  "Local login is switched off there (ENABLE_LOCAL_LOGIN): log in with a browser and give --cookie-file, or --bearer-file";

/** An error of the login, said as what it is in the middle of a play. */
function cannotRenew(error: unknown): unknown {
  if (!(error instanceof ProfileError) || !error.message.startsWith(CANNOT)) return error;
  const why = error.message.slice(CANNOT.length);
  return new ProfileError("unavailable", `The session has ended and cannot be renewed: ${why}`, {
    ...(error.remedy === undefined ? {} : { remedy: error.remedy }),
    cause: error,
  });
}

function noCredentials(): ProfileError {
  return new ProfileError("unavailable", "No credentials for this server", {
    remedy:
      "Set ADMIN_EMAIL and ADMIN_PASSWORD (environment, docker/.env or --env-file), or give --cookie-file or --bearer-file",
  });
}
