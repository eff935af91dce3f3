/**
 * `kill -9` of `record proxy` while requests and uploads are under way, with and without an open capture: whatever
 * the client had an answer to is in the recording, once, with its bytes, after the next start at the latest.
 */
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { isObject, parseJson } from "../../lib/model/json.ts";
import { openMarks } from "../proxy/marks.ts";
import { type ProxyRun, proxyRun } from "../proxy/session.ts";
import { rounds } from "./counts.ts";

const RUN = "/weppcloud/runs/ample-otter/disturbed9002";
/** Clients at a time. */
const CLIENTS = 4;

test("record proxy killed at any moment loses no answered exchange", async () => {
  const root = await mkdtemp(join(tmpdir(), "soak-proxy-"));
  const server = await target();
  const count = rounds(100);
  let proxy: ProxyRun | undefined;
  try {
    const out = join(root, "out");
    const words = ["--target", `http://127.0.0.1:${portOf(server)}/`, "--out", out];
    const answered = new Map<string, string | undefined>();
    let captured = 0;
    let told = 0;
    for (let round = 0; round < count; round++) {
      proxy = await proxyRun(words);
      told += /an earlier session was killed/.test(proxy.printed()) ? 1 : 0;
      const stop = new AbortController();
      if (round % 2 === 1) {
        const marks = await openMarks(proxy.url, "/page");
        assert.equal((await marks.post("start", { slug: `c-${round}`, notes: "" })).status, 200);
        captured++;
      }
      const work = Array.from(
        { length: CLIENTS },
        (_, client) => send(proxy?.origin ?? "", `${round}-${client}`, client === 0, answered, stop.signal),
      );
      await delay(60 + Math.random() * 400);
      await proxy.end("SIGKILL");
      stop.abort();
      await Promise.all(work);
      assert.ok((await readdir(out)).some((name) => name.startsWith(".recording-")));
    }
    proxy = await proxyRun(words);
    assert.equal((await proxy.end("SIGINT")).code, 130, proxy.printed());
    await compare(out, answered);
    assert.equal(told, count - 1, "each next start says that the one before was killed");
    assert.ok(answered.size > count * 2, "hardly anything was answered");
    assert.deepEqual(await readdir(out), ["runs"]);
    console.log(`record proxy: ${count} kills, ${captured} in a capture, ${answered.size} answers`);
  } finally {
    await proxy?.end("SIGKILL");
    server.closeAllConnections();
    server.close();
    await rm(root, { recursive: true, force: true });
  }
});

/** Sends one request after the other until the proxy is gone; notes what was answered, uploads with their hash. */
async function send(
  origin: string,
  client: string,
  uploads: boolean,
  answered: Map<string, string | undefined>,
  signal: AbortSignal,
): Promise<void> {
  for (let number = 0; !signal.aborted; number++) {
    const id = `n-${client}-${number}`;
    const bytes = Uint8Array.from(randomBytes(uploads ? 300_000 : 1));
    const form = new FormData();
    form.append("id", id);
    form.append("file", new Blob([bytes]), "dem.bin");
    try {
      const answer = uploads
        ? await fetch(`${origin}${RUN}/tasks/upload_dem/`, { method: "POST", body: form, signal })
        : await fetch(`${origin}${RUN}/tasks/setname/`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ id }),
          signal,
        });
      if (await answer.text() !== '{"done":true}') return;
      answered.set(id, uploads ? createHash("sha256").update(bytes).digest("hex") : undefined);
    } catch {
      return;
    }
  }
}

async function compare(out: string, answered: Map<string, string | undefined>): Promise<void> {
  const logs = join(out, "runs", "ample-otter", "_logs");
  const requests = new Map<string, string>();
  const ends = new Set<string>();
  let torn = 0;
  for (const line of (await readFile(join(logs, "profile.events.jsonl"), "utf8")).trimEnd().split("\n")) {
    const event = parseJson(line);
    if (!isObject(event)) {
      torn++;
      continue;
    }
    const id = /\bn-\d+-\d+-\d+\b/.exec(line)?.[0];
    if (event["stage"] === "request") {
      if (id === undefined) continue;
      assert.ok(!requests.has(id), `${id} is there twice`);
      requests.set(id, `${event["id"]} ${line}`);
    } else if (event["stage"] === "response") ends.add(String(event["id"]));
  }
  for (const [id, sha256] of answered) {
    const request = requests.get(id);
    assert.ok(request !== undefined, `${id} was answered and is lost`);
    assert.ok(ends.has(request.split(" ")[0] ?? ""), `${id} has lost its answer`);
    if (sha256 === undefined) continue;
    assert.ok(request.includes(sha256), `${id} has another file`);
    const stored = await readFile(join(logs, "bodies", sha256));
    assert.equal(createHash("sha256").update(stored).digest("hex"), sha256);
  }
  assert.ok(torn <= 2, `${torn} torn lines`);
}

/** Answers everything a moment after its last byte; pages are HTML. */
async function target(): Promise<Server> {
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      const html = request.url === "/page";
      const body = html ? "<!doctype html><html><head></head><body></body></html>" : '{"done":true}';
      const type = html ? "text/html" : "application/json";
      response.writeHead(200, { "content-type": type, "content-length": body.length });
      response.end(request.method === "HEAD" ? undefined : body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}
