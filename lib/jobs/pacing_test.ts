import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { PollBudget, pollInterval, retryAfter } from "./pacing.ts";

test("pollInterval() is a small part of the time waited, 2 s at most", () => {
  assert.deepEqual([0, 1000, 60_000].map(pollInterval), [5, 30, 1800]);
});

test("pollInterval() lets no job be seen later than a thirtieth of its time, but for the shortest ones", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 60_000 }), (duration) => {
    let seen = 0;
    while (seen < duration) seen += pollInterval(seen);
    assert.ok(seen - duration <= Math.max(5, 0.03 * duration), `${duration} ms seen after ${seen} ms`);
  }));
});

/** Polls by so many callers, each with its own pauses; gives the times at which the polls went out. */
function pollTimes(budget: PollBudget, pauses: number[][], until: number): number[] {
  const sent: number[] = [];
  const callers = pauses.map((own) => ({ own, at: 0, turn: 0 }));
  while (true) {
    const next = callers.toSorted((a, b) => a.at - b.at)[0];
    if (next === undefined || next.at > until) return sent.toSorted((a, b) => a - b);
    const at = next.at + budget.take(next.at);
    sent.push(at);
    next.at = at + (next.own[next.turn++ % next.own.length] ?? 0);
  }
}

const PAUSES = fc.array(fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1 }), {
  minLength: 1,
  maxLength: 5,
});

test("PollBudget never lets more than its limit through within 60 s, whoever asks", () => {
  fc.assert(
    fc.property(PAUSES, fc.integer({ min: 1, max: 60 }), (pauses, limit) => {
      const sent = pollTimes(new PollBudget(limit), pauses, 200_000);
      sent.forEach((at, index) => {
        const before = sent[index - limit];
        assert.ok(before === undefined || at - before >= 60_000 - 1e-6, `${before} and ${at}`);
      });
    }),
    { numRuns: 50 },
  );
});

test("PollBudget spreads polls without end over the minute and never stands still", () => {
  const sent = pollTimes(new PollBudget(390), [[1], [1], [1], [1]], 600_000);
  const gaps = sent.slice(1).map((at, index) => at - (sent[index] ?? 0));
  assert.ok(Math.max(...gaps) < 350, `longest gap ${Math.max(...gaps)} ms`);
  assert.ok((sent[30] ?? Infinity) < 500, `30 polls at the start took ${sent[30]} ms`);
  const lastMinute = sent.filter((at) => at > 540_000 && at <= 600_000).length;
  assert.ok(lastMinute >= 0.65 * 390, `${lastMinute} polls in the last minute`);
});

test("PollBudget without a limit lets everything through at once", () => {
  const budget = new PollBudget(null);
  for (let count = 0; count < 1000; count++) assert.equal(budget.take(5), 0);
});

test("PollBudget.hold() keeps every caller away, with and without a limit", () => {
  for (const limit of [null, 390]) {
    const budget = new PollBudget(limit);
    budget.hold(3000);
    budget.hold(1000);
    assert.equal(budget.take(1000), 2000);
    assert.ok(budget.take(3500) < 100);
  }
});

test("retryAfter() reads seconds and dates, and is 0 for everything else", () => {
  const at = Date.parse("2026-01-05T10:00:00Z");
  const later = "Mon, 05 Jan 2026 10:00:07 GMT";
  assert.equal(retryAfter({ "retry-after": " 1.5 " }, at), 1500);
  assert.equal(retryAfter({ "retry-after": later }, at), 7000);
  assert.equal(retryAfter({ "retry-after": later, date: "Mon, 05 Jan 2026 10:00:05 GMT" }, at), 2000);
  assert.equal(retryAfter({ "retry-after": later }, at + 60_000), 0);
  for (const value of ["", "soon", "NaN", "-3", "Infinity"]) {
    const pause = retryAfter({ "retry-after": value }, at);
    assert.ok(pause === 0, `${value}: ${pause}`);
  }
  assert.equal(retryAfter({}, at), 0);
});
