import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Exchange } from "../http/client.ts";
import { encodeMultipart } from "../http/multipart.ts";
import { isObject } from "../model/json.ts";
import { createRedactor } from "../redact/redactor.ts";
import { mergeHars } from "../report/har.ts";
import { harFaults } from "../report/testing/har.ts";
import { hostileText } from "../report/testing/reports.ts";
import { toHar } from "./transcript.ts";

const CREATOR = { name: "profile", version: "1" };
const exchange = (changes: Partial<Exchange> = {}): Exchange => ({
  startedAt: "2026-11-22T12:00:00.000Z",
  request: { method: "GET", url: new URL("https://h.example/a?x=1") },
  answer: {
    status: 200,
    url: new URL("https://h.example/a?x=1"),
    headers: { "content-type": "application/json" },
    text: '{"token":"abcdef123456XYZ"}',
    length: 27,
    truncated: false,
    timings: { first_byte: 5, total: 8 },
  },
  ...changes,
});
const entriesOf = (har: unknown) =>
  isObject(har) && isObject(har["log"]) ? har["log"]["entries"] as Record<string, unknown>[] : [];

test("toHar() gives a page a step, and one for what belongs to none", () => {
  const har = toHar(
    [exchange(), exchange({ step: "a" }), exchange({ step: "b" }), exchange({ step: "a" })],
    CREATOR,
    createRedactor(),
  );
  assert.deepEqual(harFaults(har), []);
  const log = isObject(har) && isObject(har["log"]) ? har["log"] : {};
  const titles = (log["pages"] as { title: string }[]).map(({ title }) => title);
  assert.deepEqual(titles, ["set-up", "a", "b"]);
  assert.deepEqual(entriesOf(har).map(({ pageref }) => pageref), ["page_1", "page_2", "page_3", "page_2"]);
});

test("toHar() tells forms by their parts, and cuts bodies without cutting a secret in two", async () => {
  const multipart = await encodeMultipart([
    { name: "password", value: "correct-horse-9" },
    { name: "map", filename: "a.tif", type: "image/tiff" },
  ]);
  const redactor = createRedactor();
  redactor.learn("correct-horse-9-battery", { declared: true });
  const long = `${"x".repeat(64 * 1024 - 12)} correct-horse-9-battery ${"y".repeat(1e6)}`;
  const har = toHar(
    [
      exchange({
        request: {
          method: "POST",
          url: new URL("https://h.example/"),
          body: { kind: "multipart", multipart, summary: null, guardText: "" },
        },
      }),
      exchange({
        request: {
          method: "POST",
          url: new URL("https://h.example/"),
          body: { kind: "text", text: long, contentType: "text/plain" },
        },
      }),
    ],
    CREATOR,
    redactor,
  );
  assert.deepEqual(harFaults(har), []);
  const text = JSON.stringify(har);
  assert.ok(!/correct|abcdef123456XYZ/.test(text) && text.length < 80_000);
  const [form] = entriesOf(har).map(({ request }) =>
    (request as { postData: { params?: unknown } }).postData
  );
  assert.deepEqual(form?.params, [
    { name: "password", value: "[redacted]" },
    { name: "map", fileName: "a.tif", contentType: "image/tiff" },
  ]);
});

test("toHar() is valid HAR 1.2 whatever was sent and answered, and so are several merged", () => {
  const any = fc.record({
    step: hostileText,
    body: hostileText,
    answer: hostileText,
    header: hostileText,
    fails: fc.boolean(),
  });
  const redactor = createRedactor();
  fc.assert(
    fc.property(fc.array(any, { maxLength: 4 }), (items) => {
      const hars = items.map(({ step, body, answer, header, fails }) => {
        const base = exchange();
        const request = {
          ...base.request,
          headers: { "x-any": header },
          body: { kind: "text" as const, text: body, contentType: header },
        };
        const one: Exchange = { startedAt: base.startedAt, request, step };
        if (fails) one.error = answer;
        else if (base.answer !== undefined) {
          one.answer = { ...base.answer, text: answer, headers: { location: header } };
        }
        return toHar([exchange(), one], CREATOR, redactor);
      });
      for (const har of hars) assert.deepEqual(harFaults(JSON.parse(JSON.stringify(har))), []);
      const merged = mergeHars(hars.map((har, at) => ({ profile: `p${at}`, har })));
      assert.deepEqual(harFaults(JSON.parse(JSON.stringify(merged))), []);
      assert.equal(entriesOf(merged).length, 2 * hars.length);
    }),
    { numRuns: 60 },
  );
});
