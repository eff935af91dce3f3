import assert from "node:assert/strict";
import { test } from "node:test";
import { parseFaults } from "./faults.ts";

const TASKS = ["build-soils", "set-outlet"];

test("parseFaults() strikes as often as it is told: a number of times, always, or once for a task", () => {
  const faults = parseFaults(["read-502=2", "too-many=always", "mutation-500-once=build_soils"], TASKS);
  const strikes = (name: "read-502" | "too-many") => [1, 2, 3].map(() => faults.strikes(name));
  assert.deepEqual(strikes("read-502"), [true, true, false]);
  assert.deepEqual(strikes("too-many"), [true, true, true]);
  const once = ["set-outlet", "build-soils", "build-soils"].map((task) =>
    faults.strikes("mutation-500-once", task)
  );
  assert.deepEqual(once, [false, true, false]);
  assert.equal(faults.strikes("read-reset"), false);
});

test("parseFaults() ends logins for good only where that was asked for, and counts the last request", () => {
  const forGood = parseFaults(["renewal-fails=1"], TASKS);
  assert.deepEqual([forGood.endsSessions(), forGood.loginsEnded()], [false, false]);
  assert.deepEqual([forGood.endsSessions(), forGood.loginsEnded()], [true, true]);
  const once = parseFaults(["session-expired=0", "gone=2"], TASKS);
  assert.deepEqual([once.endsSessions(), once.loginsEnded()], [true, false]);
  assert.deepEqual([once.isLast(), once.isLast(), once.isLast()], [false, true, false]);
});

test("parseFaults() refuses an argument that would never strike", () => {
  for (const asked of ["read-502=often", "mutation-reset=no-such-task", "gone=soon", "login-off=1"]) {
    assert.throws(() => parseFaults([asked], TASKS), /fault/);
  }
});
