/** What must not reach the disk, whatever way it came in. */
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { walkFiles } from "../../files/walk.ts";
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
    };
    const text = JSON.stringify(cleanExchange(exchange, createRedactor()).body);
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
