/** Who is at work in the browser, without a name: one session, a pseudonym of the user, browser and viewport. */
import { randomBytes } from "node:crypto";
import { isObject, parseJson } from "../../model/json.ts";
import type { Redactor } from "../../redact/redactor.ts";
import { browserOf } from "../../recording/browser.ts";
import { headerOf } from "../../recording/headers.ts";
import type { HeaderList, SeenBody, SeenSession } from "../../recording/types.ts";

/** Cookies from this length on are taken for secrets. */
const SECRET_COOKIE = 16;

/** The browser session that is recorded. */
export class BrowserSession {
  readonly id: string;
  readonly #redactor: Redactor;
  readonly #browsers = new Map<string, string | undefined>();
  #user: string | undefined;
  #viewport: string | undefined;
  #cookie: string | undefined;

  /** @param id default: made at random */
  constructor(redactor: Redactor, id = `proxy-${randomBytes(6).toString("hex")}`) {
    this.id = id;
    this.#redactor = redactor;
  }

  /** As it is noted with an exchange. */
  seen(headers: HeaderList): SeenSession {
    const browser = this.#browserOf(headerOf(headers, "user-agent") ?? "");
    return {
      id: this.id,
      ...(this.#user === undefined ? {} : { user: this.#user }),
      ...(browser === undefined ? {} : { browser }),
      ...(this.#viewport === undefined ? {} : { viewport: this.#viewport }),
    };
  }

  setViewport(width: number, height: number): void {
    const whole = [width, height].map(Math.round);
    if (whole.every((side) => side > 0 && side < 100_000)) this.#viewport = whole.join("x");
  }

  /** A login form was sent: its secrets are known from now on, its address becomes a pseudonym. */
  login(body: SeenBody, succeeded: boolean): void {
    const fields = fieldsOf(body);
    const password = fields.get("password");
    if (password !== undefined) this.#redactor.learn(password, { declared: true });
    const email = fields.get("email") ?? fields.get("username");
    if (succeeded && email !== undefined && email !== "") this.#user = this.#redactor.pseudonyms.user(email);
  }

  logout(): void {
    this.#user = undefined;
    this.#cookie = undefined;
  }

  /** The cookies that the browser sends now; kept in memory alone, see `fetch_config.ts`. */
  noteCookies(headers: HeaderList): void {
    const cookie = headerOf(headers, "cookie");
    if (cookie !== undefined) this.#cookie = cookie;
  }

  /** The Cookie header of the last request that had one. */
  get cookie(): string | undefined {
    return this.#cookie;
  }

  /** Cookies that no script may read are secrets wherever they turn up. */
  learnCookies(answer: HeaderList): void {
    for (const [name, value] of answer) {
      if (name.toLowerCase() !== "set-cookie" || !/;\s*httponly\b/i.test(value)) continue;
      const secret = /^[^=;]*=\s*"?([^;"]*)/.exec(value)?.[1]?.trim() ?? "";
      if (secret.length >= SECRET_COOKIE) this.#redactor.learn(secret);
    }
  }

  #browserOf(agent: string): string | undefined {
    if (!this.#browsers.has(agent) && this.#browsers.size < 100) {
      this.#browsers.set(agent, browserOf(agent));
    }
    return this.#browsers.get(agent);
  }
}

/** What an exchange does to the account: such exchanges are passed on and never recorded. */
export type AccountAction = "login" | "logout" | "token";

/**
 * The account action behind a path, if it is one.
 *
 * @param path with or without query
 */
export function accountAction(path: string): AccountAction | undefined {
  const plain = path.replace(/[?#][^]*$/, "").replace(/\/+$/, "");
  if (/\/(?:login|oauth\/[^/]+(?:\/callback)?|reset(?:\/.*)?|register|verify)$/.test(plain)) return "login";
  if (/\/logout$/.test(plain)) return "logout";
  return /\/(?:session-token|rq-engine-token|mint-token|session-heartbeat)$/.test(plain)
    ? "token"
    : undefined;
}

function fieldsOf(body: SeenBody): Map<string, string> {
  if (body.kind === "form") {
    return new Map(body.parts.flatMap(({ name, value }) => value === undefined ? [] : [[name, value]]));
  }
  const json = body.kind === "json" ? parseJson(body.text) : undefined;
  if (typeof json !== "object" || json === null) return new Map();
  return new Map(
    Object.entries(json).flatMap(([name, value]) => typeof value === "string" ? [[name, value]] : []),
  );
}

/** The session as the events carry it: its pseudonym. */
export function sessionName(redactor: Redactor, sessionId: string): string {
  const clean = redactor.json({ sessionId });
  const name = isObject(clean) ? clean["sessionId"] : undefined;
  return typeof name === "string" ? name : sessionId;
}
