import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Clocks, readClocks } from "../events/clocks.ts";
import type { LocatedEvent, LogItem } from "../events/types.ts";
import type { AuditEvent } from "../model/event.ts";
import type { Capture } from "./format.ts";
import { countEvents, linesInWindow, WindowFilter, windowOf } from "./window.ts";

const iso = (second: number) => new Date(Date.parse("2026-01-02T03:04:00Z") + second * 1000).toISOString();
const request = (id: string, second: number, sessionId = "s1"): AuditEvent => ({
  stage: "request",
  id,
  sessionId,
  timestamp: iso(second),
});
const response = (id: string, second: number, sessionId = "s1"): AuditEvent => ({
  ...request(id, second, sessionId),
  stage: "response",
});

async function* log(events: readonly AuditEvent[]): AsyncGenerator<LogItem> {
  for (const [index, event] of events.entries()) {
    const at: LocatedEvent = { event, line: index + 1, offset: index * 10, length: 10 };
    yield { kind: "event", at };
  }
}

const capture = (from: number, to?: number, more: Partial<Capture> = {}): Capture => ({
  id: `c${from}`,
  started_at: iso(from),
  ...(to === undefined ? {} : { ended_at: iso(to) }),
  ...more,
});

async function lines(chosen: Capture, events: readonly AuditEvent[]): Promise<string> {
  const clocks = await readClocks(log(events));
  const found = [...await linesInWindow(windowOf(chosen), log(events), clocks)].sort((a, b) => a - b);
  return found.join(" ");
}

test("linesInWindow() takes a pair by its request, also when the answer comes after the end mark", async () => {
  const events = [
    request("before", 9),
    response("before", 12),
    request("in", 15),
    response("in", 25),
    request("after", 21),
    response("after", 22),
    { stage: "job", timestamp: iso(20) },
    { stage: "job", timestamp: iso(21) },
  ];
  assert.equal(await lines(capture(10, 20), events), "3 4 7");
  assert.equal(await lines(capture(10), events), "3 4 5 6 7 8", "open: no end");
});

test("linesInWindow() finds the answer that stands before its request in the file", async () => {
  assert.equal(await lines(capture(10, 20), [response("x", 25), request("x", 15)]), "1 2");
});

test("a capture that names sessions leaves the others out; what hides or lacks its session goes by time", async () => {
  const events = [
    request("1", 11, "s1"),
    request("1", 12, "s2"),
    response("1", 13, "s2"),
    response("1", 14, "s1"),
    request("3", 15, "[redacted]"),
    { stage: "request", id: "4", timestamp: iso(16) },
  ];
  assert.equal(await lines(capture(10, 20, { sessions: ["s1"] }), events), "1 4 5 6");
  assert.equal(await lines(capture(10, 20), events), "1 2 3 4 5 6");
});

test("the marks are the server's, so the events of a clock that is ahead or behind are taken by the server's", async () => {
  for (const ahead of [3, -600, 7200]) {
    const events = [9, 15, 21].flatMap((second, index) =>
      [request(`${index}`, second + ahead), response(`${index}`, second + 1 + ahead)].map((
        event,
        answer,
      ) => ({
        ...event,
        received_at: iso(second + answer),
      }))
    );
    assert.equal(await lines(capture(10, 20), events), "3 4", `${ahead} s ahead`);
    const clocks = await readClocks(log(events));
    assert.deepEqual(await countEvents([capture(10, 20)], log(events), clocks), [2]);
    const filter = new WindowFilter(windowOf(capture(10, 20)));
    assert.deepEqual(events.map((event) => filter.takes(event)), [false, false, true, true, false, false]);
  }
});

test("countEvents() gives each event to one capture", async () => {
  const events = [request("a", 1), request("b", 11), response("a", 12), response("b", 30), request("c", 31)];
  const captures = [capture(0, 5), capture(10, 20), capture(30)];
  assert.deepEqual(await countEvents(captures, log(events), new Clocks()), [2, 2, 1]);
});

test("WindowFilter takes what linesInWindow() takes when no answer stands before its request", async () => {
  const Exchange = fc.record({
    at: fc.integer({ min: 0, max: 30 }),
    takes: fc.integer({ min: 0, max: 30 }),
    session: fc.constantFrom("s1", "s2"),
    answered: fc.boolean(),
  });
  await fc.assert(fc.asyncProperty(fc.array(Exchange, { maxLength: 10 }), async (exchanges) => {
    const events = exchanges.flatMap(({ at, takes, session, answered }, index) => [
      request(`e${index}`, at, session),
      ...(answered ? [response(`e${index}`, at + takes, session)] : []),
    ]).sort((a, b) => Date.parse(a.timestamp ?? "") - Date.parse(b.timestamp ?? ""));
    const window = windowOf(capture(10, 20, { sessions: ["s1"] }));
    const filter = new WindowFilter(window);
    const taken = events.flatMap((event, index) => filter.takes(event) ? [index + 1] : []);
    const found = await linesInWindow(window, log(events), new Clocks());
    assert.deepEqual(taken, [...found].sort((a, b) => a - b));
  }));
});
