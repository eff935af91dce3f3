import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { PollBudget, pollInterval } from "./pacing.ts";

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
