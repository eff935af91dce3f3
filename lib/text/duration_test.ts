import assert from "node:assert/strict";
import { test } from "node:test";
import { formatDuration, parseDuration } from "./duration.ts";

test("parseDuration() reads each unit", () => {
  assert.deepEqual(["500ms", "1.5s", "15m", "2h"].map(parseDuration), [500, 1500, 900_000, 7_200_000]);
});

test("parseDuration() refuses what is no duration", () => {
  assert.throws(() => parseDuration("15 minutes"), /ms, s, m or h/);
});

test("formatDuration() picks a readable unit", () => {
  assert.deepEqual([84.6, 12_400, 185_000].map(formatDuration), ["85 ms", "12.4 s", "3 min 05 s"]);
});
