/** Bearer tokens: JWTs signed with HS256 that are valid while the server remembers their `jti`. */
import { createHmac, randomBytes } from "node:crypto";
import { isObject, parseJson } from "../../model/json.ts";

/** What a token says. */
export interface Claims {
  sub: string;
  /** `user` or `session`. */
  token_class: string;
  scope: string;
  aud: string;
  jti: string;
  iat: number;
  exp: number;
  /** Of a user token: rq-engine lets Admin and Root into every run by what the token says. */
  roles?: readonly string[];
  /** Session tokens are for one run only. */
  runid?: string;
}

/** Scopes of the tokens that this server gives out. */
export const ENGINE_SCOPES = ["rq:status", "rq:enqueue", "rq:export"] as const;
const AUDIENCE = "rq-engine";

/** The tokens of one server. */
export class Tokens {
  readonly #key = randomBytes(32);
  readonly #live = new Map<string, string>();
  readonly #now: () => number;
  readonly #random: () => string;

  constructor(now: () => number, random: () => string) {
    this.#now = now;
    this.#random = random;
  }

  /**
   * A new token.
   *
   * @param session name of the browser session for the logs
   * @param lifetime seconds
   */
  issue(
    what: { sub: string; token_class: string; runid?: string; roles?: readonly string[] },
    session: string,
    lifetime: number,
  ): { token: string; claims: Claims } {
    const iat = Math.floor(this.#now() / 1000);
    const claims: Claims = {
      ...what,
      scope: ENGINE_SCOPES.join(" "),
      aud: AUDIENCE,
      jti: this.#random(),
      iat,
      exp: iat + lifetime,
    };
    this.#live.set(claims.jti, session);
    const text = `${encode({ alg: "HS256", typ: "JWT" })}.${encode(claims)}`;
    return { token: `${text}.${this.#sign(text)}`, claims };
  }

  /** The claims of a token, or why it is not valid. */
  verify(token: string): { claims: Claims } | { trouble: string } {
    const [head = "", body = "", signature = ""] = token.split(".");
    if (signature === "" || signature !== this.#sign(`${head}.${body}`)) return { trouble: "Invalid token" };
    const claims = parseJson(Buffer.from(body, "base64url").toString("utf8"));
    if (!isClaims(claims) || claims.aud !== AUDIENCE) return { trouble: "Invalid token" };
    const expired = claims.exp * 1000 <= this.#now() || !this.#live.has(claims.jti);
    return expired ? { trouble: "token has expired" } : { claims };
  }

  /** Name of the browser session for which a token was made. */
  sessionOf(claims: Claims): string | undefined {
    return this.#live.get(claims.jti);
  }

  /** Ends all tokens. */
  endAll(): void {
    this.#live.clear();
  }

  #sign(text: string): string {
    return createHmac("sha256", this.#key).update(text).digest("base64url");
  }
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function isClaims(value: unknown): value is Claims {
  return isObject(value) && typeof value["jti"] === "string" && typeof value["exp"] === "number";
}
