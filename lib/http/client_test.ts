import assert from "node:assert/strict";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { ProfileError } from "../errors.ts";
import { type ClientOptions, CORRELATION, type Exchange, HttpClient } from "./client.ts";
import { Cookies } from "./cookies.ts";
import { encodeMultipart } from "./multipart.ts";
import { RequestError } from "./request_error.ts";
import { VERSION } from "../version.ts";
import { serverUrls } from "./server_urls.ts";

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

function clientFor(
  origin: string,
  exchanges: Exchange[] = [],
  more: Partial<ClientOptions> = {},
): HttpClient {
  return new HttpClient({
    sleep: () => Promise.resolve(),
    ...more,
    guard: { recordedRun: "ample-otter", sandboxRun: "profile;;tmp;;a", origins: new Set([origin]) },
    onExchange: (exchange) => exchanges.push(exchange),
  });
}

test("HttpClient.send() keeps cookies, follows redirects of reads, notes every exchange", async () => {
  const seen: string[] = [];
  await withServer((request, response) => {
    seen.push(`${request.url} ${request.headers.cookie ?? ""}`);
    assert.equal(request.headers["user-agent"], `weppcloud-profile/${VERSION}`);
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

/** Answers a request with the next of the given ways; the last one again and again. */
function inTurn(...ways: RequestListener[]): RequestListener {
  let at = 0;
  return (request, response) => {
    request.resume();
    ways[Math.min(at++, ways.length - 1)]?.(request, response);
  };
}

const ok: RequestListener = (_request, response) => {
  response.setHeader("content-type", "application/json").end('{"ok":true}');
};
const reset: RequestListener = (_request, response) => response.destroy();
const cut: RequestListener = (_request, response) => {
  response.writeHead(200, { "content-length": "100" });
  response.write("{", () => response.destroy());
};
const status = (code: number, headers = {}, body = "<h1>Gateway</h1>"): RequestListener =>
(
  _request,
  response,
) => void response.writeHead(code, headers).end(body);

/** Sends to a server that answers in the given ways; how it ended, and what the server saw. */
async function sent(method: string, ways: RequestListener[], more: Partial<ClientOptions> = {}) {
  let seen = 0;
  const pauses: number[] = [];
  let outcome: unknown;
  const answer = inTurn(...ways);
  await withServer((request, response) => {
    seen++;
    answer(request, response);
  }, async (origin) => {
    const sleep = (ms: number) => Promise.resolve(void pauses.push(ms));
    const client = clientFor(origin, [], { sleep, random: () => 1, ...more });
    outcome = await client.send({ method, url: new URL("/x", origin) }).catch((error: unknown) => error);
    await client.close();
  });
  return { outcome, seen, pauses };
}

test("HttpClient.send() sends a read again after 502, a reset and a cut answer, and counts it", async () => {
  const { outcome, seen, pauses } = await sent("GET", [status(502), reset, cut, ok]);
  assert.ok(!(outcome instanceof Error), String(outcome));
  assert.equal((outcome as { retries?: number }).retries, 3);
  assert.equal(seen, 4);
  assert.deepEqual(pauses, [150, 450, 1350]);
});

test("HttpClient.send() gives a read up when the trouble stays: unavailable, nothing was changed", async () => {
  for (const way of [status(503), reset, cut]) {
    const { outcome, seen } = await sent("GET", [way]);
    assert.ok(outcome instanceof RequestError);
    assert.deepEqual([outcome.verdict, outcome.fate, outcome.retries, seen], ["unavailable", "none", 3, 4]);
    assert.match(outcome.message, /also after 3 retries/);
  }
});

test("HttpClient.send() sends a change once, whatever breaks: its fate is unknown, the play incomplete", async () => {
  for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
    for (const way of [reset, cut, status(502), status(504)]) {
      const { outcome, seen } = await sent(method, [way, ok]);
      assert.ok(outcome instanceof RequestError, String(outcome));
      assert.deepEqual([outcome.verdict, outcome.fate, outcome.away, seen], [
        "incomplete",
        "unknown",
        false,
        1,
      ]);
      assert.match(outcome.remedy ?? "", /--resume/);
    }
  }
});

test("HttpClient.send() takes the application's own 502 to a change as its answer, and 500 always", async () => {
  const own = status(502, { "content-type": "application/json" }, '{"error":{"message":"no daymet"}}');
  for (const way of [own, status(500)]) {
    const { outcome, seen } = await sent("POST", [way, ok]);
    assert.ok(!(outcome instanceof Error), String(outcome));
    assert.equal(seen, 1);
  }
});

test("HttpClient.send() waits as long as 429 says, for changes too, but not for ever", async () => {
  const busy = status(429, { "retry-after": "7" });
  const once = await sent("POST", [busy, ok]);
  assert.deepEqual([(once.outcome as { status?: number }).status, once.pauses], [200, [7000]]);
  const always = await sent("POST", [busy]);
  assert.ok(always.outcome instanceof RequestError);
  assert.deepEqual([always.outcome.verdict, always.outcome.fate, always.seen], ["unavailable", "none", 6]);
  const long = await sent("GET", [status(429, { "retry-after": "86400" }), ok]);
  assert.ok(long.outcome instanceof RequestError);
  assert.deepEqual([long.seen, long.pauses], [1, []]);
});

test("HttpClient.send() gives back what the step expects or whoever asks wants to see itself", async () => {
  await withServer(status(503), async (origin) => {
    const client = clientFor(origin);
    const url = new URL("/x", origin);
    for (const how of [{ retry: false }, { accepts: (code: number) => code === 503 }]) {
      assert.equal((await client.send({ method: "POST", url, ...how })).status, 503);
    }
    await client.close();
  });
});

test("HttpClient.send() tries a closed port again for every method, for nothing was sent", async () => {
  const pauses: number[] = [];
  const sleep = (ms: number) => Promise.resolve(void pauses.push(ms));
  const client = clientFor("http://127.0.0.1:1", [], { sleep });
  const error = await client.send({ method: "POST", url: new URL("http://127.0.0.1:1/x") })
    .catch((thrown: unknown) => thrown);
  assert.ok(error instanceof RequestError);
  assert.deepEqual([error.verdict, error.fate, error.away, pauses.length], [
    "unavailable",
    "not-sent",
    true,
    3,
  ]);
  await client.close();
});

test("HttpClient.send() gives a change a connection of its own, and reads share one", async () => {
  const ports: (number | undefined)[] = [];
  await withServer((request, response) => {
    ports.push(request.socket.remotePort);
    request.resume();
    ok(request, response);
  }, async (origin) => {
    const client = clientFor(origin);
    for (const method of ["GET", "POST", "GET", "POST"]) {
      await client.send({ method, url: new URL("/x", origin) });
    }
    await client.close();
  });
  const [first, second, third, fourth] = ports;
  assert.equal(first, third);
  assert.equal(new Set([first, second, fourth]).size, 3);
});

test("HttpClient.send() says within which limit no answer came; a change that was sent is of unknown fate", async () => {
  const silent: RequestListener = (request) => void request.resume();
  const read = await sent("GET", [silent], { limits: { silence: 20 } });
  assert.ok(read.outcome instanceof RequestError);
  assert.match(read.outcome.message, /no answer within 20 ms/);
  assert.deepEqual([read.outcome.verdict, read.seen], ["unavailable", 1]);
  const change = await sent("POST", [silent], { limits: { silence: 20 } });
  assert.ok(change.outcome instanceof RequestError);
  assert.equal(change.outcome.verdict, "incomplete");
});

test("HttpClient.send() sends a streamed body whole, and every request with an id of its own", async () => {
  const ids: unknown[] = [];
  let length = 0;
  await withServer((request, response) => {
    ids.push(request.headers[CORRELATION]);
    request.on("data", (block: Uint8Array) => length += block.length);
    request.on("end", () => ok(request, response));
  }, async (origin) => {
    const exchanges: Exchange[] = [];
    const client = clientFor(origin, exchanges);
    const multipart = await encodeMultipart([{ name: "a", value: "x".repeat(300_000) }]);
    const body = { kind: "multipart", multipart, summary: {}, guardText: "" } as const;
    const sent = { done: 0 };
    const answer = await client.send({ method: "POST", url: new URL("/x", origin), body, sent });
    assert.equal(length, multipart.contentLength);
    assert.equal(sent.done, multipart.contentLength);
    assert.ok(
      (answer.timings.connect ?? -1) >= 0 && answer.timings.first_byte >= (answer.timings.connect ?? 0),
    );
    await client.send({ method: "GET", url: new URL("/x", origin) });
    assert.deepEqual(exchanges.map(({ request }) => request.headers?.[CORRELATION]), ids);
    assert.equal(new Set(ids).size, 2);
    await client.close();
  });
});

test("HttpClient.as() keeps the cookies of users apart; Cookies carry those of the login to the target", async () => {
  const seen: string[] = [];
  await withServer((request, response) => {
    seen.push(request.headers.cookie ?? "");
    response.setHeader("set-cookie", `who=${request.url?.slice(1)}; Path=/; Secure`).end();
  }, async (origin) => {
    const client = clientFor(origin);
    const [target, login] = [
      serverUrls(`${origin}/weppcloud`),
      serverUrls("https://wepp.example.org/weppcloud"),
    ];
    const ann = client.as(new Cookies({ login, target }));
    const bob = client.as(new Cookies({ login, target }));
    for (const [who, name] of [[ann, "ann"], [bob, "bob"], [ann, "x"], [bob, "y"]] as const) {
      await who.send({ method: "GET", url: new URL(`/${name}`, origin) });
    }
    assert.deepEqual(seen, ["", "", "who=ann", "who=bob"]);
    assert.equal(
      await client.cookies.headerFor(new URL(origin)),
      "",
      "Secure, so not for plain http by itself",
    );
    await client.close();
  });
});
