import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { AuditEvent } from "../model/event.ts";
import { Clocks, takenTime } from "./clocks.ts";

const START = Date.parse("2026-01-02T03:04:00Z");
const iso = (ms: number) => new Date(START + ms).toISOString();
/** An event made at a moment of the true time by a browser whose clock is ahead, taken by the server a bit later. */
const made = (at: number, ahead: number, way: number, more: Partial<AuditEvent> = {}): AuditEvent => ({
  stage: "request",
  timestamp: iso(at + ahead),
  received_at: iso(at + way),
  user: { id: 1 },
  ...more,
});

function times(events: readonly AuditEvent[]): number[] {
  const clocks = new Clocks();
  events.forEach((event) => clocks.note(event));
  return events.map((event) => clocks.timeOf(event) - START);
}

test("timeOf() is the event's own time when that clock is right, to the millisecond", () => {
  assert.deepEqual(times([made(0, 0, 190), made(1000, 0, 30), made(1001, 0, 5000)]), [0, 1000, 1001]);
});

test("timeOf() brings the clocks of several users to that of the server, ahead or behind", () => {
  const other = { user: { id: 2 } };
  const events = [
    made(0, 300_000, 50),
    made(10_000, -600_000, 20, other),
    made(20_000, 300_000, 10),
    made(30_000, -600_000, 40, other),
  ];
  assert.deepEqual(times(events), [10, 10_020, 20_010, 30_020]);
  // Without a login, the page tells whose clock it is.
  const paged = events.map(({ user: _, ...event }, index) => ({ ...event, sessionId: `s${index % 2}` }));
  assert.deepEqual(times(paged), [10, 10_020, 20_010, 30_020]);
});

test("timeOf() leaves alone what has no second time, and what no browser made", () => {
  const clocks = new Clocks();
  clocks.note(made(0, 90_000, 0));
  const time = (event: AuditEvent) => clocks.timeOf(event) - START;
  assert.equal(time({ stage: "request", timestamp: iso(5) }), 5);
  assert.equal(
    time({ stage: "request", timestamp: iso(90_005), user: { id: 1 } }),
    5,
    "of a clock that is known",
  );
  assert.equal(time({ stage: "response", received_at: iso(7), user: { id: 1 } }), 7);
  assert.equal(time(made(9, 0, 0, { stage: "gap" })), 9);
  const imported = made(3, 0, 86_400_000, { recorder: "har" });
  clocks.note(imported);
  assert.equal(time(imported), 3);
  assert.equal(takenTime(imported) - START, 3);
  assert.equal(takenTime(made(3, 90_000, 10)) - START, 13);
  assert.ok(Number.isNaN(clocks.timeOf({ stage: "request", timestamp: "noon" })));
});

test("timeOf() goes along when a clock is set, and one mad event moves no other", () => {
  const mad = made(15_000, 3e11, 20);
  assert.deepEqual(times([made(0, 300_000, 0), made(10_000, 300_000, 40), mad, made(20_000, 0, 10)]), [
    0,
    10_000,
    15_020,
    20_000,
  ]);
});

test("timeOf() keeps the order of one browser, and is not behind the moment at which the server took it", () => {
  const Event = fc.record({ after: fc.nat({ max: 5000 }), way: fc.nat({ max: 60_000 }) });
  fc.assert(fc.property(fc.array(Event), fc.integer({ min: -1e7, max: 1e7 }), (all, ahead) => {
    let at = 0;
    const events = all.map(({ after, way }) => made(at += after, ahead, way));
    const found = times(events);
    for (const [index, event] of events.entries()) {
      assert.ok((found[index] ?? NaN) >= (found[index - 1] ?? -Infinity));
      assert.ok((found[index] ?? NaN) <= takenTime(event) - START + 500);
    }
  }));
});
