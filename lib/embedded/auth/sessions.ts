/** Cookie sessions, kept on the server. The cookie is set with the first page, long before a login. */
import { randomBytes } from "node:crypto";
import type { Exchange } from "../http/exchange.ts";

/** Name of the session cookie for plain HTTP, where it cannot be `Secure`. */
const PLAIN_COOKIE = "weppcloud_session";
/** Name over HTTPS: the prefix makes browsers refuse it without `Secure`, with a domain, or below a path. */
const SECURE_COOKIE = "__Host-weppcloud_session";
/** Name of Flask-Login's cookie that outlives the session. */
const REMEMBER_COOKIE = "remember_token";

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
  readonly #name: string;
  /** Attributes of all cookies of this server. */
  readonly #attributes: string;
  #count = 0;

  /**
   * @param now clock, milliseconds since 1970
   * @param secure true when the server speaks HTTPS
   */
  constructor(now: () => number, secure = false) {
    this.#now = now;
    this.#name = secure ? SECURE_COOKIE : PLAIN_COOKIE;
    this.#attributes = `HttpOnly; Path=/; SameSite=Lax${secure ? "; Secure" : ""}`;
  }

  /** The session of a request; a remembered user gets a new one. */
  find(exchange: Exchange): Session | undefined {
    const found = this.#bySecret.get(exchange.cookie(this.#name) ?? "");
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
  login(exchange: Exchange, user: { id: number; email: string }, remember: boolean): Session {
    const old = this.open(exchange);
    this.#bySecret.delete(old.secret);
    exchange.setCookies.length = 0;
    const session = this.#start(exchange, old.csrf, { id: user.id, email: user.email });
    if (remember && session.user !== undefined) {
      const value = secret();
      this.#remembered.set(value, session.user);
      exchange.setCookies.push(`${REMEMBER_COOKIE}=${value}; Max-Age=7776000; ${this.#attributes}`);
    }
    exchange.session = session;
    return session;
  }

  /** Sends the session's cookie again. */
  refresh(exchange: Exchange, session: Session): void {
    if (exchange.setCookies.length === 0) exchange.setCookies.push(this.#cookieOf(session));
  }

  /** Ends the session of a request. */
  logout(exchange: Exchange): void {
    this.#bySecret.delete(exchange.cookie(this.#name) ?? "");
    this.#remembered.delete(exchange.cookie(REMEMBER_COOKIE) ?? "");
    exchange.session = undefined;
    for (const name of [this.#name, REMEMBER_COOKIE]) {
      exchange.setCookies.push(`${name}=; Max-Age=0; ${this.#attributes}`);
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
    exchange.setCookies.push(this.#cookieOf(session));
    return session;
  }

  #cookieOf(session: Session): string {
    return `${this.#name}=${session.secret}; ${this.#attributes}`;
  }
}

function secret(): string {
  return randomBytes(24).toString("base64url");
}
