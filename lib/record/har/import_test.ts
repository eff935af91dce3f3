/** Importing HARs: what each program writes, what is refused, and that no secret gets through. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { ProfileError } from "../../errors.ts";
import { readEvents } from "../../events/read_events.ts";
import { withFolder } from "../../files/test_folder.ts";
import { walkFiles } from "../../files/walk.ts";
import type { AuditEvent } from "../../model/event.ts";
import { nodeDisk } from "../../recording/disk.ts";
import { createRedactor } from "../../redact/redactor.ts";
import { importHar, type ImportOptions } from "./import.ts";
import { bytesOfText } from "./text_bytes.ts";

const ORIGIN = "https://wepp.example.org";
const RUN = "/rq-engine/api/runs/ample-otter/disturbed9002";
const FUZZ_RUNS = process.env["PROFILE_TEST_SOAK"] ? 5000 : 150;

interface Made {
  path?: string;
  url?: string;
  method?: string;
  at?: number;
  request?: object;
  response?: object | null;
  more?: object;
}

function entry(
  { path = `${RUN}/run-wepp`, url, method = "POST", at = 0, request, response, more }: Made = {},
) {
  return {
    startedDateTime: new Date(Date.UTC(2025, 10, 2) + at * 1000).toISOString(),
    time: 12.5,
    request: { method, url: url ?? ORIGIN + path, headers: [], bodySize: 0, ...request },
    response: response === null ? undefined : {
      status: 200,
      headers: [{ name: "Content-Type", value: "application/json" }],
      content: { size: 2, mimeType: "application/json", text: "{}" },
      ...response,
    },
    ...more,
  };
}

function har(entries: unknown[], creator = "WebInspector"): string {
  return JSON.stringify({ log: { version: "1.2", creator: { name: creator, version: "1" }, entries } });
}

async function imported(
  content: string | Uint8Array,
  options: Partial<ImportOptions> = {},
  beside: Record<string, Uint8Array> = {},
) {
  return await withFolder(async (folder) => {
    const file = join(folder, "session.har");
    await writeFile(file, content);
    for (const [name, bytes] of Object.entries(beside)) {
      await mkdir(join(folder, name, ".."), { recursive: true });
      await writeFile(join(folder, name), bytes);
    }
    const out = join(folder, "out");
    const result = await importHar({ file, out, redactor: createRedactor(), ...options });
    const events: AuditEvent[] = [];
    const bodies = new Map<string, Buffer>();
    for (const { dir } of result.runs) {
      for await (const item of readEvents(join(dir, "_logs/profile.events.jsonl"))) {
        if (item.kind === "event") events.push(item.at.event);
      }
      for (const path of await walkFiles(join(dir, "_logs"))) {
        if (path.startsWith("bodies/")) bodies.set(path.slice(7), await readFile(join(dir, "_logs", path)));
      }
    }
    return { result, events, bodies, requests: events.filter(({ stage }) => stage === "request") };
  });
}

async function refused(content: string | Uint8Array, message: RegExp): Promise<ProfileError> {
  try {
    await imported(content);
  } catch (error) {
    assert.ok(error instanceof ProfileError, String(error));
    assert.match(error.message, message);
    assert.ok(error.remedy !== undefined && error.position !== undefined, error.message);
    return error;
  }
  throw new assert.AssertionError({ message: `Not refused: ${message}` });
}

test("importHar() keeps the order of time, runs apart, and counts what it leaves out", async () => {
  const { result, requests } = await imported(har([
    entry({ at: 9, path: `${RUN}/run-wepp` }),
    entry({ at: 1, path: `${RUN}/set-outlet` }),
    entry({ at: 2, path: "/weppcloud/runs/other-run/cfg/tasks/setname/" }),
    entry({ at: 3, url: "https://tiles.example.com/1.png", method: "GET" }),
    entry({ at: 3, url: "https://tiles.example.com/2.png", method: "GET" }),
    entry({ at: 4, url: "data:image/png;base64,AAAA", method: "GET" }),
    entry({ at: 5, url: "wss://wepp.example.org/status", method: "GET" }),
    entry({ at: 6, path: "/weppcloud/static/app.js", method: "GET" }),
    entry({ at: 7, path: "/weppcloud/login" }),
    entry({ at: 8, path: "/weppcloud/about.json", method: "GET" }),
  ]));
  assert.deepEqual(requests.map(({ runId, endpoint }) => [runId, endpoint?.split("/").at(-1)]), [
    ["ample-otter", "set-outlet"],
    ["ample-otter", "run-wepp"],
    ["other-run", ""],
  ]);
  assert.equal(result.origin, ORIGIN);
  assert.equal(result.websockets, 1);
  assert.deepEqual(result.other_origins, [{ origin: "https://tiles.example.com", count: 2 }]);
  assert.deepEqual(result.dropped.map(({ reason, count }) => `${count} ${reason}`).sort(), [
    "1 belongs to no run",
    "1 logins and tokens",
    "1 no HTTP request",
    "1 static files",
  ]);
  assert.equal(result.kept, 3);
});

test("importHar() reads bodies of every kind and names what the HAR lacks", async () => {
  const typed = (mimeType: string, more: object) => ({
    request: { bodySize: 5, postData: { mimeType, ...more } },
  });
  const form = "application/x-www-form-urlencoded";
  const { requests } = await imported(har([
    entry({ at: 1, ...typed("application/json", { text: '{"a": "{\\"b\\":1}"}' }) }),
    entry({ at: 2, ...typed("application/json", { text: "eyJhIjoxfQ==", encoding: "base64" }) }),
    entry({ at: 3, ...typed(`${form}; charset=UTF-8`, { text: "a=1&a=2&b=%C3%BC+x", params: [] }) }),
    entry({ at: 4, ...typed(form, { params: [{ name: "a", value: "x%20y" }] }) }),
    entry({ at: 5, ...typed("text/plain", { text: "hello" }) }),
    entry({ at: 6, request: { bodySize: 512 } }),
    entry({ at: 7, ...typed("application/json", { text: "{broken" }) }),
    entry({ at: 8, ...typed("application/octet-stream", { text: "AAECAw==", encoding: "base64" }) }),
  ]));
  const meta = requests.map(({ requestMeta }) => requestMeta);
  assert.equal(meta[0]?.jsonPayload, '{"a": "{\\"b\\":1}"}');
  assert.equal(meta[1]?.jsonPayload, '{"a":1}');
  assert.deepEqual(meta[2]?.formValues, { a: ["1", "2"], b: "ü x" });
  assert.deepEqual(meta[3]?.parts, [{ name: "a", value: "x y" }]);
  assert.equal(meta[4]?.text, "hello");
  assert.deepEqual([meta[5]?.bodyType, meta[5]?.lost], ["lost", "the HAR does not hold the body"]);
  assert.deepEqual([meta[6]?.bodyType, meta[6]?.text], ["text", "{broken"]);
  assert.deepEqual([meta[7]?.bodyType, meta[7]?.bodyLength], ["bytes", 4]);
});

const BINARY = Buffer.from([0x49, 0x49, 0x2a, 0, 8, 0xff, 0xc3, 0x28, 0x80, 0x0d, 0x0a, 0x41]);

function multipart(name: string): Buffer {
  const head = `--XX\r\nContent-Disposition: form-data; name="mode"\r\n\r\n4\r\n` +
    `--XX\r\nContent-Disposition: form-data; name="map"; filename="${name}"\r\nContent-Type: image/tiff\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), BINARY, Buffer.from("\r\n--XX--\r\n")]);
}

test("importHar() takes file bytes from the HAR where nothing was lost", async () => {
  const body = multipart("karte ü.tif");
  const escaped = [...body.toString("latin1")].map((char) =>
    char.charCodeAt(0) < 0x80 ? char : String.fromCharCode(0xdc00 + char.charCodeAt(0))
  ).join("");
  const sha = "7f4d4d4d";
  const forms: [string, object, Record<string, Uint8Array>][] = [
    ["mitmproxy", { text: body.toString("latin1") }, {}],
    ["mitmproxy", { text: escaped }, {}],
    ["Firefox", { text: body.toString("latin1") }, {}],
    ["Playwright", { _file: `${sha}.dat` }, { [`${sha}.dat`]: body }],
    ["Playwright", { _sha1: `${sha}.dat` }, { [`resources/${sha}.dat`]: body }],
    ["other", { text: body.toString("base64"), encoding: "base64" }, {}],
  ];
  for (const [creator, postData, beside] of forms) {
    const one = entry({
      request: {
        bodySize: body.length,
        postData: { mimeType: "multipart/form-data; boundary=XX", ...postData },
      },
    });
    const { result, requests, bodies } = await imported(har([one], creator), {}, beside);
    assert.deepEqual(result.uploads, { recorded: 1, supplied: 0, missing: [] }, creator);
    const file = requests[0]?.requestMeta?.parts?.[1];
    assert.deepEqual([file?.filename, file?.type], ["karte ü.tif", "image/tiff"]);
    assert.deepEqual(bodies.get(file?.sha256 ?? ""), BINARY, creator);
  }
});

test("importHar() takes missing bytes from --uploads, by size where the HAR tells it", async () => {
  const body = multipart("map.tif");
  const bare = Buffer.concat([
    body.subarray(0, body.indexOf(BINARY)),
    body.subarray(body.indexOf(BINARY) + BINARY.length),
  ]).toString();
  const entries = (size: number) =>
    har([1, 2].map((at) =>
      entry({
        at,
        request: { bodySize: size, postData: { mimeType: "multipart/form-data; boundary=XX", text: bare } },
      })
    ));
  const supply = (files: Record<string, Uint8Array>, size = body.length) =>
    withFolder(async (uploads) => {
      for (const [path, bytes] of Object.entries(files)) {
        await mkdir(join(uploads, path, ".."), { recursive: true });
        await writeFile(join(uploads, path), bytes);
      }
      return (await imported(entries(size), { uploads })).result;
    });
  const other = Buffer.from(BINARY.toReversed());
  const none = (await supply({})).uploads;
  assert.deepEqual(none.missing.map(({ size, place }) => [size, place]), [
    [BINARY.length, "map/map.tif"],
    [BINARY.length, "map/2/map.tif"],
  ]);
  assert.equal((await supply({ "map.tif": BINARY })).uploads.supplied, 2);
  assert.equal((await supply({ "map/map.tif": BINARY, "map/2/map.tif": other })).uploads.supplied, 2);
  const wrong = (await supply({ "map.tif": Buffer.from("short") })).uploads;
  assert.deepEqual([wrong.supplied, wrong.missing[0]?.reason], [0, "map.tif has 5 bytes, the upload had 12"]);
  const unsized = await supply({ "map.tif": BINARY }, -1);
  assert.deepEqual([unsized.uploads.supplied, unsized.warnings.length], [2, 1]);
  assert.match(unsized.warnings[0] ?? "", /put another one into map\/2\/map\.tif/);
});

test("importHar() of a HAR that holds nothing of a form with files", async () => {
  const sent = (path: string, at: number) =>
    entry({
      at,
      path,
      request: {
        headers: [
          { name: "Content-Type", value: "multipart/form-data; boundary=X" },
          { name: "Content-Length", value: "200" },
        ],
      },
    });
  const upload = `${RUN}/tasks/upload-sbs/`;
  const content = har([sent(upload, 1), sent(upload, 2), sent(`${RUN}/build-landuse`, 3)], "Playwright");
  await withFolder(async (uploads) => {
    for (const number of [1, 2]) {
      await mkdir(join(uploads, `input_upload_sbs/${number}`), { recursive: true });
      await writeFile(join(uploads, `input_upload_sbs/${number}/burn.tif`), `II*\0${number}`);
    }
    const { result, requests, bodies } = await imported(content, { uploads });
    assert.equal(result.uploads.supplied, 2);
    const parts = requests.slice(0, 2).map(({ requestMeta }) => requestMeta?.parts?.[0]);
    assert.deepEqual(parts.map((part) => [part?.filename, String(bodies.get(part?.sha256 ?? ""))]), [
      ["burn.tif", "II*\0" + "1"],
      ["burn.tif", "II*\0" + "2"],
    ]);
    assert.equal(requests[2]?.requestMeta?.bodyType, "lost");
    await writeFile(join(uploads, "input_upload_sbs/2/burn.tif"), "x".repeat(201));
    const [missing] = (await imported(content, { uploads })).result.uploads.missing;
    assert.match(missing?.reason ?? "", /has 201 bytes, the whole request had 200/);
  });
});

test("importHar() knows the run of a creation, aborted requests and decoded answers", async () => {
  const { events, result } = await imported(har([
    entry({
      at: 1,
      path: "/rq-engine/create/",
      request: {
        bodySize: 20,
        postData: { mimeType: "application/x-www-form-urlencoded", text: "config=disturbed9002" },
      },
      response: {
        status: 303,
        headers: [],
        redirectURL: "/weppcloud/runs/ample-otter/disturbed9002",
        content: null,
      },
    }),
    entry({ at: 2, response: { status: 0, _error: "net::ERR_ABORTED", headers: [], content: { size: 0 } } }),
    entry({ at: 3, response: null }),
    entry({
      at: 4,
      response: {
        content: { size: 20, mimeType: "application/json", text: "eyJqb2JfaWQiOiJhYiJ9", encoding: "base64" },
      },
    }),
  ]));
  assert.equal(result.runs.length, 1);
  const ends = events.filter(({ stage }) => stage === "response" || stage === "error");
  assert.equal(ends[0]?.responseMeta?.headers?.["location"], "/weppcloud/runs/ample-otter/disturbed9002");
  assert.deepEqual(ends.slice(1, 3).map(({ error }) => (error as { message: string }).message), [
    "net::ERR_ABORTED",
    "No answer came",
  ]);
  assert.equal(ends[3]?.responseMeta?.body, '{"job_id":"ab"}');
  assert.equal(events.find(({ category }) => category === "rq_enqueue")?.payload?.["job_id"], "ab");
});

test("importHar() refuses what is no HAR, with place and remedy", async () => {
  await refused("", /empty/);
  await refused(new Uint8Array([0x50, 0x4b, 3, 4]), /ZIP archive/);
  await refused(new Uint8Array([0x1f, 0x8b, 8]), /compressed/);
  await refused("1234:9:websocket;", /flow file of mitmproxy/);
  await refused("\0\0\0", /not JSON/);
  await refused("[]", /no HAR: \$/);
  await refused('{"log":{}}', /\$\.log\.entries/);
  await refused('{"log":{"entries":[]}}', /no request to a run/);
  await refused(
    har([{ ...entry(), startedDateTime: "yesterday" }]),
    /\$\.log\.entries\[0\]\.startedDateTime/,
  );
  await refused(har([entry({ url: "https://example.com/x" })]), /no request to a run of a WEPPcloud/);
  const whole = JSON.stringify(JSON.parse(har([entry()])), null, 1);
  const cut = await refused(whole.slice(0, 150), /cut off/);
  assert.ok((cut.position?.line ?? 0) > 1 && (cut.position?.column ?? 0) > 0);
  const nan = har([entry()]).replace('"time":12.5', '"time":NaN');
  assert.equal((await imported(nan)).result.kept, 1);
  const { result } = await imported(har([entry(), { request: { url: 3 } }, 7]));
  assert.deepEqual([result.kept, result.damaged.map(({ path }) => path)], [1, [
    "$.log.entries[1].startedDateTime",
    "$.log.entries[2]",
  ]]);
});

test("importHar() refuses the same HAR twice, and keeps what was good on a full disk", async () => {
  await withFolder(async (folder) => {
    const file = join(folder, "s.har");
    await writeFile(file, har([entry({ at: 1 }), entry({ at: 2 }), entry({ at: 3 })]));
    let writes = 0;
    const disk = {
      ...nodeDisk,
      async open(path: string) {
        const log = await nodeDisk.open(path);
        return {
          ...log,
          async write(block: Uint8Array) {
            if (++writes > 2) throw Object.assign(new Error("full"), { code: "ENOSPC" });
            await log.write(block);
          },
        };
      },
    };
    const options = { file, out: join(folder, "out"), redactor: createRedactor() };
    await assert.rejects(importHar({ ...options, disk }), /The disk is full/);
    const log = join(folder, "out/runs/ample-otter/_logs/profile.events.jsonl");
    assert.equal((await readFile(log, "utf8")).trimEnd().split("\n").length, 4);
    await assert.rejects(importHar(options), /was imported into/);
    assert.deepEqual(await walkFiles(join(folder, "out")), ["runs/ample-otter/_logs/profile.events.jsonl"]);
  });
});

test("importHar() throws nothing but ProfileError, whatever the file holds", async () => {
  const wild = fc.oneof(
    { weight: 3, arbitrary: fc.jsonValue() },
    fc.constantFrom(
      "",
      "\0",
      "multipart/form-data",
      "base64",
      ORIGIN,
      `${ORIGIN}${RUN}/x?a=%ff`,
      -1,
      1e99,
      "../../etc",
    ),
  );
  const valid = JSON.parse(har([
    entry({
      request: { postData: { mimeType: "multipart/form-data; boundary=X", text: "--X\r\n", params: [] } },
    }),
  ])) as unknown;
  const mutated = fc.tuple(fc.array(fc.nat(1000), { minLength: 1, maxLength: 6 }), wild).map(
    ([path, value]) => {
      const copy = structuredClone(valid);
      let at = copy as Record<string, unknown>;
      for (const step of path) {
        const keys = Object.keys(at);
        const key = keys[step % Math.max(1, keys.length)];
        if (key === undefined) break;
        const next = at[key];
        if (typeof next !== "object" || next === null || step % 5 === 0) {
          at[key] = value;
          break;
        }
        at = next as Record<string, unknown>;
      }
      return JSON.stringify(copy);
    },
  );
  const damaged = fc.tuple(mutated, fc.nat(2000)).map(([text, at]) => text.slice(0, at));
  const bytes = fc.uint8Array({ maxLength: 200 });
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(mutated, damaged, bytes, fc.jsonValue().map((v) => JSON.stringify(v))),
      async (content) => {
        try {
          await imported(content);
        } catch (error) {
          if (!(error instanceof ProfileError)) throw error;
          assert.ok(error.message.length > 0);
        }
      },
    ),
    { numRuns: FUZZ_RUNS },
  );
});

test("bytesOfText() gives back every byte that a program kept", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
    const text = Buffer.from(bytes).toString("latin1");
    assert.deepEqual(new Uint8Array(bytesOfText(text, "mitmproxy").bytes), bytes);
  }));
  fc.assert(fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (text) => {
    const { bytes, lossy } = bytesOfText(text, "Playwright");
    if (/[^\0-\xff]/.test(text) && !lossy) {
      assert.equal(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes), text);
    }
  }));
});

const CANARIES = {
  email: "jane.roe@canary-mail.org",
  jwt: "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJlLWNhbmFyeQ",
  bearer: "bearerCanary-77aa88bb99cc",
  basic: Buffer.from("jane:canary-basic-pass-1").toString("base64"),
  cookie: "cookieCanary-0f1e2d3c4b5a",
  apiKey: "apiKeyCanary-1a2b3c4d5e6f",
  password: "pa55-Canary-Word!",
  userInfo: "userInfoCanary-99",
};

test("importHar() lets no secret through, wherever in the HAR it stands", async () => {
  const all = Object.values(CANARIES);
  const json = JSON.stringify({
    email: CANARIES.email,
    api_key: CANARIES.apiKey,
    nested: JSON.stringify({ password: CANARIES.password, text: `token=${CANARIES.bearer}` }),
    link: `https://jane:${CANARIES.userInfo}@db.example.org/x`,
    b64: Buffer.from(`contact ${CANARIES.email}`).toString("base64"),
    latitude: 46.1,
  });
  const headers = [
    { name: "Authorization", value: `Bearer ${CANARIES.bearer}` },
    { name: "Proxy-Authorization", value: `Basic ${CANARIES.basic}` },
    { name: "Cookie", value: `session=${CANARIES.cookie}; theme=dark` },
    { name: "X-API-Key", value: CANARIES.apiKey },
    {
      name: "Referer",
      value: `${ORIGIN}/weppcloud/runs/ample-otter/disturbed9002/?api_key=${CANARIES.apiKey}`,
    },
    { name: "Content-Type", value: "application/json" },
  ];
  const body = `--X\r\nContent-Disposition: form-data; name="password"\r\n\r\n${CANARIES.password}\r\n` +
    `--X\r\nContent-Disposition: form-data; name="api_key ${CANARIES.email}"\r\n\r\nv\r\n` +
    `--X\r\nContent-Disposition: form-data; name="f"; filename="notes ${CANARIES.email}.csv"\r\n` +
    `Content-Type: text/csv\r\n\r\nid,who\r\n1,${CANARIES.email}\r\n2,Bearer ${CANARIES.bearer}\r\n3,${CANARIES.cookie}\r\n` +
    `\r\n--X--\r\n`;
  const content = har([
    entry({
      at: 1,
      path: "/weppcloud/login",
      request: {
        bodySize: 9,
        postData: {
          mimeType: "application/x-www-form-urlencoded",
          text: new URLSearchParams({ email: CANARIES.email, password: CANARIES.password }).toString(),
        },
      },
      response: { headers: [{ name: "Set-Cookie", value: `session=${CANARIES.cookie}; Secure` }] },
    }),
    entry({
      at: 2,
      path: `${RUN}/set-outlet?api_key=${CANARIES.apiKey}&token=${CANARIES.bearer}`,
      request: { headers, bodySize: json.length, postData: { mimeType: "application/json", text: json } },
      response: {
        status: 500,
        headers: [{ name: "Set-Cookie", value: `session=${CANARIES.cookie}` }],
        content: {
          size: 9,
          mimeType: "application/json",
          text: JSON.stringify({
            error: { message: `Cookie: session=${CANARIES.cookie}; ${CANARIES.jwt}`, details: json },
          }),
        },
      },
    }),
    entry({
      at: 3,
      request: {
        headers,
        bodySize: Buffer.byteLength(body),
        postData: { mimeType: "multipart/form-data; boundary=X", text: body },
      },
      response: {
        content: { size: 3, mimeType: "text/plain", text: `mail ${CANARIES.email}, key ${CANARIES.apiKey}` },
      },
    }),
    entry({
      at: 4,
      request: {
        bodySize: 5,
        postData: {
          mimeType: "application/x-www-form-urlencoded",
          text: `a=1&csrf_token=${CANARIES.bearer}&who=${encodeURIComponent(CANARIES.email)}`,
        },
      },
      response: { status: 0, headers: [], _error: `failed for ${CANARIES.email}`, content: null },
    }),
  ]);
  await withFolder(async (folder) => {
    await writeFile(join(folder, "s.har"), content);
    const out = join(folder, "out");
    const redactor = createRedactor();
    const result = await importHar({ file: join(folder, "s.har"), out, redactor });
    assert.deepEqual([result.kept, result.uploads.recorded], [3, 1]);
    const written = await walkFiles(out);
    assert.equal(written.length, 3);
    for (const path of written) {
      const text = `${path}\n${await readFile(join(out, path), "latin1")}`;
      for (const canary of all) {
        const forms = [
          canary,
          encodeURIComponent(canary),
          Buffer.from(canary).toString("base64").replace(/=+$/, ""),
        ];
        for (const form of forms) assert.ok(!text.includes(form), `${form} in ${path}`);
      }
      assert.match(
        text,
        path.includes("bodies") ? /^1,user-/m : path.includes("ledger") ? /rule email/ : /46\.1/,
      );
    }
    const told = JSON.stringify(redactor.json(JSON.parse(JSON.stringify(result))));
    for (const canary of all) assert.ok(!told.includes(canary), canary);
  });
});

test("importHar() knows what a later entry tells before it writes the first line", async () => {
  const posted = (at: number, text: string) =>
    entry({ at, request: { bodySize: text.length, postData: { mimeType: "application/json", text } } });
  const content = har([
    posted(1, JSON.stringify({ name: "Marta Kowalski mill, key Zx9-secretword-77" })),
    posted(2, JSON.stringify({ contact: "marta.kowalski@corp.example", password: "Zx9-secretword-77" })),
  ]);
  await withFolder(async (folder) => {
    const file = join(folder, "session.har");
    await writeFile(file, content);
    const out = join(folder, "out");
    const result = await importHar({ file, out, redactor: createRedactor() });
    const logs = join(out, "runs/ample-otter/_logs");
    const text = await readFile(join(logs, "profile.events.jsonl"), "utf8");
    assert.doesNotMatch(text, /Kowalski|Zx9/i);
    const ledger = (await readFile(join(logs, "profile.ledger.jsonl"), "utf8")).trim().split("\n")
      .map((line) => JSON.parse(line));
    assert.equal(ledger.reduce((sum, { evidence }) => sum + evidence.count, 0), result.redactions);
    assert.ok(ledger.some(({ by, reason }) => by === "record" && reason === "rule known-secret"));
  });
});
