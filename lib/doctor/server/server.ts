/** The server that `doctor` looks at: each part is asked for once, and only when what it rests on is there. */
import { setTimeout as delay } from "node:timers/promises";
import { type Credentials, Session } from "../../auth/session.ts";
import { type HttpAnswer, HttpClient } from "../../http/client.ts";
import { Cookies } from "../../http/cookies.ts";
import { httpsOf } from "../../http/https_upgrade.ts";
import { DEFAULT_LIMITS } from "../../http/limits.ts";
import { RedirectsError } from "../../http/request_error.ts";
import type { ServerUrls } from "../../http/server_urls.ts";
import { POLL_LIMIT, PollBudget } from "../../jobs/pacing.ts";
import type { JobWatch } from "../../jobs/watch.ts";
import { placeOf, reachHost, readChain, type ShownCertificate } from "./connect.ts";
import { after, missing, once, type Stage, there } from "./stage.ts";

/** What doctor asks for is short: an answer that trickles may take so many times as long as a silence. */
const ANSWER_LIMITS = 3;
/** Redirects of the login page that are followed, on the same site. */
const LOGIN_HOPS = 5;

/** How the server is reached and who asks. */
export interface ServerOptions {
  /** How output names it. */
  name: string;
  urls: ServerUrls;
  /** Started by this program, and gone when it ends. */
  embedded: boolean;
  /** Listed as a production host: nobody logs in there unless it is allowed. */
  production: boolean;
  allowProduction: boolean;
  loginUrls?: ServerUrls;
  connectTimeout?: number;
  requestTimeout?: number;
  /** Certificates of authorities to trust beside the usual ones, PEM. */
  ca?: string;
  /** @throws ProfileError when they cannot be had */
  credentials: () => Promise<Credentials>;
  learn: (secret: string, options?: { declared?: boolean }) => void;
  now: () => number;
  signal: AbortSignal;
}

/** Somebody who is logged in. */
export interface LoggedIn {
  session: Session;
  client: HttpClient;
  watch: JobWatch;
  credentials: Credentials;
}

/** One server, while `doctor` runs. */
export class Server {
  readonly options: ServerOptions;
  /** Where it is; the https address, when plain http leads there. */
  urls: ServerUrls;
  readonly client: HttpClient;

  constructor(options: ServerOptions) {
    this.options = options;
    this.urls = options.urls;
    const { connectTimeout, requestTimeout = DEFAULT_LIMITS.silence, ca, signal } = options;
    this.client = new HttpClient({
      guard: { recordedRun: undefined, sandboxRun: "", origins: new Set([options.urls.origin]) },
      limits: {
        ...(connectTimeout === undefined ? {} : { connect: connectTimeout }),
        silence: requestTimeout,
        total: requestTimeout * ANSWER_LIMITS,
      },
      ...(ca === undefined ? {} : { ca }),
      signal,
    });
  }

  /** The host has an address, and takes connections. */
  readonly connection = once(async (): Promise<Stage<string>> => {
    try {
      return there(await reachHost(placeOf(this.urls.origin), this.#limits));
    } catch (error) {
      return missing(error);
    }
  });

  /** Its certificates, after where plain http leads was followed; none on plain http. */
  readonly certificate = once(async (): Promise<Stage<ShownCertificate[]>> =>
    await after(await this.connection(), "the connection", async () => {
      try {
        await this.#followToHttps();
        if (!this.urls.origin.startsWith("https:")) return there([]);
        return there(await readChain(placeOf(this.urls.origin), this.#limits));
      } catch (error) {
        return missing(error);
      }
    })
  );

  /** HTTP is answered by what looks like a WEPPcloud; how its parts say they are. */
  readonly answers = once(async (): Promise<Stage<{ health: string[] }>> =>
    await after(await this.certificate(), "the certificate", async () => {
      try {
        return await this.#askSite();
      } catch (error) {
        return missing(error);
      }
    })
  );

  /** Logged in as `play` logs in, and proven. */
  readonly login = once(async (): Promise<Stage<LoggedIn>> =>
    await after(await this.answers(), "the server", async () => {
      const { production, allowProduction } = this.options;
      if (production && !allowProduction) {
        return {
          state: "skipped",
          reason: "Nobody logs in at a production host; --allow-production looks further",
        };
      }
      try {
        return await this.#logIn();
      } catch (error) {
        return missing(error);
      }
    })
  );

  /** Frees the connections. */
  async close(): Promise<void> {
    await this.client.close();
  }

  /** How to ask about jobs; nothing is ever enqueued. */
  watchOf(session: Session, client: HttpClient): JobWatch {
    const { now, signal } = this.options;
    return {
      client,
      urls: this.urls,
      session,
      budget: new PollBudget(POLL_LIMIT),
      now,
      sleep: async (ms) => {
        if (ms > 0) await delay(ms, undefined, { signal });
      },
    };
  }

  /** A session of nobody, for what everybody may ask. */
  anonymous(): JobWatch {
    return this.watchOf(
      new Session(this.client, this.urls, {}, { note: () => {}, learn: () => {} }),
      this.client,
    );
  }

  get #limits() {
    const { connectTimeout = DEFAULT_LIMITS.connect, ca, now } = this.options;
    return { timeout: connectTimeout, now: now(), ...(ca === undefined ? {} : { ca }) };
  }

  async #followToHttps(): Promise<void> {
    const https = await httpsOf(this.urls, this.client).catch(() => undefined);
    if (https === undefined) return;
    this.client.guard.allowOrigin(https.origin);
    this.urls = https;
  }

  async #askSite(): Promise<Stage<{ health: string[] }>> {
    const login = await this.#askLogin();
    if (login.status >= 400 && login.status !== 401 && login.status !== 403) {
      return {
        state: "missing",
        message: `${this.urls.base}/login answers HTTP ${login.status}`,
        remedy: login.status >= 500
          ? "Look at the server's log"
          : "Check that --base-url names a WEPPcloud, with its path: https://host/weppcloud",
      };
    }
    const health: string[] = [];
    for (const address of [`${this.urls.origin}/rq-engine/health`, `${this.urls.base}/health`]) {
      const { status } = await this.client.send({
        method: "GET",
        url: new URL(address),
        redirect: "manual",
        accepts: () => true,
      });
      health.push(`${new URL(address).pathname} answers HTTP ${status}`);
    }
    return there({ health });
  }

  /** The login page; what leads to another site is not followed. */
  async #askLogin(): Promise<HttpAnswer> {
    const asked = new URL(`${this.urls.base}/login`);
    let url = asked;
    for (let hop = 0; hop <= LOGIN_HOPS; hop++) {
      const answer = await this.client.send({ method: "GET", url, redirect: "manual" });
      const location = answer.headers["location"] ?? "";
      const isLed = answer.status >= 300 && answer.status < 400 && URL.canParse(location, url);
      if (!isLed || new URL(location, url).origin !== url.origin) return answer;
      url = new URL(location, url);
    }
    throw new RedirectsError(asked, LOGIN_HOPS);
  }

  async #logIn(): Promise<Stage<LoggedIn>> {
    const credentials = await this.options.credentials().catch(() => undefined);
    // Why they cannot be had is said where the settings are.
    if (credentials === undefined) {
      return { state: "skipped", reason: "Not asked, as the credentials cannot be had" };
    }
    const { loginUrls: login, learn } = this.options;
    if (login !== undefined) this.client.guard.allowOrigin(login.origin);
    const cookies = new Cookies(login === undefined ? undefined : { login, target: this.urls });
    const client = this.client.as(cookies);
    const session = new Session(client, this.urls, credentials, { note: () => {}, learn }, login);
    await session.open();
    return there({ session, client, credentials, watch: this.watchOf(session, client) });
  }
}
