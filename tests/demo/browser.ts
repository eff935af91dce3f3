/** A user's browser, as far as the demo recordings need one: cookies, CSRF, the run's session token, job polls. */
import { setTimeout as delay } from "node:timers/promises";

type Json = Record<string, unknown>;

/** One logged-in user on one run. */
export class Browser {
  readonly #origin: string;
  readonly #send: typeof fetch;
  readonly #cookies = new Map<string, string>();
  #csrf = "";
  #token = "";
  /** The session token of the run. */
  get token(): string {
    return this.#token;
  }

  /** `<run id>/<config>`. */
  run = "";

  /** @param send who sends the requests; a recorder sits here */
  constructor(origin: string, send: typeof fetch = fetch) {
    this.#origin = origin;
    this.#send = send;
  }

  async login(email: string, password: string): Promise<void> {
    const page = await this.#fetch("GET", "/weppcloud/login");
    this.#csrf = tokenOf(await page.text());
    const form = new URLSearchParams({ email, password, remember: "y", next: "", csrf_token: this.#csrf });
    const answer = await this.#fetch("POST", "/weppcloud/login", form);
    await answer.body?.cancel();
    const landing = await this.#fetch("GET", answer.headers.get("location") ?? "/weppcloud/");
    this.#csrf = tokenOf(await landing.text());
  }

  /** Creates a run, opens its page, and gets the token for its changes where the API wants one. */
  async createRun(config: string, api: "rq-engine" | "legacy" = "rq-engine"): Promise<void> {
    const created = await this.#fetch("POST", "/rq-engine/create/", new URLSearchParams({ config }));
    await created.body?.cancel();
    const match = /\/runs\/([^/]+)\/([^/]+)/.exec(created.headers.get("location") ?? "");
    if (match === null) throw new Error(`No run was created: HTTP ${created.status}`);
    this.run = `${match[1]}/${match[2]}`;
    await this.get("");
    if (api === "legacy") return;
    const { token } = await this.#json(
      await this.#fetch("POST", `/rq-engine/api/runs/${this.run}/session-token`),
    );
    this.#token = String(token);
  }

  /** A page or resource of the run. */
  async get(path: string): Promise<string> {
    const answer = await this.#fetch("GET", `/weppcloud/runs/${this.run}/${path}`);
    if (answer.status !== 200) throw new Error(`GET ${path}: HTTP ${answer.status}`);
    return await answer.text();
  }

  /** A change that Flask serves: JSON, a URL-encoded form, or one with files. Returns the answer. */
  async task(path: string, body?: Json | URLSearchParams | FormData): Promise<Json> {
    return await this.#json(await this.#fetch("POST", `/weppcloud/runs/${this.run}/tasks/${path}`, body));
  }

  /** A change that rq-engine serves; waits for its job as the page does. */
  async change(path: string, body: Json | FormData): Promise<void> {
    const answer = await this.#json(
      await this.#fetch("POST", `/rq-engine/api/runs/${this.run}/${path}`, body),
    );
    await this.#done(answer, "/rq-engine/api", path);
  }

  /** A change by the old API, behind cookie and CSRF; waits for its job. */
  async changeLegacy(path: string, body: Json | FormData): Promise<void> {
    const answer = await this.#json(await this.#fetch("POST", `/weppcloud/runs/${this.run}/${path}`, body));
    if (answer["Success"] !== true) throw new Error(`${path}: ${JSON.stringify(answer)}`);
    await this.#done(answer, "/weppcloud/rq/api", path);
  }

  async #done({ job_id }: Json, api: string, path: string): Promise<void> {
    if (typeof job_id !== "string") return;
    for (;;) {
      const { status } = await this.#json(await this.#fetch("GET", `${api}/jobstatus/${job_id}`));
      if (status === "finished") return;
      if (status === "failed") throw new Error(`Job ${job_id} of ${path} failed`);
      await delay(20);
    }
  }

  async #json(answer: Response): Promise<Json> {
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${answer.url}: HTTP ${answer.status} ${text.slice(0, 300)}`);
    return JSON.parse(text) as Json;
  }

  async #fetch(method: string, path: string, body?: Json | URLSearchParams | FormData): Promise<Response> {
    const headers: Record<string, string> = {
      cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; "),
      origin: this.#origin,
      referer: `${this.#origin}/weppcloud/runs/${this.run}/`,
    };
    if (method !== "GET") headers["x-csrftoken"] = this.#csrf;
    if (path.startsWith("/rq-engine/api/") && this.#token !== "") {
      headers["authorization"] = `Bearer ${this.#token}`;
    }
    const isForm = body instanceof URLSearchParams || body instanceof FormData;
    if (body !== undefined && !isForm) headers["content-type"] = "application/json";
    const payload = body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) };
    const answer = await this.#send(this.#origin + path, { method, headers, redirect: "manual", ...payload });
    for (const cookie of answer.headers.getSetCookie()) {
      const [pair = ""] = cookie.split(";");
      const at = pair.indexOf("=");
      this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return answer;
  }
}

/** The CSRF token of a page, from its form field or its meta tag. */
function tokenOf(html: string): string {
  const field = /name="csrf_token"[^>]*value="([^"]+)"/.exec(html) ??
    /name="csrf-token" content="([^"]+)"/.exec(html);
  return field?.[1] ?? "";
}
