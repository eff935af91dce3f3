import assert from "node:assert/strict";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { withFolder } from "../files/test_folder.ts";
import { ProfileError } from "../errors.ts";
import { type Exchange, HttpClient } from "./client.ts";

async function withServer(handle: RequestListener, use: (origin: string) => Promise<void>): Promise<void> {
  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

function clientFor(origin: string, exchanges: Exchange[] = []): HttpClient {
  return new HttpClient({
    guard: { recordedRun: "ample-otter", sandboxRun: "profile;;tmp;;a", origins: new Set([origin]) },
    onExchange: (exchange) => exchanges.push(exchange),
  });
}

test("HttpClient.send() keeps cookies, follows redirects of reads, notes every exchange", async () => {
  const seen: string[] = [];
  await withServer((request, response) => {
    seen.push(`${request.url} ${request.headers.cookie ?? ""}`);
    if (request.url === "/a") {
      response.writeHead(302, { location: "/b", "set-cookie": "odd_name=1; Path=/" }).end();
    } else response.setHeader("content-type", "application/json").end('{"x":1}');
  }, async (origin) => {
    const exchanges: Exchange[] = [];
    const client = clientFor(origin, exchanges);
    const answer = await client.send({ method: "GET", url: new URL("/a", origin) });
    assert.deepEqual(answer.json, { x: 1 });
    assert.deepEqual(seen, ["/a ", "/b odd_name=1"]);
    assert.deepEqual(exchanges.map((one) => one.answer?.status), [302, 200]);
    await client.close();
  });
});

test("HttpClient.send() refuses a redirect to another host or to the recorded run before anything is sent", async () => {
  for (const location of ["http://127.0.0.1:1/elsewhere", "/weppcloud/runs/ample%2Dotter/cfg/"]) {
    const seen: string[] = [];
    await withServer((request, response) => {
      seen.push(String(request.url));
      response.writeHead(302, { location }).end();
    }, async (origin) => {
      const client = clientFor(origin);
      await assert.rejects(client.send({ method: "GET", url: new URL("/start", origin) }), (error) => {
        assert.ok(error instanceof ProfileError);
        assert.equal(error.verdict, "refused");
        return true;
      });
      assert.deepEqual(seen, ["/start"]);
      await client.close();
    });
  }
});

test("HttpClient.send() to a closed port is unavailable, with the reason", async () => {
  const client = clientFor("http://127.0.0.1:1");
  await assert.rejects(client.send({ method: "GET", url: new URL("http://127.0.0.1:1/x") }), (error) => {
    assert.ok(error instanceof ProfileError);
    assert.equal(error.verdict, "unavailable");
    assert.match(error.message, /connection refused \(ECONNREFUSED\)/);
    return true;
  });
  await client.close();
});

test("HttpClient.send() cuts an endless answer at its limit", async () => {
  await withServer((_request, response) => response.end("x".repeat(100_000)), async (origin) => {
    const client = new HttpClient({
      guard: { recordedRun: undefined, sandboxRun: "s", origins: new Set([origin]) },
      bodyLimit: 10_000,
    });
    const answer = await client.send({ method: "GET", url: new URL("/", origin) });
    assert.equal(answer.truncated, true);
    assert.ok(answer.text.length <= 10_000 + 65_536);
    await client.close();
  });
});

test("HttpClient.send() writes a good answer into a file, and sends its own headers with every request", async () => {
  const seen: (string | undefined)[] = [];
  await withServer((request, response) => {
    seen.push(`${request.headers["x-profile-trace"]} ${request.headers["accept-language"] ?? ""}`);
    if (request.url === "/gone") response.writeHead(404).end("not here");
    else response.end(Buffer.from([0, 255, 128, 10]));
  }, async (origin) => {
    await withFolder(async (folder) => {
      const saveTo = join(folder, "answer");
      const client = new HttpClient({
        guard: { recordedRun: undefined, sandboxRun: "profile;;tmp;;a", origins: new Set([origin]) },
        headers: { "x-profile-trace": "us-small" },
      });
      const headers = { "accept-language": "en" };
      const good = await client.send({ method: "GET", url: new URL("/a", origin), headers, saveTo });
      assert.deepEqual([good.status, good.text], [200, ""]);
      assert.deepEqual([...await readFile(saveTo)], [0, 255, 128, 10]);
      const bad = await client.send({ method: "GET", url: new URL("/gone", origin), saveTo });
      assert.deepEqual([bad.status, bad.text], [404, "not here"]);
      assert.deepEqual([...await readFile(saveTo)], [0, 255, 128, 10]);
      assert.deepEqual(seen, ["us-small en", "us-small "]);
      await client.close();
    });
  });
});
