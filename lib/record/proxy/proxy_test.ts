import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import * as zlib from "node:zlib";
import { ProfileError } from "../../errors.ts";
import { bodyOf, withProxy } from "./testing/fixture.ts";

const RUN = "/weppcloud/runs/ample-otter/disturbed9002";

test("the target sees itself in Host, Origin and Referer, and nothing of a proxy", async () => {
  let seen: Record<string, unknown> = {};
  await withProxy((request, response) => {
    seen = request.headers;
    response.end("{}");
  }, async ({ ask, session, target }) => {
    await ask(`${RUN}/x`, {
      headers: {
        origin: session.proxy.origin,
        referer: `${session.proxy.origin}/weppcloud/page?a=1`,
        cookie: "session=abc",
        te: "trailers",
        "proxy-connection": "keep-alive",
      },
    });
    assert.equal(seen["host"], target.slice("http://".length));
    assert.equal(seen["origin"], target);
    assert.equal(seen["referer"], `${target}/weppcloud/page?a=1`);
    assert.equal(seen["cookie"], "session=abc");
    assert.match(String(seen["x-correlation-id"]), /^profile\/proxy-[0-9a-f]{12}\/1$/);
    const names = Object.keys(seen).filter((name) => /forwarded|^via$|^te$|proxy-/.test(name));
    assert.deepEqual(names, []);
    // Another site's origin is told as it is: the target must be able to refuse it.
    await ask("/", { headers: { origin: "https://evil.example", "x-correlation-id": "mine" } });
    assert.equal(seen["origin"], "https://evil.example");
    assert.equal(seen["x-correlation-id"], "mine");
  });
});

test("cookies, redirects and policies of the target hold for the proxy", async () => {
  await withProxy((request, response) => {
    const own = `http://${request.headers.host}`;
    response.writeHead(
      302,
      [
        ["Set-Cookie", `__Host-s=1; Path=/; Secure; HttpOnly; SameSite=Lax`],
        ["Set-Cookie", `a=2; Domain=.wepp.example.org; Path=/weppcloud`],
        ["Location", request.url === "/away" ? "https://login.example.com/x" : `${own}/weppcloud/runs/a/b`],
        ["Refresh", `3; url=${own}/weppcloud/`],
        ["Access-Control-Allow-Origin", own],
        [
          "Content-Security-Policy",
          `default-src 'self' ${own}; upgrade-insecure-requests; connect-src ${request.headers.host}`,
        ],
        ["Strict-Transport-Security", "max-age=1000"],
        ["Alt-Svc", 'h3=":443"'],
        ["X-Kept", "yes"],
      ].flat(),
    );
    response.end();
  }, async ({ ask, session, notices }) => {
    const { headers } = await ask("/home");
    const proxy = session.proxy.origin;
    assert.deepEqual(headers["set-cookie"], [
      "__Host-s=1; Path=/; Secure; HttpOnly; SameSite=Lax",
      "a=2; Path=/weppcloud",
    ]);
    assert.equal(headers["location"], `${proxy}/weppcloud/runs/a/b`);
    assert.equal(headers["refresh"], `3; url=${proxy}/weppcloud/`);
    assert.equal(headers["access-control-allow-origin"], proxy);
    assert.equal(
      headers["content-security-policy"],
      `default-src 'self' ${proxy}; connect-src ${proxy.slice("http://".length)}`,
    );
    assert.equal(headers["strict-transport-security"], undefined);
    assert.equal(headers["alt-svc"], undefined);
    assert.equal(headers["x-kept"], "yes");
    assert.deepEqual(notices, []);
    assert.equal((await ask("/away")).headers["location"], "https://login.example.com/x");
    assert.deepEqual(notices, ["left the target: /away redirects to https://login.example.com"]);
  });
});

test("nobody but loopback names gets an answer", async () => {
  let asked = 0;
  await withProxy((_request, response) => {
    asked++;
    response.end();
  }, async ({ ask, session }) => {
    const { port } = session.proxy;
    for (const host of ["evil.example", `evil.example:${port}`, "localhost", `localhost:${port + 1}`]) {
      assert.equal((await ask("/", { headers: { host } })).status, 421, host);
    }
    assert.equal(asked, 0);
    for (const host of [`127.0.0.1:${port}`, `[::1]:${port}`, `LOCALHOST:${port}`]) {
      assert.equal((await ask("/", { headers: { host } })).status, 200, host);
    }
  });
});

test("JSON, forms and text are recorded with their values, answers with their text", async () => {
  await withProxy(async (request, response) => {
    await bodyOf(request);
    response.writeHead(202, { "content-type": "application/json" });
    response.end('{"job_id":"4e8425d5-b069-44a9-8efe-54cefac131bc"}');
  }, async ({ ask, events }) => {
    const json = '{"latitude":46.1,"name":"caf\u00e9"}';
    await ask(`${RUN}/rq/api/set_outlet?mode=1`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: json,
    });
    await ask(`${RUN}/tasks/set_unit_preferences/`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: "a=1&a=2&b=x+y%26",
    });
    await ask("/weppcloud/rq/api/jobstatus/4e8425d5-b069-44a9-8efe-54cefac131bc");
    const all = await events();
    const [first, second, poll] = all.filter(({ stage }) => stage === "request");
    assert.equal(first?.requestMeta?.jsonPayload, json);
    assert.deepEqual(second?.requestMeta?.parts, [
      { name: "a", value: "1" },
      { name: "a", value: "2" },
      { name: "b", value: "x y&" },
    ]);
    assert.equal(poll?.runId, "ample-otter");
    const [answer] = all.filter(({ stage }) => stage === "response");
    assert.equal(answer?.status, 202);
    assert.match(answer?.responseMeta?.body ?? "", /4e8425d5/);
    assert.equal(all.filter(({ category }) => category === "rq_enqueue").length, 2);
  });
});

test("an upload of 100 MB arrives and is recorded whole, in bounded memory", async () => {
  const block = new Uint8Array(1024 * 1024).map((_, index) => (index * 7 + (index >> 8)) % 251);
  const count = 100;
  const hash = createHash("sha256");
  for (let n = 0; n < count; n++) hash.update(block);
  const expected = hash.digest("hex");
  const boundary = "----profile7MA4YWxkTrZu0gW";
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="note"\r\n\r\nhello\r\n` +
    `--${boundary}\r\nContent-Disposition: form-data; name="input_upload"; filename="dem.tif"\r\n` +
    `Content-Type: image/tiff\r\n\r\n`;
  async function* body() {
    yield new TextEncoder().encode(head);
    for (let n = 0; n < count; n++) yield block;
    yield await Promise.resolve(new TextEncoder().encode(`\r\n--${boundary}--\r\n`));
  }
  let arrived = 0;
  let peak = 0;
  await withProxy(async (request, response) => {
    for await (const piece of request as AsyncIterable<Uint8Array>) {
      arrived += piece.length;
      peak = Math.max(peak, process.memoryUsage().rss);
    }
    response.end();
  }, async ({ ask, events, out }) => {
    const before = process.memoryUsage().rss;
    const headers = { "content-type": `multipart/form-data; boundary=${boundary}` };
    const { status } = await ask(`${RUN}/tasks/upload_dem/`, { method: "POST", headers, body: body() });
    assert.equal(status, 200);
    assert.equal(arrived, head.length + count * block.length + boundary.length + 8);
    const [request] = await events();
    assert.deepEqual(request?.requestMeta?.parts, [
      { name: "note", value: "hello" },
      {
        name: "input_upload",
        filename: "dem.tif",
        type: "image/tiff",
        size: count * block.length,
        sha256: expected,
      },
    ]);
    const stored = join(out, "runs/ample-otter/_logs/bodies", expected);
    assert.equal((await stat(stored)).size, count * block.length);
    // Client, target and proxy share this process; one of them that held the upload would be over it alone.
    assert.ok(peak - before < 90 * 1024 * 1024, `${Math.round((peak - before) / 1024 / 1024)} MiB more`);
  });
});

test("events of a stream arrive before its end, and an aborted stream ends at the target", async () => {
  let closed = () => {};
  const gone = new Promise<void>((resolve) => closed = resolve);
  await withProxy((_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write("data: one\n\n");
    response.on("close", closed);
  }, async ({ session }) => {
    const controller = new AbortController();
    const answer = await fetch(`http://127.0.0.1:${session.proxy.port}/events`, {
      signal: controller.signal,
    });
    const reader = answer.body?.getReader();
    const first = await reader?.read();
    assert.equal(new TextDecoder().decode(first?.value), "data: one\n\n");
    controller.abort();
    await gone;
  });
});

test("a request that is aborted in the middle is aborted at the target, and recorded as cut", async () => {
  let begun = () => {};
  const arrived = new Promise<void>((resolve) => begun = resolve);
  let ended = () => {};
  const aborted = new Promise<void>((resolve) => ended = resolve);
  await withProxy((request) => {
    request.once("data", begun);
    request.on("error", () => {});
    request.on("close", ended);
  }, async ({ session, events }) => {
    const { port } = session.proxy;
    const socket = connect(port, "127.0.0.1");
    socket.write(
      `POST ${RUN}/tasks/upload_dem/ HTTP/1.1\r\nHost: localhost:${port}\r\nContent-Length: 1000000\r\n` +
        `Content-Type: application/octet-stream\r\n\r\n${"x".repeat(70_000)}`,
    );
    await arrived;
    socket.destroy();
    await aborted;
    const [request, end] = await events();
    assert.equal(request?.requestMeta?.bodyType, "lost");
    assert.equal(request?.requestMeta?.["lost"], "the body was cut before its end");
    assert.equal(end?.stage, "error");
    assert.match(JSON.stringify(end?.error), /browser ended the request/);
  });
});

test("a target that breaks off is a 502, or a broken answer, and a recorded failure", async () => {
  await withProxy((request, response) => {
    if (request.url?.endsWith("/late") === true) {
      response.writeHead(200, { "content-type": "application/json", "content-length": "100" });
      response.write('{"a":', () => response.destroy());
    } else request.socket.destroy();
  }, async ({ ask, events }) => {
    const early = await ask(`${RUN}/early`);
    assert.equal(early.status, 502);
    assert.match(early.text, /The target did not answer/);
    await assert.rejects(ask(`${RUN}/late`));
    const ends = (await events()).filter(({ stage }) => stage === "error");
    assert.equal(ends.length, 2);
  });
});

test("compressed answers pass unchanged, and are recorded decoded up to the limit", async () => {
  const text = JSON.stringify({ words: "erosion ".repeat(500) });
  const bomb = zlib.gzipSync("[" + " ".repeat(50 * 1024 * 1024) + "1]");
  const encoders: Record<string, (data: string) => Uint8Array> = {
    gzip: zlib.gzipSync,
    br: zlib.brotliCompressSync,
    deflate: zlib.deflateSync,
    ...(typeof zlib.zstdCompressSync === "function" ? { zstd: zlib.zstdCompressSync } : {}),
  };
  const sent = new Map<string, Uint8Array>();
  await withProxy((request, response) => {
    const name = request.url?.split("/").pop() ?? "";
    const body = name === "bomb" ? bomb : encoders[name]?.(text) ?? new Uint8Array();
    sent.set(name, body);
    response.writeHead(200, {
      "content-type": "application/json",
      "content-encoding": name === "bomb" ? "gzip" : name,
      "content-length": String(body.length),
    });
    response.end(body);
  }, async ({ ask, events }) => {
    for (const name of [...Object.keys(encoders), "bomb"]) {
      const got = await ask(`${RUN}/query/${name}`, {
        headers: { "accept-encoding": "gzip, br, deflate, zstd" },
      });
      assert.deepEqual(got.body, new Uint8Array(sent.get(name) ?? []), name);
    }
    const ends = (await events()).filter(({ stage }) => stage === "response");
    for (const { endpoint, responseMeta } of ends) {
      if (endpoint?.endsWith("/bomb") === true) assert.equal(responseMeta?.truncated, true);
      else assert.equal(responseMeta?.body, text, endpoint ?? "");
    }
  });
});

test("HEAD, 204, 304 and Expect: 100-continue pass as they are", async () => {
  await withProxy(async (request, response) => {
    await bodyOf(request);
    const status = Number(/\d+/.exec(request.url ?? "")?.[0] ?? 200);
    response.writeHead(status, status === 200 ? { "content-length": "5", "content-type": "text/html" } : {});
    response.end(status === 200 && request.method !== "HEAD" ? "hello" : undefined);
  }, async ({ ask }) => {
    const head = await ask("/x", { method: "HEAD" });
    assert.deepEqual([head.status, head.headers["content-length"], head.text], [200, "5", ""]);
    for (const status of [204, 304]) {
      const got = await ask(`/${status}`);
      assert.deepEqual([got.status, got.text], [status, ""]);
    }
    const expecting = await ask("/x", { method: "POST", headers: { expect: "100-continue" }, body: "abc" });
    assert.deepEqual([expecting.status, expecting.text], [200, "hello"]);
  });
});

test("links of a page stay at the proxy; other addresses of the target are told", async () => {
  await withProxy((request, response) => {
    const own = `http://${request.headers.host}`;
    const page = `<!doctype html><html><body><a href="${own}/weppcloud/a">a</a>` +
      `<form action='${own}/b'><input name=next value="${own}/c"></form><script>const api = "${own}/api";</script></body></html>`;
    response.writeHead(200, { "content-type": "text/html; charset=utf-8", "content-encoding": "gzip" });
    response.end(zlib.gzipSync(page));
  }, async ({ ask, session, target, notices }) => {
    const { text } = await ask("/page", { headers: { "accept-encoding": "gzip" } });
    const proxy = session.proxy.origin;
    assert.match(text, new RegExp(`<a href="${proxy}/weppcloud/a">`));
    assert.match(text, new RegExp(`<form action='${proxy}/b'>`));
    assert.match(text, new RegExp(`value="${target}/c"`));
    assert.match(text, new RegExp(`api = "${target}/api"`));
    await session.proxy.close(1_000);
    assert.equal(notices.length, 1);
    assert.match(
      notices[0] ?? "",
      /^\/page holds 2 addresses of the target that lead around the proxy, the first: /,
    );
  });
});

test("a login is passed on; neither address, password nor cookie is written", async () => {
  await withProxy(async (request, response) => {
    await bodyOf(request);
    response.writeHead(request.url === "/weppcloud/login" ? 302 : 200, {
      "set-cookie": "session=Zk3vP9qLw8xR2tYbN5mC; Path=/; HttpOnly",
      "content-type": "application/json",
    });
    response.end('{"note":"Zk3vP9qLw8xR2tYbN5mC for hunter2hunter2"}');
  }, async ({ ask, events, session, out }) => {
    await ask("/weppcloud/login", {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: "email=jane.doe%40example.org&password=hunter2hunter2",
    });
    await ask(`${RUN}/query/x`, { headers: { "user-agent": "Mozilla/5.0 Firefox/140.0" } });
    const all = await events();
    assert.equal(all.length, 2);
    assert.match(String(all[0]?.session?.["user"]), /^user-[0-9a-f]{8}@redacted\.invalid$/);
    assert.equal(all[0]?.session?.["browser"], "Firefox 140");
    assert.equal(session.recorder.left().get("logins and tokens"), 1);
    const text = await readFile(join(out, "runs/ample-otter/_logs/profile.events.jsonl"), "utf8");
    for (const secret of ["jane", "hunter2", "Zk3vP9qLw8xR2tYbN5mC"]) {
      assert.ok(!text.includes(secret), secret);
    }
    assert.deepEqual((await readdir(out)).sort(), ["runs"]);
  });
});

test("a created run owns its creation, and runs of one session are kept apart", async () => {
  await withProxy(async (request, response) => {
    await bodyOf(request);
    if (request.url === "/rq-engine/create/") {
      response.writeHead(303, { location: "/weppcloud/runs/new-heron/disturbed9002" }).end();
    } else response.writeHead(200, { "content-type": "application/json" }).end("{}");
  }, async ({ ask, events }) => {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    await ask("/rq-engine/create/", { method: "POST", headers, body: "config=disturbed9002" });
    await ask("/weppcloud/runs/new-heron/disturbed9002/query/a");
    await ask(`${RUN}/query/b`);
    const runs = (await events()).filter(({ stage }) => stage === "request").map((
      event,
    ) => [event.runId, event.endpoint]);
    assert.deepEqual(runs.sort(), [
      ["ample-otter", `${RUN}/query/b`],
      ["new-heron", "/rq-engine/create/"],
      ["new-heron", "/weppcloud/runs/new-heron/disturbed9002/query/a"],
    ]);
  });
});

test("openProxySession() names what is wrong before anything is served", async () => {
  const refused = (options: object, verdict: string, words: RegExp) =>
    assert.rejects(
      withProxy(() => {}, () => Promise.resolve(), options),
      (error) => error instanceof ProfileError && error.verdict === verdict && words.test(error.message),
    );
  await refused({ target: "http://127.0.0.1:9/" }, "unavailable", /does not answer/);
  await refused({ target: "ftp://host/" }, "usage", /not the address of a WEPPcloud/);
  await refused({ target: "https://me:secret@host/" }, "usage", /holds a user name or password/);
  await refused({ out: "/dev/null/here" }, "usage", /\/dev\/null\/here" cannot be written/);
  await refused({ caFile: "/nowhere/ca.pem" }, "usage", /cannot be read/);
  await withProxy((_request, response) => response.end(), async ({ session }) => {
    await refused({ port: session.proxy.port }, "unavailable", /is in use by another program/);
  });
});
