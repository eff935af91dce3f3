import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { sharedData } from "../../tests/shared_data.ts";
import type { JsonValue } from "../model/json.ts";
import { LineRedactor } from "./quick.ts";
import { createRedactor } from "./redactor.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const read = (quick: LineRedactor, text: string) => {
  const bytes = bytesOf(`##${text}##`);
  const edits = quick.line(bytes, 2, bytes.length - 2);
  if (edits === undefined || edits.length === 0) return edits === undefined ? undefined : true;
  let out = "";
  let copied = 2;
  for (const { begin, end, bytes: instead } of edits) {
    out += textOf(bytes.subarray(copied, begin)) + textOf(instead);
    copied = end;
  }
  return out + textOf(bytes.subarray(copied, bytes.length - 2));
};

/**
 * Quick and full redaction of the same lines, each with a redactor of its own.
 *
 * @param exact false where both may learn secrets in another order, and so mark them in another form: then nothing
 *   may be left for the full one to take
 */
function compare(
  lines: readonly string[],
  exact = true,
): { same: number; changed: number; left: number } {
  const full = createRedactor();
  const own = createRedactor();
  const quick = new LineRedactor(own);
  const counts = { same: 0, changed: 0, left: 0 };
  for (const line of [...lines, ...lines]) {
    const outcome = read(quick, line);
    let parsed: JsonValue | undefined;
    try {
      parsed = JSON.parse(line);
    } catch {
      assert.equal(outcome, undefined, line);
    }
    if (parsed === undefined) continue;
    const expected = full.json(parsed);
    if (outcome === undefined) {
      counts.left++;
      own.json(parsed);
    } else {
      counts[outcome === true ? "same" : "changed"]++;
      const text = outcome === true ? line : outcome;
      const found = JSON.parse(text) as JsonValue;
      if (exact) assert.deepEqual(found, expected, line);
      else assert.deepEqual(full.json(found), found, line);
      assert.equal(createRedactor().text(text), text, "something is left for the rules over text");
    }
  }
  return counts;
}

test("LineRedactor gives what the redactor gives, and leaves to others what is no object", () => {
  const quick = new LineRedactor(createRedactor());
  assert.equal(read(quick, '{"stage":"request","a":[{"b":"}"},"\\""]}'), true);
  const mail = '{ "stage":"request" , "mail":"eva.lind@example.org" }';
  assert.equal(read(quick, mail), undefined, "a name was learned, so the line is judged anew");
  assert.equal(read(quick, mail)?.toString().includes("lind"), false);
  for (
    const text of [
      "",
      "{",
      "[]",
      '"x"',
      '{"a":1}x',
      '{"a":1',
      '{"a":1,}',
      '{"a":[1}',
      "{}",
      '{"a":"\t"}',
      "{1:2}",
    ]
  ) {
    assert.equal(read(quick, text), undefined, text);
  }
  assert.equal(read(quick, '{"a":1} '), true);
  assert.equal(read(quick, '{"name":"password","value":"hunter2!x"}'), undefined);
  assert.equal(quick.line(new Uint8Array([123, 34, 255, 34, 58, 49, 125]), 0, 7), undefined);
});

test("LineRedactor forgets its verdicts when a secret becomes known", () => {
  const redactor = createRedactor();
  const quick = new LineRedactor(redactor);
  const line = '{"note":"tier Zk81-quartz-77"}';
  assert.equal(read(quick, line), true);
  redactor.learn("Zk81-quartz-77");
  assert.equal(read(quick, line), '{"note":"tier [redacted]"}');
});

test("LineRedactor knows ids, times and numbers of a harmless key by their look, and nothing else", () => {
  const redactor = createRedactor();
  const quick = new LineRedactor(redactor);
  const judged: string[] = [];
  const full = redactor.json.bind(redactor);
  redactor.json = (value, where) => {
    judged.push(JSON.stringify(value));
    return full(value, where);
  };
  const line = (id: string, at: string, took: string) =>
    `{"id": "${id}","timestamp":"${at}","durationMs":${took},"mode":0}`;
  assert.equal(read(quick, line("mwrqgk3q-1", "2026-11-22T11:07:54.183Z", "19.5")), true);
  assert.equal(judged.length, 4);
  assert.equal(read(quick, line("mwrqgk6v-2", "2026-11-22T11:07:55.000001+00:00", "204")), true);
  assert.equal(judged.length, 4);
  const other = (value: string) => `{"id": ${value},"timestamp":"","durationMs":1,"mode":0}`;
  assert.doesNotMatch(String(read(quick, other('"10.1.2.3"'))), /10\.1/);
  assert.match(String(read(quick, '{"id":"x","token":"a1b2c3"}')), /redacted/);
  assert.match(String(read(quick, '{"id":"x","token":"a1b2c4"}')), /redacted/);
  for (
    const broken of ["01", "1.", ".5", "-", "1.2.3", '"a"b"', '"a\tb"', '"\\x"', "tru", "1 2", '"a', "", " "]
  ) {
    assert.equal(read(quick, other(broken)), undefined, broken);
  }
  redactor.learn("Zk81-quartz-77");
  assert.equal(read(quick, other('"x"')), true);
  assert.equal(read(quick, other('"Zk81-quartz-77"')), other('"[redacted]"').replace(": ", ":"));
  const own = createRedactor({ extra: { patterns: [{ name: "night", pattern: /T0[0-5]:/ }] } });
  const ownQuick = new LineRedactor(own);
  assert.equal(read(ownQuick, '{"timestamp":"2025-11-02T13:04:05Z"}'), true);
  assert.match(String(read(ownQuick, '{"timestamp":"2025-11-02T03:04:05Z"}')), /redacted/);
});

test("LineRedactor agrees with the redactor on all recordings", async () => {
  const recordings = sharedData();
  if (recordings === undefined) return;
  let quick = 0;
  for (const path of await readdir(recordings, { recursive: true })) {
    if (!path.endsWith(".jsonl")) continue;
    const text = await readFile(join(recordings, path), "utf8");
    const counts = compare(text.split("\n").filter((line) => line !== ""));
    quick += counts.same + counts.changed;
  }
  assert.ok(quick > 5000, `only ${quick} lines`);
});

const SECRETS = [
  "eva.lind+x@example.org",
  "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
  "Bearer q1W2e3R4t5Y6u7I8",
  "Basic ZXZhOlNlY3JldDEyMw==",
  "https://eva:pa55-Word@wepp.example.org/x",
  "192.168.3.14",
  "password=Tr0ub4dor&x=1",
  "AKIAABCDEFGHIJKLMNOP",
];
const KEYS = [
  "stage",
  "endpoint",
  "sessionId",
  "accessToken",
  "apiKey",
  "userEmail",
  "name",
  "value",
  "x",
  "content",
  "key",
];
const wrapped = fc.tuple(fc.constantFrom(...SECRETS, "plain words", "2026-11-22T11:07:54.183Z"), fc.nat(5))
  .map(([text, how]) =>
    how === 0
      ? encodeURIComponent(text)
      : how === 1
      ? btoa(text)
      : how === 2
      ? JSON.stringify({ note: text, token: text })
      : how === 3
      ? `a ${text} b`
      : text
  );
const event = fc.dictionary(
  fc.constantFrom(...KEYS),
  fc.oneof(
    wrapped,
    fc.integer(),
    fc.stringMatching(/^[a-z0-9@.:-]{1,12}$/),
    fc.jsonValue(),
    fc.array(wrapped, { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...KEYS), wrapped, { maxKeys: 3 }),
  ),
  { maxKeys: 5 },
);

test("LineRedactor agrees with the redactor on mixtures of secrets in every form", () => {
  let quick = 0;
  fc.assert(
    fc.property(fc.array(event, { maxLength: 4 }), (events) => {
      const { same, changed } = compare(events.map((one) => JSON.stringify(one)), false);
      quick += same + changed;
    }),
    { numRuns: 300 },
  );
  assert.ok(quick > 100, `only ${quick} lines were judged`);
});
