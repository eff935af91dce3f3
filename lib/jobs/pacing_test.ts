import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { PollBudget, pollInterval, retryAfter } from "./pacing.ts";

test("pollInterval() is a small part of the time waited, 2 s at most", () => {
  assert.deepEqual([0, 1000, 60_000].map(pollInterval), [20, 100, 2000]);
});

test("PollBudget never lets more than its limit through within 60 s", () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 30 }), (gaps) => {
    const budget = new PollBudget(10);
    const sent: number[] = [];
    let now = 0;
    for (const gap of gaps) {
      now += gap;
      now += budget.delay(now);
      budget.note(now);
      sent.push(now);
      assert.ok(sent.filter((at) => at > now - 60_000).length <= 10);
    }
  }));
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
