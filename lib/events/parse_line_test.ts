import assert from "node:assert/strict";
import { test } from "node:test";
import type { Line } from "./line_reader.ts";
import { parseLine } from "./parse_line.ts";

function line(content: string | Uint8Array, more: Partial<Line> = {}): Line {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return { bytes, offset: 7, length: bytes.length + 1, complete: true, tooLong: false, ...more };
}

function eventOf(content: string) {
  const item = parseLine(line(content), 3);
  if (item.kind !== "event") throw new Error(item.problem.message);
  return item.at;
}

test("parseLine() reads other spellings and the specification's event model", () => {
  assert.equal(eventOf('{"run_id":"a-b","capture_id":"c"}').event.runId, "a-b");
  assert.equal(eventOf('{"run_id":"a-b","capture_id":"c"}').event.captureId, "c");
  const spec = eventOf(
    '{"category":"rq_enqueue","payload":{"job":"x"},"session":{"id":"s1"},"run_context":{"runid":"r","config":"k"}}',
  );
  assert.deepEqual(
    [spec.event.runId, spec.event.config, spec.event.sessionId, spec.event.payload],
    ["r", "k", "s1", { job: "x" }],
  );
  assert.deepEqual(Object.keys(spec.written ?? {}), ["category", "payload", "session", "run_context"]);
});

test("parseLine() keeps the event as written when nothing is to be filled in", () => {
  const text = '{"stage":"request","runId":"r","config":"c","zz":1,"id":"1","captureId":"x","sessionId":"s"}';
  const at = eventOf(text);
  assert.equal(JSON.stringify(at.event), text);
  assert.equal(at.written, undefined);
});

test("parseLine() reads lone surrogates and moves fields of a wrong type aside", () => {
  assert.equal(
    eventOf('{"requestMeta":{"bodyPreview":"x\\ud83d"}}').event.requestMeta?.bodyPreview,
    "x\ud83d",
  );
  const at = eventOf('{"id":5,"stage":"request","status":"200"}');
  assert.equal(at.event.stage, "request");
  assert.equal(at.event.id, undefined);
  assert.deepEqual(at.event["unreadable"], { id: 5, status: "200" });
});

test("parseLine() says what is wrong with a line and where it is", () => {
  const cases: [Line, string, RegExp][] = [
    [line('{"a":1', {}), "broken", /not JSON: 7 bytes, begins like an event/],
    [line("[1]"), "broken", /not an object/],
    [line("  "), "broken", /empty/],
    [line('{"a":1}', { complete: false }), "torn", /not ended/],
    [line("{", { tooLong: true, length: 99 }), "too-long", /too long and was skipped: 99 bytes/],
    [line(Uint8Array.from([0x7b, 0xff, 0x7d])), "unreadable", /not UTF-8/],
    [line("\0\0\0"), "unreadable", /NUL/],
  ];
  for (const [input, kind, message] of cases) {
    const item = parseLine(input, 12);
    assert.equal(item.kind, "problem");
    if (item.kind !== "problem") continue;
    assert.equal(item.problem.kind, kind);
    assert.deepEqual([item.problem.line, item.problem.offset], [12, 7]);
    assert.match(item.problem.message, message);
  }
});
