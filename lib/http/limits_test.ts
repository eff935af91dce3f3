import assert from "node:assert/strict";
import { test } from "node:test";
import { LimitClock, LimitPassed, type Timers } from "./limits.ts";

/** A clock that only `pass` moves. */
function fakeTimers() {
  let now = 0;
  let due: { at: number; call: () => void } | undefined;
  const timers: Timers = {
    now: () => now,
    after: (ms, call) => {
      const own = due = { at: now + ms, call };
      return () => {
        if (due === own) due = undefined;
      };
    },
  };
  const pass = (ms: number) => {
    now += ms;
    if (due !== undefined && due.at <= now) due.call();
  };
  return { timers, pass };
}

const LIMITS = { connect: 10, silence: 100, total: 250 };

function passed(clock: LimitClock): string | undefined {
  const { reason } = clock.signal;
  return reason instanceof LimitPassed ? reason.message : undefined;
}

test("LimitClock lets an upload take its time as long as it moves, however small the limits", () => {
  const { timers, pass } = fakeTimers();
  const clock = new LimitClock(LIMITS, timers);
  clock.connected(true);
  for (let block = 0; block < 50; block++) {
    pass(90);
    clock.moved();
  }
  assert.equal(clock.signal.aborted, false);
  pass(100);
  assert.match(passed(clock) ?? "", /took no byte of the body/);
});

test("LimitClock tells the part whose limit was passed", () => {
  const cases: [(clock: LimitClock, pass: (ms: number) => void) => void, RegExp][] = [
    [(_clock, pass) => pass(10), /no connection within 10 ms/],
    [(clock, pass) => {
      clock.connected(false);
      pass(100);
    }, /no answer within 100 ms/],
    [(clock, pass) => {
      clock.connected(false);
      clock.heard();
      pass(100);
    }, /did not go on within 100 ms/],
    [(clock, pass) => {
      clock.connected(false);
      for (let block = 0; block < 5; block++) {
        clock.heard();
        pass(60);
      }
    }, /did not come to its end within 250 ms/],
  ];
  for (const [work, expected] of cases) {
    const { timers, pass } = fakeTimers();
    const clock = new LimitClock(LIMITS, timers);
    work(clock, pass);
    assert.match(passed(clock) ?? "not passed", expected);
  }
});

test("LimitClock.stop() ends it", () => {
  const { timers, pass } = fakeTimers();
  const clock = new LimitClock(LIMITS, timers);
  clock.stop();
  pass(1000);
  assert.equal(clock.signal.aborted, false);
});
