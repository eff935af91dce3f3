import assert from "node:assert/strict";
import { test } from "node:test";
import { LivePlays } from "./live.ts";

test("LivePlays show a line for each play under way, and how many are still to come", () => {
  let now = 0;
  const plays = new LivePlays(4, () => now);
  assert.deepEqual(plays.lines(), []);
  plays.begin("us-small", 22);
  plays.begin("b", 9);
  now = 12_345;
  plays.step("us-small", "set-outlet");
  plays.step("gone", "x");
  assert.deepEqual(plays.lines(), [
    "us-small  1/22   12 s  set-outlet",
    "b          0/9   12 s  starting",
    "2 more to play",
  ]);
  plays.end("us-small");
  plays.begin("c", 1);
  plays.begin("d", 1);
  assert.deepEqual(plays.lines().map((line) => line.slice(0, 8)), ["b  0/9  ", "c  0/1  ", "d  0/1  "]);
});
