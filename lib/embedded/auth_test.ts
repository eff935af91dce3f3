import assert from "node:assert/strict";
import { test } from "node:test";
import { makeSandbox, TestClient, withServer } from "./testing/client.ts";

const HEARTBEAT = "/weppcloud/api/auth/session-heartbeat";

test("login takes the form's token, rotates the session and is proven by the heartbeat", async () => {
  await withServer({}, async (server) => {
    const client = new TestClient(server);
    const page = await client.openLogin();
    assert.match(page, /<input id="csrf_token" name="csrf_token" type="hidden" value="[^"]+">/);
    assert.match(page, /<meta name="csrf-token" content="[^"]+">/);
    const anonymous = client.cookies.get("weppcloud_session");
    assert.ok(anonymous !== undefined);
    assert.equal((await client.post(HEARTBEAT)).status, 401);
    assert.equal(
      (await client.send("GET", "/weppcloud/profile")).headers.get("location")?.startsWith(
        "/weppcloud/login",
      ),
      true,
    );
    assert.equal((await client.login()).status, 302);
    assert.notEqual(client.cookies.get("weppcloud_session"), anonymous);
    assert.equal((await client.post(HEARTBEAT)).status, 200);
    assert.equal((await client.send("GET", "/weppcloud/profile")).status, 200);
    client.cookies.set("weppcloud_session", anonymous);
    client.cookies.delete("remember_token");
    // The session of before the login is gone, and with it the secret behind the token.
    assert.equal((await client.post(HEARTBEAT)).status, 400);
  });
});

test("login with a wrong password is 200 with the page and a cookie, and nobody is logged in", async () => {
  await withServer({}, async (server) => {
    const client = new TestClient(server);
    const response = await client.login({ ...server.account, password: "wrong" });
    assert.equal(response.status, 200);
    assert.ok(response.headers.getSetCookie().some((line) => line.startsWith("weppcloud_session=")));
    assert.equal((await client.post(HEARTBEAT)).status, 401);
  });
});

test("Flask changes need a CSRF token of the same session, a login and the same origin where it is asked", async () => {
  await withServer({}, async (server) => {
    const run = await makeSandbox(server, "csrf");
    const client = await new TestClient(server).start();
    const path = `/weppcloud/runs/${run}/disturbed9002/tasks/setname/`;
    const token = client.csrf;
    client.csrf = "";
    const missing = await client.post(path, { name: "x" });
    assert.equal(missing.status, 400);
    assert.match(await missing.text(), /The CSRF token is missing\./);
    client.csrf = `${token}x`;
    assert.match(await (await client.post(path, { name: "x" })).text(), /invalid/);
    const stranger = new TestClient(server);
    await stranger.openLogin();
    client.csrf = stranger.csrf;
    assert.match(await (await client.post(path, { name: "x" })).text(), /do not match/);
    assert.equal((await stranger.post(path, { name: "x" })).status, 401);
    client.csrf = token;
    assert.equal((await client.post(path, { name: "x" })).status, 200);
    const cross = await client.send("POST", HEARTBEAT, { headers: { "sec-fetch-site": "cross-site" } });
    assert.equal(cross.status, 403);
  });
});

test("a login without the form's token is 400", async () => {
  await withServer({}, async (server) => {
    const client = new TestClient(server);
    const body = new URLSearchParams({ ...server.account });
    assert.equal((await client.send("POST", "/weppcloud/login", { body })).status, 400);
  });
});

test("rq-engine changes need a bearer token for the run and ignore cookies", async () => {
  await withServer({}, async (server) => {
    const run = await makeSandbox(server, "one");
    const other = await makeSandbox(server, "two");
    const client = await new TestClient(server).start();
    const path = (id: string, tail: string) =>
      `/rq-engine/api/runs/${encodeURIComponent(id)}/disturbed9002/${tail}`;
    const outlet = { latitude: 46.7, longitude: -117 };
    const user = client.token;
    client.token = undefined;
    const refused = await client.post(path(run, "set-outlet"), outlet);
    assert.equal(refused.status, 401);
    assert.deepEqual(await refused.json(), {
      error: { message: "Missing Authorization header", code: "unauthorized" },
    });
    const answer = await (await client.post(path(run, "session-token"))).json() as {
      token: string;
      runid: string;
    };
    assert.equal(answer.runid, run);
    client.token = answer.token;
    assert.equal((await client.post(path(other, "set-outlet"), outlet)).status, 403);
    assert.equal((await client.post(path(run, "set-outlet"), outlet)).status, 409);
    client.token = `${answer.token}x`;
    assert.equal((await client.post(path(run, "set-outlet"), outlet)).status, 401);
    client.token = user;
    assert.equal((await client.post(path(other, "set-outlet"), outlet)).status, 409);
    const claims = JSON.parse(Buffer.from(user?.split(".")[1] ?? "", "base64url").toString()) as Record<
      string,
      unknown
    >;
    assert.equal(claims["aud"], "rq-engine");
    assert.ok(typeof claims["jti"] === "string" && typeof claims["exp"] === "number");
  });
});

test("a token that is past its time says so", async () => {
  let now = Date.UTC(2026, 0, 1);
  await withServer({ now: () => now }, async (server) => {
    const run = await makeSandbox(server, "late");
    const client = await new TestClient(server).start();
    now += 2 * 3_600_000;
    const response = await client.post(`/rq-engine/api/runs/${run}/disturbed9002/set-outlet`, {});
    assert.equal(response.status, 401);
    assert.match(await response.text(), /token has expired/);
  });
});

test("creation answers 303 with a run of the server's choice that only its owner may use", async () => {
  await withServer({}, async (server) => {
    const client = new TestClient(server);
    assert.equal((await client.post("/rq-engine/create/", { config: "disturbed9002" })).status, 403);
    await client.start();
    const response = await client.post("/rq-engine/create/", {
      config: "disturbed9002",
      "unitizer:is_english": "true",
    });
    assert.equal(response.status, 303);
    const location = response.headers.get("location") ?? "";
    const [, id = ""] = /^\/weppcloud\/runs\/([a-z]+-[a-z]+-\w+)\/disturbed9002\/$/.exec(location) ?? [];
    assert.notEqual(id, "");
    assert.equal((await client.send("GET", location)).status, 200);
    assert.equal((await new TestClient(server).send("GET", location)).status, 403);
    assert.equal((await client.post("/rq-engine/create/", {})).status, 400);
  });
});

test("a run resolves by id and configuration only, and nothing leaves its root", async () => {
  await withServer({}, async (server) => {
    await makeSandbox(server, "here");
    const client = await new TestClient(server).start();
    const status = async (run: string, config = "disturbed9002", tail = "query/has_dem/") =>
      (await client.send("GET", `/weppcloud/runs/${run}/${config}/${tail}`)).status;
    assert.equal(await status("profile;;tmp;;here"), 200);
    assert.equal(await status("profile%3B%3Btmp%3B%3Bhere"), 200);
    assert.equal(await status("profile;;tmp;;here", "other"), 400);
    assert.equal(await status("profile;;tmp;;nowhere"), 404);
    assert.equal(await status("profile;;fork;;here"), 404);
    assert.equal(await status("profile;;tmp;;..%2Fplayback%2Fhere"), 404);
    assert.equal(
      await status(
        "profile;;tmp;;here",
        "disturbed9002",
        "download/..%2F..%2Fplayback%2Fhere%2Fdisturbed9002.cfg",
      ),
      404,
    );
    assert.equal(
      await status("profile;;tmp;;here", "disturbed9002", "download/_logs/profile.events.jsonl"),
      403,
    );
    assert.equal(await status("profile;;tmp;;here", "disturbed9002", "download/disturbed9002.cfg"), 200);
    assert.equal(await status("profile;;tmp;;here", "disturbed9002", "files/"), 200);
  });
});
