/** For tests: the pages and probes of a WEPPcloud that a login meets, with one account. */
import type { FakeReply, Seen } from "./fake_server.ts";

export const ACCOUNT = { email: "person@example.org", password: "right-password" };

/** The login page, with the attributes in an order that a simple pattern misses. */
export const LOGIN_PAGE = `<!doctype html><form action="/weppcloud/login" method="POST">
<input type="hidden" value="token&amp;one" id="csrf_token" name='csrf_token'>
<input value="" type=password name="password" id="password"></form>`;

/** A site that counts logins; the session cookie of the last one is valid until `expire()`. */
export class FakeSite {
  logins = 0;
  #valid = "";

  /** Forgets the session: cookies and tokens so far are no longer taken. */
  expire(): void {
    this.#valid = "";
  }

  /** True when the request carries the session or the token of the last login. */
  knows({ headers }: Seen): boolean {
    if (this.#valid === "") return false;
    return String(headers["cookie"] ?? "").includes(`sid=${this.#valid}`) ||
      headers["authorization"] === `Bearer token-${this.#valid}`;
  }

  /** Answers what belongs to the login; undefined for everything else. */
  answer(request: Seen): FakeReply | undefined {
    switch (`${request.method} ${request.path}`) {
      case "GET /weppcloud/login":
        return { html: LOGIN_PAGE, headers: { "set-cookie": "sid=anonymous; Path=/" } };
      case "POST /weppcloud/login":
        return this.#login(new URLSearchParams(request.body));
      case "GET /weppcloud/welcome":
        return { html: '<meta content="token-two" name="csrf-token">' };
      case "POST /weppcloud/api/auth/session-heartbeat":
        return this.knows(request) ? { json: { ok: true } } : { status: 401, json: { error: "login" } };
      case "POST /rq-engine/api/runs/sandbox/cfg/session-token":
        return { json: { token: `token-${this.#valid}` } };
    }
    return undefined;
  }

  #login(form: URLSearchParams): FakeReply {
    if (form.get("csrf_token") !== "token&one") {
      return { status: 400, html: "<p>The CSRF token is missing.</p>" };
    }
    if (form.get("email") !== ACCOUNT.email || form.get("password") !== ACCOUNT.password) {
      return { html: LOGIN_PAGE, headers: { "set-cookie": "sid=anonymous; Path=/" } };
    }
    this.#valid = `session-${++this.logins}`;
    const cookie = `sid=${this.#valid}; Path=/; HttpOnly`;
    return { status: 302, headers: { location: "/weppcloud/welcome", "set-cookie": cookie } };
  }
}
