import assert from "node:assert/strict";
import { test } from "node:test";
import { pauseAfterAnswer, pauseAfterFailure, RETRIES } from "./retry.ts";

test("pauseAfterFailure() never repeats a change whose fate is unknown, nor what stays as it is", () => {
  assert.equal(pauseAfterFailure({ kind: "reset", fate: "unknown" }, 0, 0), undefined);
  assert.equal(pauseAfterFailure({ kind: "dns", fate: "not-sent" }, 0, 0), undefined);
  assert.equal(pauseAfterFailure({ kind: "tls", fate: "not-sent" }, 0, 0), undefined);
  assert.equal(pauseAfterFailure({ kind: "no-answer", fate: "none" }, 0, 0), undefined);
});

test("pauseAfterFailure() waits longer each time, spread by chance, and gives up", () => {
  const pauses = (random: number) =>
    [0, 1, 2, RETRIES].map((retries) =>
      pauseAfterFailure({ kind: "refused", fate: "not-sent" }, retries, random)
    );
  assert.deepEqual(pauses(1), [150, 450, 1350, undefined]);
  assert.deepEqual(pauses(0), [75, 225, 675, undefined]);
});

test("pauseAfterAnswer() honours Retry-After of 429 for every method, within a limit", () => {
  const busy = (after: string) => ({ status: 429, headers: { "retry-after": after } });
  assert.equal(pauseAfterAnswer(busy("2"), false, 0, 1, 0), 2000);
  assert.equal(pauseAfterAnswer(busy("2"), true, 4, 1, 0), 2000);
  assert.equal(pauseAfterAnswer(busy("2"), true, 5, 1, 0), undefined);
  assert.equal(pauseAfterAnswer(busy("3600"), true, 0, 1, 0), undefined);
  assert.equal(pauseAfterAnswer({ status: 429, headers: {} }, false, 0, 1, 0), 150);
});

test("pauseAfterAnswer() repeats reads only after 502, 503, 504, and nothing after other answers", () => {
  for (const status of [502, 503, 504]) {
    assert.equal(pauseAfterAnswer({ status, headers: {} }, true, 0, 1, 0), 150);
    assert.equal(pauseAfterAnswer({ status, headers: {} }, false, 0, 1, 0), undefined);
  }
  for (const status of [200, 302, 401, 404, 409, 500]) {
    assert.equal(pauseAfterAnswer({ status, headers: {} }, true, 0, 1, 0), undefined);
  }
});
