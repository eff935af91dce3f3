/** A plain client for the tests of this folder: a cookie jar, CSRF, tokens, waiting for jobs. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EmbeddedOptions, type EmbeddedServer, startEmbedded } from "../mod.ts";
import { encodeRaster } from "../model/raster.ts";

/** A server with temporary roots. */
export interface TestServer extends EmbeddedServer {
  root: string;
}

/** Runs the body with a fresh server, then closes it and removes its folders. */
export async function withServer(
  options: Partial<EmbeddedOptions>,
  body: (server: TestServer) => Promise<void>,
): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), "embedded-"));
  const server = await startEmbedded({
    playbackRunRoot: join(root, "playback"),
    runsRoot: join(root, "runs"),
    jobScale: 0.05,
    ...options,
  });
  try {
    await body({ ...server, root });
  } finally {
    await server.close();
    await rm(root, { recursive: true, force: true });
  }
}

/** Makes a sandbox with a configuration; returns its run id. */
export async function makeSandbox(server: TestServer, id: string, config = "disturbed9002"): Promise<string> {
  const dir = join(server.root, "playback", id);
  await mkdir(dir, { recursive: true });
  await writeFile(join(dir, `${config}.cfg`), '[general]\ncellsize = 30\nmods = ["disturbed"]\n');
  return `profile;;tmp;;${id}`;
}

/** A browser of sorts. */
export class TestClient {
  readonly cookies = new Map<string, string>();
  csrf = "";
  token: string | undefined;
  readonly #server: EmbeddedServer;

  constructor(server: EmbeddedServer) {
    this.#server = server;
  }

  /** Sends a request; redirects are not followed. */
  async send(method: string, path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    if (cookie !== "") headers.set("cookie", cookie);
    if (path.startsWith("/rq-engine/") && this.token !== undefined) {
      headers.set("authorization", `Bearer ${this.token}`);
    }
    if (method !== "GET") {
      if (this.csrf !== "") headers.set("x-csrftoken", this.csrf);
      headers.set("origin", this.#server.origin);
      if (!headers.has("referer")) headers.set("referer", `${this.#server.origin}/weppcloud/`);
    }
    const response = await this.#fetch(this.#server.origin + path, {
      ...init,
      method,
      headers,
      redirect: "manual",
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ""] = line.split(";");
      const at = pair.indexOf("=");
      if (/Max-Age=0/.test(line)) this.cookies.delete(pair.slice(0, at));
      else this.cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return response;
  }

  /** Sends JSON. */
  post(path: string, body?: unknown): Promise<Response> {
    if (body === undefined) return this.send("POST", path);
    return this.send("POST", path, {
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  }

  /** Opens the login page and remembers its token; returns the page. */
  async openLogin(): Promise<string> {
    const page = await (await this.send("GET", "/weppcloud/login")).text();
    this.csrf = /name="csrf_token" type="hidden" value="([^"]+)"/.exec(page)?.[1] ?? "";
    return page;
  }

  /** Logs in; returns the answer to the form. */
  async login(account = this.#server.account): Promise<Response> {
    await this.openLogin();
    const body = new URLSearchParams({ ...account, remember: "y", csrf_token: this.csrf, next: "" });
    const response = await this.send("POST", "/weppcloud/login", { body });
    await response.body?.cancel();
    return response;
  }

  /** The runtime's own fetch; with TLS one that trusts the server's authority and nothing else. */
  async #fetch(url: string, init: RequestInit): Promise<Response> {
    const { ca } = this.#server;
    if (ca === undefined) return await fetch(url, init);
    const { Agent, fetch: tlsFetch } = await import("undici");
    const dispatcher = new Agent({ connect: { ca }, keepAliveTimeout: 1, keepAliveMaxTimeout: 1 });
    const { body, headers, method = "GET", redirect = "follow" } = init;
    const sent = new Headers(headers);
    if (body instanceof URLSearchParams) sent.set("content-type", "application/x-www-form-urlencoded");
    const answer = await tlsFetch(url, {
      method,
      redirect,
      headers: [...sent],
      ...typeof body === "string" || body instanceof URLSearchParams ? { body: String(body) } : {},
      dispatcher,
    });
    return answer as unknown as Response;
  }

  /** Gets a user token for rq-engine. */
  async fetchToken(): Promise<string> {
    const { token } = await (await this.post("/weppcloud/api/auth/rq-engine-token")).json() as {
      token: string;
    };
    return this.token = token;
  }

  /** Logs in and gets a token. */
  async start(): Promise<this> {
    await this.login();
    await this.fetchToken();
    return this;
  }

  /** Waits until the job of an answer is over; returns its last state, or the answer's body without a job. */
  async finish(response: Response): Promise<Record<string, unknown>> {
    const answer = await response.json() as Record<string, unknown>;
    if (typeof answer["job_id"] !== "string") return answer;
    for (;;) {
      const state = await (await this.send("GET", `/rq-engine/api/jobstatus/${answer["job_id"]}`)).json() as {
        status: string;
      };
      if (!["queued", "started", "deferred", "scheduled"].includes(state.status)) return state;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

/** A small GeoTIFF whose cells follow a rule. */
export function testRaster(rule: (column: number, row: number) => number, size = 12): Promise<Uint8Array> {
  const grid = {
    width: size,
    height: size,
    cell: 30,
    west: 498000,
    north: 5171000,
    epsg: 32611,
    bounds: [-117, 46, -116, 47] as const,
  };
  const values = Array.from({ length: size * size }, (_, cell) => rule(cell % size, Math.floor(cell / size)));
  return encodeRaster(grid, values, "uint8", 255);
}
