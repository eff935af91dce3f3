import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { makeCertificates } from "../../embedded/tls/certificates.ts";
import { checksIn, saidBy, serverAt, withRoot, withServer } from "../testing/bench.ts";
import type { DoctorItem } from "../run.ts";
import { csrfCheck } from "./csrf.ts";
import { there } from "./stage.ts";
import { judgeQueue } from "./workers.ts";

const LOGIN = { login: { email: "a@example.org", password: "pw" } };
const DAY = 86_400_000;
const ID = "0123456789abcdef0123456789abcdef";

/** Nothing but one check failed, and what rests on it was skipped. */
function onlyFailed(items: readonly DoctorItem[], check: string, message: RegExp): void {
  assert.match(saidBy(items, check), message);
  assert.deepEqual(checksIn(items, "failed"), [check]);
  assert.deepEqual(checksIn(items, "warning"), []);
  const found = items.find((item) => item.check === check && item.state === "failed");
  assert.ok((found?.remedy ?? "") !== "", "a failure says what to do");
}

test("a server at which all is well: nothing failed, and nothing was changed there", async () => {
  await withServer({}, async ({ server, at, examine }) => {
    const items = await examine({ server: at() });
    assert.deepEqual(checksIn(items, "failed"), []);
    assert.deepEqual(checksIn(items, "warning"), []);
    assert.match(saidBy(items, "api"), /both generations/);
    assert.match(saidBy(items, "token"), /ok: rq-engine takes the token, valid for/);
    assert.match(saidBy(items, "workers"), /skipped: The queue is empty/);
    const allowed =
      /^(?:GET .*|POST \/weppcloud\/(?:login|api\/auth\/(?:session-heartbeat|rq-engine-token)))$/;
    for (const { method, path } of server.requests) {
      assert.match(`${method} ${path}`, allowed);
      assert.doesNotMatch(path, /hello-world/);
    }
  });
});

test("connection: a name that nobody knows, a port at which nobody listens", async () => {
  await withRoot(async ({ examine }) => {
    const nowhere = await examine({ server: serverAt("http://no-such-host.invalid/weppcloud", LOGIN) });
    onlyFailed(
      nowhere,
      "connection",
      /no-such-host\.invalid: the host name (?:is not known|cannot be looked up)/,
    );
    assert.match(saidBy(nowhere, "token"), /skipped: Not asked, as the connection failed/);
    const dead = await examine({ server: serverAt("http://127.0.0.1:9/weppcloud", LOGIN) });
    onlyFailed(dead, "connection", /port 9: connection refused/);
  });
});

test("certificate: ended, of an authority that is not known, soon at its end, and trusted with ca", async () => {
  await withServer({ tls: true }, async ({ server, at, examine }) => {
    onlyFailed(
      await examine({ server: at() }),
      "certificate",
      /signed by itself, or by an authority that is not known/,
    );
    const { ca = "" } = server;
    const trusted = await examine({ server: at({ ca }) });
    assert.deepEqual([checksIn(trusted, "failed"), checksIn(trusted, "warning")], [[], []]);
    assert.match(saidBy(trusted, "certificate"), /ok: trusted, valid to \d{4}-\d\d-\d\d \((?:89|90) days\)/);
    const soon = await examine({ server: at({ ca }), now: () => Date.now() + 80 * DAY });
    assert.match(saidBy(soon, "certificate"), /warning: The certificate of .* ends .* \((?:9|10) days\)/);
  });
  await withExpired(async (baseUrl, ca) => {
    await withRoot(async ({ examine }) => {
      onlyFailed(await examine({ server: serverAt(baseUrl, LOGIN, { ca }) }), "certificate", /has expired/);
    });
  });
});

test("server, api: something else at the address, and a site without any API", async () => {
  await withSite((path) => path === "/login" ? 404 : 200, async (baseUrl) => {
    await withRoot(async ({ examine }) => {
      onlyFailed(await examine({ server: serverAt(baseUrl, LOGIN) }), "server", /\/login answers HTTP 404/);
    });
  });
  await withSite((path) => path === "/login" ? 200 : 404, async (baseUrl) => {
    await withRoot(async ({ examine }) => {
      const items = await examine({ server: serverAt(baseUrl, LOGIN, { production: true }) });
      onlyFailed(items, "api", /in neither generation/);
      assert.match(saidBy(items, "connection"), /listed as a production host/);
      assert.match(saidBy(items, "login"), /skipped: Nobody logs in at a production host/);
    });
  });
  await withServer({ faults: ["api-off=legacy"] }, async ({ at, examine }) => {
    assert.match(saidBy(await examine({ server: at() }), "api"), /ok: The server answers the rq-engine API/);
  });
});

test("server: one that redirects in circles is asked a few times, and its API not for as long as there is time", async () => {
  const asked: string[] = [];
  const circles = (path: string) => asked.push(path) > 0 ? 302 : 500;
  await withSite(circles, async (baseUrl) => {
    await withRoot(async ({ examine }) => {
      const items = await examine({ server: serverAt(baseUrl, LOGIN) });
      onlyFailed(items, "server", /More than 5 redirects from \/login: it redirects in circles/);
      assert.ok(asked.length <= 10, `${asked.length} requests`);
    });
  });
  asked.length = 0;
  await withSite((path) => path === "/login" ? 200 : circles(path), async (baseUrl) => {
    await withRoot(async ({ examine }) => {
      const items = await examine({ server: serverAt(baseUrl, LOGIN, { production: true }) });
      onlyFailed(items, "api", /in neither generation/);
      assert.ok(asked.length <= 20, `${asked.length} requests`);
    });
  });
});

test("server: an answer that trickles is left when it takes three times as long as a silence may", async () => {
  // An answer that never ends, and never stops for long.
  const drip = createServer((_request, response) => {
    const timer = setInterval(() => response.write("x"), 50);
    response.on("close", () => clearInterval(timer));
  });
  await listening(drip, async (baseUrl) => {
    await withRoot(async ({ examine }) => {
      const stop = new AbortController();
      const patience = setTimeout(() => stop.abort(new Error("it is still read")), 10_000);
      const items = await examine({
        server: serverAt(baseUrl, LOGIN, { requestTimeout: 300, signal: stop.signal }),
      });
      clearTimeout(patience);
      onlyFailed(items, "server", /\/login: the answer did not come to its end within 900 ms/);
    });
  });
});

test("login: a wrong password, nobody's credentials, credentials that cannot be read", async () => {
  await withServer({ faults: ["wrong-password"] }, async ({ at, examine }) => {
    const items = await examine({ server: at() });
    onlyFailed(items, "login", /did not accept e-mail and password/);
    assert.match(saidBy(items, "csrf"), /skipped: Not asked, as the login failed/);
    const nobody = await examine({ server: at({ credentials: () => Promise.resolve({}) }) });
    onlyFailed(nobody, "login", /No credentials for this server/);
    const unread = await examine({ server: at({ credentials: () => Promise.reject(new Error("no")) }) });
    assert.deepEqual(checksIn(unread, "failed"), []);
  });
});

test("csrf: a session whose pages hold no token", async () => {
  await withServer({}, async ({ at, examine }) => {
    const server = at();
    const { value } = await server.login() as Extract<
      Awaited<ReturnType<typeof server.login>>,
      { state: "there" }
    >;
    const without = Object.create(value.session, { hasCsrf: { value: false } }) as typeof value.session;
    Object.assign(server, { login: () => Promise.resolve(there({ ...value, session: without })) });
    const items = await examine({ server });
    assert.match(saidBy(items, csrfCheck.name), /failed: The pages of the server hold no CSRF token/);
  });
});

test("token: ended, not taken, soon at its end", async () => {
  await withServer({}, async ({ server, at, examine }) => {
    const bearer = (value: string) => at({ credentials: () => Promise.resolve({ bearer: value }) });
    onlyFailed(await examine({ server: bearer(tokenTo(-3 * DAY)) }), "token", /The token ended .* ago/);
    onlyFailed(
      await examine({ server: bearer(tokenTo(3 * DAY)) }),
      "token",
      /does not take the token \(HTTP 401\)/,
    );
    const good = await freshToken(server.baseUrl, at);
    const items = await examine({ server: bearer(good) });
    assert.deepEqual(checksIn(items, "failed"), []);
    assert.match(saidBy(items, "login"), /skipped: A token alone/);
    const late = await examine({ server: bearer(good), now: () => Date.now() + 55 * 60_000 });
    assert.match(saidBy(late, "token"), /warning: The token ends in/);
  });
});

test("workers: jobs that wait while none is at work", async () => {
  await withServer({ faults: ["no-worker"] }, async ({ server, at, runRoot, examine }) => {
    await makeSandbox(runRoot);
    const hello = `${server.origin}/rq-engine/api/runs/profile;;tmp;;${ID}/cfg/hello-world`;
    assert.equal((await fetch(hello, { method: "POST" })).status, 200);
    assert.match(
      saidBy(await examine({ server: at() }), "workers"),
      /skipped: 1 job in the queue .* for a moment/,
    );
    const later = await examine({ server: at(), now: () => Date.now() + 10 * 60_000 });
    onlyFailed(later, "workers", /1 job in the queue and none at work, for 10 min .*: nobody takes jobs/);
  });
  const job = (status: string, enqueued_at: string | null) => ({ status, enqueued_at });
  const now = Date.parse("2026-01-01T12:00:00Z");
  assert.equal(judgeQueue([job("started", null), job("queued", "2026-01-01T10:00:00Z")], now).state, "ok");
  assert.equal(judgeQueue([job("queued", "no time")], now).state, "skipped");
  assert.match(judgeQueue([{ state: "busy" }], now).message, /names no states/);
});

test("playback-root: not there, of another server, and the server's own", async () => {
  await withServer({}, async ({ at, runRoot, examine }) => {
    onlyFailed(await examine({ server: at(), rootNamed: true }), "playback-root", /is not there/);
    await makeSandbox(runRoot);
    assert.match(
      saidBy(await examine({ server: at() }), "playback-root"),
      /ok: .* reads the same files there/,
    );
  });
  await withServer({ playbackRunRoot: "/nowhere" }, async ({ at, runRoot, examine }) => {
    await makeSandbox(runRoot);
    onlyFailed(await examine({ server: at() }), "playback-root", /The server does not find profile;;tmp;;/);
  });
});

async function makeSandbox(runRoot: string): Promise<void> {
  await mkdir(join(runRoot, ID), { recursive: true });
  await writeFile(join(runRoot, ID, "active_config.txt"), "cfg");
  await writeFile(join(runRoot, ID, "cfg.cfg"), "[general]\n");
}

/** A token of nobody that ends so many ms from now. */
function tokenTo(ms: number): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "HS256" })}.${part({ exp: Math.floor((Date.now() + ms) / 1000) })}.c2lnbmF0dXJl`;
}

/** A token that the server gives its user. */
async function freshToken(baseUrl: string, at: () => ReturnType<typeof serverAt>): Promise<string> {
  const login = await at().login();
  assert.equal(login.state, "there");
  if (login.state !== "there") return "";
  const url = new URL(`${baseUrl}/api/auth/rq-engine-token`);
  const { session, client } = login.value;
  const headers = { ...session.headersFor("POST", url), "sec-fetch-site": "same-origin" };
  const answer = await client.send({ method: "POST", url, headers });
  return (answer.json as { token: string }).token;
}

/** A site that answers each path with a status; 302 leads to the same path. */
async function withSite(
  statusOf: (path: string) => number,
  use: (baseUrl: string) => Promise<void>,
): Promise<void> {
  const http = createServer((request, response) => {
    const { url = "/" } = request;
    const status = statusOf(url);
    response.writeHead(status, status === 302 ? { location: url } : {}).end();
  });
  await listening(http, use);
}

/** A server on loopback while it is needed. */
async function listening(http: Server, use: (baseUrl: string) => Promise<void>): Promise<void> {
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  try {
    await use(`http://127.0.0.1:${(http.address() as AddressInfo).port}`);
  } finally {
    http.closeAllConnections();
    await new Promise((resolve) => http.close(resolve));
  }
}

/** A site whose certificate has ended; its authority is known. */
async function withExpired(use: (baseUrl: string, ca: string) => Promise<void>): Promise<void> {
  const { key, cert, ca } = await makeCertificates(["localhost", "127.0.0.1"], Date.now() - 200 * DAY);
  const https = createTlsServer({ key, cert }, (_request, response) => void response.end());
  await new Promise<void>((resolve) => https.listen(0, "127.0.0.1", resolve));
  try {
    await use(`https://127.0.0.1:${(https.address() as AddressInfo).port}`, ca);
  } finally {
    https.closeAllConnections();
    await new Promise((resolve) => https.close(resolve));
  }
}
