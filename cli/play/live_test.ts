import assert from "node:assert/strict";
import { test } from "node:test";
import { LivePlays } from "./live.ts";

const asIs = (text: string) => text;

test("LivePlays show a line for each play under way, and how many are still to come", () => {
  let now = 0;
  const plays = new LivePlays(4, () => now, asIs);
  assert.deepEqual(plays.lines(80), []);
  plays.begin("us-small");
  plays.begin("b");
  plays.take("us-small", { kind: "step", id: "build-soils", done: 9, of: 22 });
  plays.take("b", { kind: "step", id: "run-wepp", done: 12, of: 13 });
  plays.take("b", { kind: "wait", for: "job", name: "1", state: "started", waited: 0, limit: 900_000 });
  plays.take("gone", { kind: "task", task: "login" });
  now = 72_345;
  assert.deepEqual(plays.lines(80), [
    "us-small   9/22  build-soils  1 m 12 s",
    "b         12/13  run-wepp  job started  1 m 12 s of 15 m",
    "2 more to play",
  ]);
  plays.end("us-small");
  plays.begin("c");
  plays.take("c", { kind: "task", task: "login" });
  plays.begin("d");
  assert.deepEqual(plays.lines(40), ["b  run-wepp  started  1 m 12 s of 15 m", "c  logging in", "d"]);
});

test("LivePlays give names no more than a third of the line, take secrets out of them, and name no only one", () => {
  const plays = new LivePlays(2, () => 0, (text) => text.replace("hunter2", "***"));
  plays.begin("流域-small-watershed");
  plays.begin("of-hunter2");
  plays.take("流域-small-watershed", { kind: "step", id: "a", done: 0, of: 3 });
  plays.take("of-hunter2", { kind: "step", id: "key\u001b[2Jhunter2", done: 0, of: 3 });
  assert.deepEqual(plays.lines(36), ["流域-small-…  0/3  a", "of-***        0/3  key\\u001b[2J***"]);
  const alone = new LivePlays(1, () => 0, asIs);
  alone.begin("us-small");
  alone.take("us-small", { kind: "step", id: "a", done: 0, of: 3 });
  assert.deepEqual(alone.lines(36), ["0/3  a"]);
});
