/** CSRF tokens of Flask-WTF's kind: bound to the session, different on every page, no time limit. */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Exchange } from "../http/exchange.ts";
import { HttpError } from "../http/reply.ts";
import { originOf } from "./origin.ts";
import type { Session } from "./sessions.ts";

/** Makes and checks the tokens of one server. */
export class Csrf {
  readonly #key = randomBytes(32);
  readonly #secure: boolean;

  /** @param secure true when the server speaks HTTPS: then a `Referer` of the same host is asked for too */
  constructor(secure = false) {
    this.#secure = secure;
  }

  /** A token for a page of this session. */
  tokenFor(session: Session, now: number): string {
    const text = `${Buffer.from(JSON.stringify(session.csrf)).toString("base64url")}.${now.toString(36)}`;
    return `${text}.${this.#sign(text)}`;
  }

  /**
   * Refuses a request without a valid token in `X-CSRFToken`, `X-CSRF-Token` or the field `csrf_token`.
   *
   * @throws HttpError 400 with Flask-WTF's words
   */
  check(exchange: Exchange): void {
    const form = exchange.body.kind === "json" ? undefined : exchange.field("csrf_token");
    const token = form || exchange.header("x-csrftoken") || exchange.header("x-csrf-token");
    if (token === undefined || token === "") throw refused("The CSRF token is missing.");
    if (exchange.session === undefined) throw refused("The CSRF session token is missing.");
    const at = token.lastIndexOf(".");
    if (at < 0 || !same(token.slice(at + 1), this.#sign(token.slice(0, at)))) {
      throw refused("The CSRF token is invalid.");
    }
    const raw = Buffer.from(token.split(".")[0] ?? "", "base64url").toString("utf8");
    if (!same(raw, JSON.stringify(exchange.session.csrf))) {
      throw refused("The CSRF tokens do not match.");
    }
    if (this.#secure) checkReferer(exchange);
  }

  #sign(text: string): string {
    return createHmac("sha256", this.#key).update(text).digest("base64url");
  }
}

/** Flask-WTF's strict check of requests over HTTPS. */
function checkReferer(exchange: Exchange): void {
  const referer = exchange.header("referer");
  if (referer === undefined) throw refused("The referrer header is missing.");
  if (originOf(referer) !== `https://${exchange.header("host") ?? ""}`) {
    throw refused("The referrer does not match the host.");
  }
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** Refused before any view is reached, hence with Werkzeug's page. */
function refused(message: string): HttpError {
  return new HttpError(400, message, { surface: "page" });
}
