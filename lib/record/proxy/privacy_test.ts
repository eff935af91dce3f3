/** What must not reach the disk, whatever way it came in. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { test } from "node:test";
import { walkFiles } from "../../files/walk.ts";
import type { RequestMeta } from "../../model/event.ts";
import type { SeenBody, SeenExchange } from "../../recording/types.ts";
import { createRedactor } from "../../redact/redactor.ts";
import { cleanExchange } from "./held_capture.ts";
import { bodyOf, withProxy } from "./testing/fixture.ts";

const RUN = "/rq-engine/api/runs/ample-otter/cfg";
const FORM = { "content-type": "application/x-www-form-urlencoded" };
const JSON_TYPE = { "content-type": "application/json" };

/** Names and contents of all files of a recording. */
async function allOf(out: string): Promise<string> {
  const texts: string[] = [];
  for (const file of await walkFiles(out)) {
    texts.push(file, (await readFile(join(out, file), "latin1")).replaceAll("\0", ""));
  }
  return texts.join("\n");
}

test("cleanExchange() redacts names and types of parts and bodies, and values by their key", () => {
  const clean = (body: SeenBody) => {
    const exchange: SeenExchange = {
      id: "x",
      method: "POST",
      origin: "https://w",
      path: `${RUN}/set-outlet`,
      startedAt: 0,
      durationMs: 1,
      headers: [],
      body,
      session: { id: "s" },
      runId: "jane.roe@lab.example.org",
    };
    const cleaned = cleanExchange(exchange, createRedactor());
    assert.match(cleaned.runId ?? "", /^user-/);
    const text = JSON.stringify(cleaned.body);
    assert.doesNotMatch(text, /roe|hunter2xyz/);
    return text;
  };
  const type = "text/csv; who=jane.roe@lab.example.org";
  const sha256 = "a".repeat(64);
  const name = "note jane.roe@lab.example.org";
  clean({
    kind: "form",
    encoding: "multipart",
    parts: [{ name, value: "v" }, { name, type, sha256, size: 1 }, { name: "password", value: "hunter2xyz" }],
  });
  clean({ kind: "text", text: "hi", type });
  clean({ kind: "bytes", type, sha256, size: 1 });
  assert.match(clean({ kind: "lost", reason: "gone", type }), /"gone"/);
  assert.equal(
    clean({
      kind: "form",
      encoding: "multipart",
      parts: [{ name: "dem", type: "image/tiff", sha256, size: 1 }],
    }),
    `{"kind":"form","encoding":"multipart","parts":[{"name":"dem","type":"image/tiff","sha256":"${sha256}","size":1}]}`,
  );
});

test("a login while recording is paused makes its password, cookie and person known", async () => {
  await withProxy(async (request, response) => {
    await bodyOf(request);
    const login = request.url === "/weppcloud/login";
    response.writeHead(login ? 302 : 200, {
      ...JSON_TYPE,
      ...(login ? { "set-cookie": "remember=Zk3vP9qLw8xR2tYbN5mC; HttpOnly" } : {}),
    });
    response.end("{}");
  }, async ({ ask, events, session, out }) => {
    session.recorder.pause();
    const body = "email=jane.roe%40lab.example.org&password=Tr0ub4dorX";
    await ask("/weppcloud/login", { method: "POST", headers: FORM, body });
    await ask(`${RUN}/query/x`);
    session.recorder.resume();
    const note = "Tr0ub4dorX of Roe, Zk3vP9qLw8xR2tYbN5mC";
    await ask(`${RUN}/set-outlet`, { method: "POST", headers: JSON_TYPE, body: JSON.stringify({ note }) });
    const all = await events();
    assert.equal(all.length, 2);
    assert.match(String(all[0]?.session?.["user"]), /^user-[0-9a-f]{8}@redacted\.invalid$/);
    assert.equal(session.recorder.left().get("while recording was paused"), 2);
    assert.doesNotMatch(await allOf(out), /Tr0ub4dorX|Zk3vP9|jane|lab\.example/);
    assert.deepEqual(await readdir(out), ["runs"]);
  });
});

/** Sends one body through a proxy. @returns the event, and all that lies on the disk */
async function recorded(type: string, body: Uint8Array, headers: Record<string, string> = {}) {
  let found: { meta: RequestMeta; disk: string; notices: string[]; arrived: boolean } | undefined;
  let arrived = new Uint8Array();
  await withProxy(async (request, response) => {
    arrived = Uint8Array.from(await bodyOf(request));
    response.writeHead(200, JSON_TYPE).end("{}");
  }, async ({ ask, events, out, notices }) => {
    await ask(`${RUN}/set-outlet`, { method: "POST", headers: { "content-type": type, ...headers }, body });
    const [event] = await events();
    found = {
      meta: event?.requestMeta ?? {},
      disk: await allOf(out),
      notices,
      arrived: Buffer.from(arrived).equals(body),
    };
  });
  assert.ok(found);
  assert.ok(found.arrived, "the target gets the body as it is");
  return found;
}

test("a malformed multipart body is lost with the reason, whatever it holds", async () => {
  const head = '--XX\r\nContent-Disposition: form-data; name="password"\r\n\r\nhunter2xyz\r\n--XX\r\n' +
    'Content-Disposition: form-data; name="f"; filename="a.tif"\r\n\r\n';
  for (const body of [`${head}\0\0\0\r\n--XX`, `${head}text\r\n--XX`, "password hunter2xyz"]) {
    const { meta, disk, notices } = await recorded("multipart/form-data; boundary=XX", Buffer.from(body));
    assert.equal(meta.bodyType, "lost");
    assert.match(meta.lost ?? "", /^a malformed multipart body \(/);
    assert.equal(notices.length, 1);
    assert.doesNotMatch(disk, /hunter2xyz/);
  }
});

test("a body that says text and holds NUL is lost, UTF-16 is redacted", async () => {
  for (const type of ["application/x-ndjson", "application/json", "text/plain", "application/soap+xml"]) {
    const { meta, disk } = await recorded(type, Buffer.from('{"password":"hunter2xyz"}\n\0'));
    assert.equal(meta.lost, "its type says text, and it is none", type);
    assert.doesNotMatch(disk, /hunter2xyz/);
  }
  const long = Buffer.from("password=hunter2xyz\n".repeat(300_000) + "\0");
  assert.equal((await recorded("text/plain", long)).meta.bodyType, "lost");
  const wide = await recorded("text/csv", Buffer.from("who\njane.roe@lab.example.org\n", "utf16le"));
  assert.equal(wide.meta.bodyType, "bytes");
  assert.match(wide.disk, /user-[0-9a-f]{8}@redacted/);
  assert.doesNotMatch(wide.disk, /jane/);
  assert.equal((await recorded("application/x-ndjson", Buffer.from('{"a":1}\n'))).meta.text, '{"a":1}\n');
});

test("a packed body is recorded unpacked, or lost with the reason", async () => {
  const text = JSON.stringify({ password: "hunter2xyz", who: "jane.roe@lab.example.org", slope: 4 });
  const pack = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync };
  for (const [name, encode] of Object.entries(pack)) {
    const { meta, disk } = await recorded("application/json", encode(text), { "content-encoding": name });
    assert.match(meta.jsonPayload ?? "", /"password":"\[redacted\]".*"slope":4/, name);
    assert.doesNotMatch(disk, /hunter2xyz|jane/);
  }
  const lost = async (body: Uint8Array, encoding: string) =>
    (await recorded("application/json", body, { "content-encoding": encoding })).meta.lost;
  assert.equal(
    await lost(gzipSync(text).subarray(0, -9), "gzip"),
    "the body is packed (gzip) and could not be unpacked",
  );
  assert.equal(
    await lost(Buffer.from(text), "x-own"),
    "the body is packed (x-own) and could not be unpacked",
  );
  assert.match(
    await lost(gzipSync(new Uint8Array(17 * 1024 * 1024)), "gzip") ?? "",
    /could not be unpacked$/,
  );
});

test("fields that are no UTF-8 are lost with the reason, and never become other text", async () => {
  const type = FORM["content-type"];
  const reason = "the value is no UTF-8 text";
  const form = await recorded(type, Buffer.from("a=1&name=gr%E9ve&b=%EF%BF%BD&c=%C3%A9"));
  assert.deepEqual(form.meta.parts, [
    { name: "a", value: "1" },
    { name: "name", lost: reason },
    { name: "b", value: "\ufffd" },
    { name: "c", value: "\u00e9" },
  ]);
  assert.equal((await recorded(type, Buffer.from("n%E9=1"))).meta.bodyType, "lost");
  const body = '--X\r\nContent-Disposition: form-data; name="n"\r\n\r\ngr\u00e9ve\r\n--X--\r\n';
  const multipart = await recorded("multipart/form-data; boundary=X", Buffer.from(body, "latin1"));
  assert.deepEqual(multipart.meta.parts, [{ name: "n", lost: reason }]);
});
