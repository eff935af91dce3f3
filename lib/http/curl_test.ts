import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import fc from "fast-check";
import { createRedactor } from "../redact/redactor.ts";
import type { HttpRequest } from "./client.ts";
import { curlLine } from "./curl.ts";
import { encodeMultipart } from "./multipart.ts";

const url = new URL("https://h.example/rq-engine/api/runs/profile;;tmp;;1/cfg/x?a=[1]&b={2}");

/** The words that a shell makes of the line, with `curl` replaced by printing them. */
function wordsOf(line: string, env: Record<string, string> = {}): string[] {
  const script = `curl() { printf '%s\\0' "$@"; }\n${line}\n`;
  const { stdout, status } = spawnSync("sh", ["-c", script], { encoding: "utf8", env });
  assert.equal(status, 0);
  return stdout.split("\0").slice(0, -1);
}

const json = (text: string): HttpRequest => ({
  method: "POST",
  url,
  headers: { authorization: "Bearer abc.def.ghi", origin: "https://h.example" },
  body: { kind: "text", text, contentType: "application/json" },
});

test("curlLine() gives a shell the very body, whatever is in it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const body = text.replaceAll("\0", "").toWellFormed();
      const words = wordsOf(curlLine(json(body)));
      assert.equal(words.at(-1), body);
      assert.equal(words[words.indexOf("-g") + 1], url.href);
    }),
    { numRuns: 40 },
  );
});

test("curlLine() puts variables where credentials and secrets were", () => {
  const secrets = new Map([['hunter2$`"x', "PROFILE_SECRET_PW"]]);
  const line = curlLine(json('{"password":"hunter2$`\\"x"} and hunter2$`"x'), secrets);
  assert.ok(!line.includes("abc.def.ghi"));
  assert.ok(line.includes('-H "Authorization: Bearer ${PROFILE_BEARER}"'));
  assert.ok(!line.includes("and hunter2"));
  const words = wordsOf(line, { PROFILE_SECRET_PW: "s3", PROFILE_BEARER: "token" });
  assert.ok(words.includes("Authorization: Bearer token"));
  assert.equal(words.at(-1), '{"password":"hunter2$`\\"x"} and s3');
});

test("curlLine() stays whole in the redactor: the variables are no secrets", () => {
  const secrets = new Map([["correct-horse-7", "PROFILE_SECRET_PW"]]);
  const request = json('{"password":"correct-horse-7","n":1}');
  const line = curlLine(
    { ...request, headers: { ...request.headers, "x-csrftoken": "IjY1Zg.Zx.q" } },
    secrets,
  );
  const redactor = createRedactor();
  assert.equal(redactor.text(line), line);
  assert.deepEqual(redactor.json({ curl: line }), { curl: line });
  assert.match(redactor.text('{"password":"correct-horse-7"}'), /\[redacted\]/);
});

test("curlLine() writes forms with the paths of their files, and values that begin with @", async () => {
  const multipart = await encodeMultipart([
    { name: "mode", value: "@4; it's" },
    { name: "map", filename: 'a "b".tif', type: "image/tiff", path: import.meta.filename ?? "" },
    { name: "none", filename: "", type: "application/octet-stream" },
  ]);
  const words = wordsOf(curlLine({
    method: "POST",
    url,
    body: { kind: "multipart", multipart, summary: null, guardText: "" },
  }));
  assert.deepEqual(words.slice(-6), [
    "--form-string",
    "mode=@4; it's",
    "-F",
    `map=@"${import.meta.filename}";filename="a \\"b\\".tif";type=image/tiff`,
    "-F",
    'none=@"/dev/null";filename="";type=application/octet-stream',
  ]);
  assert.ok(words.includes("-b"), "without a bearer it is the cookie that lets in");
});
