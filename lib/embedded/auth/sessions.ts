/** Cookie sessions, kept on the server. The cookie is set with the first page, long before a login. */
import { randomBytes } from "node:crypto";
import type { Exchange } from "../http/exchange.ts";

/** Name of the session cookie: WEPPcloud's for plain HTTP, so it is not `Secure`. */
export const SESSION_COOKIE = "weppcloud_session";
/** Name of Flask-Login's cookie that outlives the session. */
export const REMEMBER_COOKIE = "remember_token";

/** The one user's number. */
export const USER_ID = 7;

/** One browser session. */
export interface Session {
  /** Value of the cookie; never written anywhere. */
  secret: string;
  /** Name for logs. */
  publicId: string;
  csrf: string;
  user: { id: number; email: string } | undefined;
}

/** All sessions of a server. */
export class Sessions {
  readonly #bySecret = new Map<string, Session>();
  readonly #remembered = new Map<string, { id: number; email: string }>();
  readonly #now: () => number;
  #count = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The session of a request; a remembered user gets a new one. */
  find(exchange: Exchange): Session | undefined {
    const found = this.#bySecret.get(exchange.cookie(SESSION_COOKIE) ?? "");
    if (found?.user !== undefined) return found;
    const user = this.#remembered.get(exchange.cookie(REMEMBER_COOKIE) ?? "");
    if (user === undefined) return found;
    return this.#start(exchange, found?.csrf ?? secret(), user);
  }

  /** The session of a page request; there is always one afterwards. */
  open(exchange: Exchange): Session {
    exchange.session ??= this.#start(exchange, secret(), undefined);
    return exchange.session;
  }

  /** Logs in: the session's id is rotated, its content stays. */
  login(exchange: Exchange, email: string, remember: boolean): Session {
    const old = this.open(exchange);
    this.#bySecret.delete(old.secret);
    exchange.setCookies.length = 0;
    const session = this.#start(exchange, old.csrf, { id: USER_ID, email });
    if (remember && session.user !== undefined) {
      const value = secret();
      this.#remembered.set(value, session.user);
      exchange.setCookies.push(
        `${REMEMBER_COOKIE}=${value}; Max-Age=7776000; HttpOnly; Path=/; SameSite=Lax`,
      );
    }
    exchange.session = session;
    return session;
  }

  /** Sends the session's cookie again. */
  refresh(exchange: Exchange, session: Session): void {
    if (exchange.setCookies.length === 0) exchange.setCookies.push(cookieOf(session));
  }

  /** Ends the session of a request. */
  logout(exchange: Exchange): void {
    this.#bySecret.delete(exchange.cookie(SESSION_COOKIE) ?? "");
    this.#remembered.delete(exchange.cookie(REMEMBER_COOKIE) ?? "");
    exchange.session = undefined;
    for (const name of [SESSION_COOKIE, REMEMBER_COOKIE]) {
      exchange.setCookies.push(`${name}=; Max-Age=0; HttpOnly; Path=/; SameSite=Lax`);
    }
  }

  /** Ends all sessions. */
  endAll(): void {
    this.#bySecret.clear();
    this.#remembered.clear();
  }

  #start(exchange: Exchange, csrf: string, user: Session["user"]): Session {
    const publicId = `${this.#now().toString(36)}-${(++this.#count).toString(36)}`;
    const session: Session = { secret: secret(), publicId, csrf, user };
    this.#bySecret.set(session.secret, session);
    exchange.setCookies.push(cookieOf(session));
    return session;
  }
}

function cookieOf(session: Session): string {
  return `${SESSION_COOKIE}=${session.secret}; HttpOnly; Path=/; SameSite=Lax`;
}

function secret(): string {
  return randomBytes(24).toString("base64url");
}
