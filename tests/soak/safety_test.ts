/**
 * Safety of production, as a property: whatever paths, encodings, bodies, redirects and templates a profile and a
 * server come up with, no request names the recorded run or another run, and none leaves the target. The log of the
 * server proves it, not the client's.
 */
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { startEmbedded } from "../../lib/embedded/mod.ts";
import { ProfileError } from "../../lib/errors.ts";
import { HttpClient } from "../../lib/http/client.ts";
import { serverUrls } from "../../lib/http/server_urls.ts";
import type { Step } from "../../lib/model/profile.ts";
import { Scope } from "../../lib/play/scope.ts";
import { buildRequest } from "../../lib/play/step_request.ts";
import { rounds } from "./counts.ts";

const RECORDED = "ample-otter";
const OTHER = "lively-creek";
const SANDBOX = "profile;;tmp;;0123456789abcdef";
const CONFIG = "disturbed9002";

/** One of the ways in which a text can be written so that some server reads it as it was. */
const encoding = fc.constantFrom<(text: string) => string>(
  (text) => text,
  (text) => text.toUpperCase(),
  encodeURIComponent,
  (text) => encodeURIComponent(encodeURIComponent(text)),
  (text) => [...text].map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join(""),
  (text) => [...text].map((letter) => `%25${letter.charCodeAt(0).toString(16)}`).join(""),
  (text) => text.replace("-", "%2D"),
  (text) => text.replace("o", "\\u006f"),
  (text) => text.replace("a", "%61").replace("e", "%2565"),
);
const run = fc.constantFrom(
  "{{run_id}}",
  "{{taken}}",
  RECORDED,
  `${RECORDED};;omni;;mulch_15`,
  `batch;;b;;${RECORDED}`,
  OTHER,
  SANDBOX,
  `${SANDBOX};;omni;;x`,
  `my-${RECORDED}`,
  `${RECORDED}-2`,
);
const written = fc.tuple(run, encoding).map(([name, encode]) => name.startsWith("{{") ? name : encode(name));
const word = fc.constantFrom("x", "", "a b", "run", "100%", "..", "\n", "\t", "é");

/** `LEFT` and `AWAY` stand for the other server's address. */
const path = fc.oneof(
  fc.tuple(
    fc.constantFrom(
      "/weppcloud/runs/",
      "/runs/",
      "/runs//",
      "/rq-engine/api/runs/",
      "/query-engine/runs/",
      "/weppcloud/%72uns/",
      "/weppcloud/x/..%2Fruns/",
      "/weppcloud/runs/{{run_id}}/{{config}}/../../",
      "/weppcloud/runs/{{run_id}}/{{config}}/download/..%2f..%2f",
      "/x/",
    ),
    written,
    fc.constantFrom("/{{config}}/report/channel", "/{{config}}/", "", "?a=b", "/{{config}}/%2e%2e/"),
  ).map((parts) => parts.join("")),
  fc.constantFrom("AWAY/weppcloud/runs/{{run_id}}/c/", "//LEFT/x", "/\\LEFT/x", "/weppcloud/@LEFT/"),
);
const text = fc.tuple(
  word,
  fc.constantFrom("", "/weppcloud/runs/", "https://wepp.example.org/weppcloud/runs/", "see ", "\n", "["),
  written,
  fc.constantFrom("", "/cfg/", "]", " ", "\t"),
).map((parts) => parts.join(""));
const key = fc.constantFrom(
  "name",
  "runid",
  "run_id",
  "source_runid",
  "parentRunId",
  "link",
  RECORDED,
  OTHER,
);
const fields = fc.dictionary(key, text, { maxKeys: 3 });
const body = fc.oneof(
  fc.constant({}),
  fc.record({
    json: fc.oneof(
      fields,
      fc.array(text),
      fc.record({ a: fc.array(fields) }),
      fields.map((one) => ({ payload: JSON.stringify(one) })),
    ),
  }),
  fc.record({ form: fields }),
  fc.record({ urlencoded: fields }),
  fc.record({ text }),
  fc.record({ form: fields, files: text.map((name) => ({ upload: { seed: "a.txt", name } })) }),
);
const step = fc.record({ path, query: fc.dictionary(key, text, { maxKeys: 2 }), body, get: fc.boolean() });
const redirect = fc.option(
  fc.tuple(path, fc.constantFrom(301, 302, 303, 307, 308)).map(([location, status]) => ({
    location,
    status,
  })),
);

/** Every form of a text that some server could read: decoded as often as anything changes. */
function readings(raw: string): string[] {
  const all = [raw];
  for (let round = 0; round < 20; round++) {
    const last = all[all.length - 1] ?? "";
    const next = last.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
      .replace(/\\u([0-9a-f]{4})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
      .replace(/\\[bfnrt]/g, " ").replace(/\\(["\\/])/g, "$1");
    if (next === last) break;
    all.push(next);
  }
  return all;
}

/** The forbidden names that a request carries. */
function named(seen: string): string[] {
  const words = new Set(
    readings(seen).flatMap((reading) => reading.replaceAll(SANDBOX, "").toLowerCase().split(/[^a-z0-9_-]+/)),
  );
  return words.has(RECORDED) ? [RECORDED] : [];
}

/** Another run in an address that a server routes by. */
function routed(url: string): string[] {
  const decoded = readings(url).at(-1) ?? url;
  const found = /^[^?]*?\/runs\/+([^/?]+)/i.exec(decoded)?.[1];
  return found === undefined || found === SANDBOX || found.startsWith(`${SANDBOX};;`) ? [] : [found];
}

interface Case {
  path: string;
  query: Record<string, string>;
  body: object;
  get: boolean;
}

function stepOf({ path, query, body, get }: Case, away: string): Exclude<Step, { action: "wait" }> {
  const address = path.replace("AWAY", away).replace("LEFT", new URL(away).host);
  const made = get
    ? { id: "s", action: "http_get", path: address, query }
    : { id: "s", action: "http_post", path: address, query, ...body };
  return made as unknown as Exclude<Step, { action: "wait" }>;
}

/** Sends the step as a play does; what it says when it refuses. */
async function attempt(one: Case, client: HttpClient, origin: string, away: string, seedDir: string) {
  const context = {
    urls: serverUrls(`${origin}/weppcloud`),
    scope: new Scope({ run_id: SANDBOX, config: CONFIG, taken: RECORDED }, () => undefined),
    seedDir,
    recordedRun: RECORDED,
    runId: SANDBOX,
    config: CONFIG,
    api: "rq-engine" as const,
  };
  try {
    const { request } = await buildRequest(stepOf(one, away), context);
    await client.send(request);
    return "sent";
  } catch (error) {
    // An address that is none is nobody's.
    if (error instanceof TypeError && /URL/i.test(error.message)) return "refused";
    assert.ok(error instanceof ProfileError, String(error));
    return error.verdict;
  }
}

test("no request names the recorded run or leaves the target, whatever the profile and the server say", async () => {
  const seedDir = await mkdtemp(join(tmpdir(), "safety-"));
  await writeFile(join(seedDir, "a.txt"), "bytes");
  const log: { method: string; url: string; body: string }[] = [];
  let answer: { location: string; status: number } | null = null;
  const target = await listen(async (request) => {
    let body = "";
    for await (const block of request) body += String(block);
    log.push({ method: request.method ?? "", url: request.url ?? "", body });
    const next = answer;
    answer = null;
    return next;
  });
  let strayed = 0;
  const elsewhere = await listen(() => Promise.resolve((strayed++, null)));
  const [origin, away] = [originOf(target), originOf(elsewhere)];
  const client = new HttpClient({
    guard: { recordedRun: RECORDED, sandboxRun: SANDBOX, origins: new Set([origin]) },
    sleep: () => Promise.resolve(),
  });
  const ends = new Map<string, number>();
  try {
    await fc.assert(
      fc.asyncProperty(step, redirect, async (one, led) => {
        log.length = 0;
        answer = led === null
          ? null
          : { ...led, location: led.location.replace("AWAY", away).replace("LEFT", new URL(away).host) };
        const end = await attempt(one, client, origin, away, seedDir);
        ends.set(end, (ends.get(end) ?? 0) + 1);
        for (const { url, body } of log) {
          assert.deepEqual(named(url), [], url);
          assert.deepEqual(named(body), [], body);
          assert.deepEqual(routed(url), [], url);
        }
        assert.equal(strayed, 0, "a request left the target");
      }),
      { numRuns: rounds(20_000) },
    );
    assert.ok((ends.get("sent") ?? 0) > 0 && (ends.get("refused") ?? 0) > 0, JSON.stringify([...ends]));
  } finally {
    await client.close();
    for (const server of [target, elsewhere]) server.closeAllConnections();
    for (const server of [target, elsewhere]) await new Promise((resolve) => server.close(resolve));
    await rm(seedDir, { recursive: true });
  }
});

test("the embedded server's own log holds no address of another run, whatever the profile says", async () => {
  const root = await mkdtemp(join(tmpdir(), "safety-"));
  await writeFile(join(root, "a.txt"), "bytes");
  const server = await startEmbedded({ playbackRunRoot: join(root, "p"), runsRoot: join(root, "r") });
  const client = new HttpClient({
    guard: { recordedRun: RECORDED, sandboxRun: SANDBOX, origins: new Set([server.origin]) },
    sleep: () => Promise.resolve(),
  });
  try {
    await fc.assert(
      fc.asyncProperty(step, async (one) => {
        await attempt(one, client, server.origin, "http://127.0.0.1:1", root);
      }),
      { numRuns: rounds(5_000) },
    );
    assert.ok(server.requests.length > 0);
    for (const { path, query } of server.requests) {
      assert.deepEqual([...named(path), ...named(query), ...routed(path)], [], `${path}?${query}`);
    }
  } finally {
    await client.close();
    await server.close();
    await rm(root, { recursive: true });
  }
});

type Answer = { location: string; status: number } | null;

async function listen(handle: (request: IncomingMessage) => Promise<Answer>): Promise<Server> {
  const server = createServer((request, response) => {
    void handle(request).then((answer) => {
      // What no header can hold is no address either.
      const location = encodeURI(answer?.location ?? "").replaceAll("%25", "%");
      if (answer === null) response.end("{}");
      else response.writeHead(answer.status, { location }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

function originOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
