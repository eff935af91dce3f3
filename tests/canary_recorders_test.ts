/**
 * Canaries on the recorders: a session full of secrets goes through `record proxy`, and the same as a HAR through
 * `record import`. None of them is found in what these write or print, and the recordings still replay.
 */
import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { type Bench, leaks, profile, promoteAndPlay, withBench } from "./canary/bench.ts";
import { CANARIES as C } from "./canary/canaries.ts";
import { lookAndPack } from "./canary/handover.ts";
import { answerOf, BASE, type Sent, SESSION } from "./canary/recording.ts";
import { type ProxyRun, proxyRun } from "./proxy/session.ts";
import { harOf } from "./recording/hars.ts";
import { type Watched, watchedFetch } from "./recording/watched.ts";

/** Answers with secrets, and refuses what the session says is refused. */
async function target(): Promise<Server> {
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      const sent = SESSION[Number(request.headers["x-test-number"])];
      const failed = sent?.failed !== undefined;
      const { headers, body } = answerOf().responseMeta;
      const text = failed ? JSON.stringify({ Success: false, Error: sent.failed }) : body;
      response.writeHead(failed ? 400 : 200, { ...headers, "content-type": "application/json" });
      response.end(request.method === "HEAD" ? undefined : text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

async function sendAll(origin: string, seen: Watched[]): Promise<void> {
  const send = watchedFetch(seen);
  const login = new URLSearchParams({ email: C.email, password: C.password });
  await (await send(`${origin}/weppcloud/login`, { method: "POST", body: login })).text();
  for (const [number, sent] of SESSION.entries()) {
    const query = sent.query === undefined ? "" : `?${new URLSearchParams(sent.query)}`;
    const headers = {
      "x-test-number": String(number),
      cookie: `session=${C.cookie}; other=1`,
      authorization: number % 2 === 0 ? `Bearer ${C.bearer}` : `Basic ${C.basic}`,
      "x-api-key": C.apiKeyInHeader,
      referer: `${origin}${BASE}?api_key=${C.apiKeyInQuery}`,
      "user-agent": `Firefox ${C.email}`,
      ...(sent.json === undefined ? {} : { "content-type": "application/json" }),
    };
    const answer = await send(`${origin}${BASE}${sent.to}${query}`, {
      method: sent.method,
      headers,
      ...bodyOf(sent),
    });
    await answer.text();
  }
}

function bodyOf({ json, urlencoded, form, file }: Sent): { body?: BodyInit } {
  if (json !== undefined) return { body: JSON.stringify(json) };
  if (urlencoded !== undefined) return { body: new URLSearchParams(urlencoded) };
  if (form === undefined) return {};
  const data = new FormData();
  for (const [name, value] of form) data.append(name, value);
  if (file !== undefined) data.append(file.field, new File([file.content], file.name, { type: file.type }));
  return { body: data };
}

/** Records through the proxy; the HAR of the same session lies beside. */
async function record(bench: { printed: string }, out: string, capture: Watched[]): Promise<void> {
  const server = await target();
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  let proxy: ProxyRun | undefined;
  try {
    proxy = await proxyRun(["--target", `http://127.0.0.1:${port}/weppcloud/`, "--out", out]);
    await sendAll(proxy.origin, capture);
    assert.equal((await proxy.end("SIGINT")).code, 130, proxy.printed());
    bench.printed += proxy.printed();
  } finally {
    await proxy?.end("SIGKILL");
    server.closeAllConnections();
    server.close();
  }
}

for (const recorder of ["record proxy", "record import"] as const) {
  test(`no canary of a session is written or printed by ${recorder}, and it replays`, async () => {
    const early = { printed: "" };
    const seen: Watched[] = [];
    await withBench(async (folder) => {
      await record(early, folder, seen);
      return folder;
    }, async (bench: Bench) => {
      let recording = bench.run;
      bench.printed += early.printed;
      if (recorder === "record import") {
        const har = join(bench.root, "..", "session.har");
        await writeFile(har, harOf(seen, "firefox"));
        for (const extra of [[], ["--json"]]) {
          recording = join(bench.root, "..", `imported${extra.length}`);
          const imported = await profile(bench, "record", "import", har, "--out", recording, ...extra);
          assert.equal(imported.code, 0, imported.output);
        }
      }
      const assembled = await profile(bench, "assemble", recording, "--name", "c", "--holes", "drop");
      assert.equal(assembled.code, 0, assembled.output);
      await lookAndPack(bench);
      assert.deepEqual(await leaks(bench, recording), []);
      await promoteAndPlay(bench, SESSION.filter(({ failed }) => failed === undefined));
      assert.deepEqual(await leaks(bench, recording), []);
    });
  });
}
