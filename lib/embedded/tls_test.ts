import assert from "node:assert/strict";
import { request } from "node:https";
import { test } from "node:test";
import { sha256 } from "../files/hash.ts";
import { makeSandbox, TestClient, withServer } from "./testing/client.ts";
import { makeCertificates } from "./tls/certificates.ts";

const HEARTBEAT = "/weppcloud/api/auth/session-heartbeat";

/** Sends a GET; the chain is verified against the authority. */
function get(
  url: string,
  ca: string | undefined,
  headers: Record<string, string> = {},
): Promise<{ status: number; headers: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    request(url, { ...ca === undefined ? {} : { ca }, headers, agent: false }, (answer) => {
      answer.resume();
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers }));
    }).on("error", reject).end();
  });
}

test("startEmbedded() with tls is verified by its own authority under every name, and by no other", async () => {
  await withServer({ tls: true }, async (server) => {
    assert.match(server.origin, /^https:\/\/127\.0\.0\.1:\d+$/);
    assert.equal((await get(`${server.baseUrl}/health`, server.ca)).status, 200);
    const { port } = new URL(server.origin);
    assert.equal((await get(`https://localhost:${port}/weppcloud/health`, server.ca)).status, 200);
    await assert.rejects(get(`${server.baseUrl}/health`, undefined));
    const { ca: other } = await makeCertificates(["localhost"], Date.now());
    await assert.rejects(get(`${server.baseUrl}/health`, other));
  });
});

test("startEmbedded() with tls sets the cookies of a server on HTTPS, and without it those of before", async () => {
  const flags = (lines: string[]): string[] => lines.map((line) => line.replace(/=[^;]*/, "")).sort();
  await withServer({ tls: true }, async (server) => {
    const client = new TestClient(server);
    assert.deepEqual(flags((await client.login()).headers.getSetCookie()), [
      "__Host-weppcloud_session; HttpOnly; Path=/; SameSite=Lax; Secure",
      "remember_token; Max-Age=7776000; HttpOnly; Path=/; SameSite=Lax; Secure",
    ]);
    assert.equal((await client.post(HEARTBEAT)).status, 200);
    const gone = await client.send("GET", "/weppcloud/logout");
    assert.ok(gone.headers.getSetCookie().every((line) => /^[^=]+=; Max-Age=0; .*; Secure$/.test(line)));
    assert.equal((await client.post(HEARTBEAT)).status, 400);
  });
  await withServer({}, async (server) => {
    assert.deepEqual(flags((await new TestClient(server).login()).headers.getSetCookie()), [
      "remember_token; Max-Age=7776000; HttpOnly; Path=/; SameSite=Lax",
      "weppcloud_session; HttpOnly; Path=/; SameSite=Lax",
    ]);
  });
});

test("the browse cookie is for one run, and has a name of its own for composite ids", async () => {
  await withServer({ tls: true }, async (server) => {
    const client = await new TestClient(server).start();
    const created = await client.send("POST", "/rq-engine/create/", {
      body: new URLSearchParams({ config: "dev_unit_1" }),
    });
    const [, run] = /\/runs\/([^/]+)\//.exec(created.headers.get("location") ?? "") ?? [];
    const answer = await client.post(`/rq-engine/api/runs/${run}/dev_unit_1/session-token`);
    const [cookie = ""] = answer.headers.getSetCookie();
    assert.match(cookie, /^wepp_browse_jwt=/);
    assert.ok(cookie.includes(`Path=/weppcloud/runs/${run}/dev_unit_1/;`), cookie);
    assert.match(cookie, /HttpOnly.*Secure/);
    const sandbox = await makeSandbox(server, "cookie");
    const other = await client.post(`/rq-engine/api/runs/${sandbox}/disturbed9002/session-token`);
    const name = `wepp_browse_jwt_${sha256(`${sandbox}\ndisturbed9002`).slice(0, 16)}`;
    const [composite = ""] = other.headers.getSetCookie();
    assert.ok(composite.startsWith(`${name}=`) && composite.includes("; Path=/weppcloud/runs/;"), composite);
  });
});

test("over HTTPS a Flask change needs a Referer of the host, and a cookie is proven by the origin", async () => {
  await withServer({ tls: true }, async (server) => {
    const client = await new TestClient(server).start();
    const { port } = new URL(server.origin);
    const post = (headers: Record<string, string>): Promise<Response> =>
      client.send("POST", HEARTBEAT, { headers });
    assert.match(
      await (await post({ referer: "" })).text(),
      /The referrer (header is missing|does not match)/,
    );
    assert.match(
      await (await post({ referer: `https://127.0.0.1:${Number(port) + 1}/x` })).text(),
      /The referrer does not match the host\./,
    );
    assert.match(
      await (await post({ referer: `http://127.0.0.1:${port}/x` })).text(),
      /The referrer does not match the host\./,
    );
    assert.equal((await post({ referer: `${server.origin}/weppcloud/` })).status, 200);
    assert.equal((await post({ "sec-fetch-site": "cross-site" })).status, 403);
  });
});

test("answers are compressed for those who take it, behind HTTPS only", async () => {
  const encoding = async (tls: boolean, path: string, accept: string): Promise<unknown> => {
    let found: unknown;
    await withServer({ tls }, async (server) => {
      const client = new TestClient(server);
      found = tls
        ? (await get(server.origin + path, server.ca, { "accept-encoding": accept }))
          .headers["content-encoding"]
        : (await client.send("GET", path, { headers: { "accept-encoding": accept } })).headers.get("vary");
    });
    return found ?? undefined;
  };
  assert.equal(await encoding(true, "/weppcloud/static/embedded.css", "gzip, br"), "gzip");
  assert.equal(await encoding(true, "/weppcloud/static/embedded.css", "identity"), undefined);
  assert.equal(await encoding(true, "/weppcloud/health", "gzip"), undefined);
  assert.equal(await encoding(false, "/weppcloud/static/embedded.css", "gzip"), undefined);
});
