import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { AuditEvent } from "../model/event.ts";
import { endpointPath, Pairer, pairEvents } from "./pair.ts";
import type { LocatedEvent, LogItem, PairedItem } from "./types.ts";

function located(event: AuditEvent, line: number): LocatedEvent {
  return { event, line, offset: line * 100, length: 100 };
}

async function pair(events: AuditEvent[]): Promise<PairedItem[]> {
  const items: LogItem[] = events.map((event, index) => ({ kind: "event", at: located(event, index + 1) }));
  return await Array.fromAsync(pairEvents((async function* () {
    yield* items;
  })()));
}

function shape(items: PairedItem[]): string[] {
  return items.map((item) => {
    if (item.kind !== "exchange") return item.kind;
    return `${item.exchange.request?.line ?? "-"}:${item.exchange.end?.line ?? "-"}`;
  });
}

const request = (id: string, sessionId: string, more: AuditEvent = {}): AuditEvent => ({
  stage: "request",
  id,
  sessionId,
  ...more,
});
const end = (id: string, sessionId: string, more: AuditEvent = {}): AuditEvent => ({
  ...request(id, sessionId, more),
  stage: "response",
});

test("pairEvents() pairs by id and session, whatever comes first", async () => {
  assert.deepEqual(
    shape(
      await pair([
        request("1", "a"),
        request("1", "b"),
        end("1", "b"),
        end("2", "a"),
        end("1", "a"),
        request("2", "a"),
      ]),
    ),
    ["2:3", "1:5", "6:4"],
  );
});

test("pairEvents() gives what lacks its other half at the end, and other stages in place", async () => {
  const items = await pair([
    request("1", "a"),
    { stage: "note" },
    end("9", "a"),
    { ...end("1", "b"), stage: "error" },
    { category: "rq_enqueue" },
    { stage: "request" },
  ]);
  assert.deepEqual(shape(items), ["other", "other", "6:-", "1:-", "-:3", "-:4"]);
});

test("pairEvents() tells hidden sessions apart by method and path", async () => {
  const hidden = "[redacted]";
  const items = await pair([
    request("1", hidden, { method: "GET", endpoint: "/rq/api/jobstatus/x" }),
    request("1", hidden, { method: "GET", endpoint: "/report/" }),
    end("1", hidden, { method: "GET", endpoint: "https://h.example/weppcloud/report/?a=1#f" }),
    end("1", hidden, { method: "GET", endpoint: "https://h.example/weppcloud/rq/api/jobstatus/x?_=1" }),
    request("2", hidden, { method: "GET", endpoint: "/a" }),
    end("2", hidden, { method: "POST", endpoint: "/a" }),
  ]);
  assert.deepEqual(shape(items), ["2:3", "1:4", "5:-", "-:6"]);
});

test("endpointPath() leaves only the path", () => {
  assert.equal(endpointPath("https://h.example/weppcloud/a/b/?x=/y#/z"), "weppcloud/a/b");
  assert.equal(endpointPath("rq/api/x"), "rq/api/x");
  assert.equal(endpointPath(""), "");
});

test("pairEvents() loses and doubles no event in any order", async () => {
  const event = fc.record({
    stage: fc.constantFrom("request", "response", "error", "note"),
    id: fc.constantFrom("1", "2", "3", undefined),
    sessionId: fc.constantFrom("a", "b", "[redacted]", undefined),
    method: fc.constantFrom("GET", "POST"),
    endpoint: fc.constantFrom("/x", "/w/x", "/y"),
  }).map(({ id, sessionId, ...rest }): AuditEvent => ({
    ...rest,
    ...(id === undefined ? {} : { id }),
    ...(sessionId === undefined ? {} : { sessionId }),
  }));
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 30 }), async (events) => {
      const lines: number[] = [];
      for (const item of await pair(events)) {
        if (item.kind === "other") lines.push(item.at.line);
        if (item.kind !== "exchange") continue;
        const { id, request, end } = item.exchange;
        for (const side of [request, end]) if (side !== undefined) lines.push(side.line);
        if (request === undefined || end === undefined) continue;
        assert.equal(request.event.stage, "request");
        assert.ok(end.event.stage === "response" || end.event.stage === "error");
        assert.deepEqual([request.event.id, end.event.id], [id, id]);
        assert.equal(request.event.sessionId, end.event.sessionId);
      }
      assert.deepEqual(lines.sort((a, b) => a - b), events.map((_, index) => index + 1));
    }),
    { numRuns: 500 },
  );
});

test("Pairer gives out the oldest when too many events wait", () => {
  const pairer = new Pairer();
  let given: PairedItem[] = [];
  for (let line = 1; line <= 100_001; line++) given = pairer.push(located(request(`r${line}`, "a"), line));
  assert.deepEqual(shape(given), ["1:-"]);
  assert.equal(pairer.rest().length, 100_000);
});
