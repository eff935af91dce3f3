import assert from "node:assert/strict";
import { test } from "node:test";
import type { Progress } from "../../lib/model/progress.ts";
import { Activity } from "./activity.ts";
import { fitParts } from "./fit.ts";

function watched() {
  let now = 0;
  const activity = new Activity(() => now, (text) => text.replace("secret", "***"));
  return {
    take: (progress: Progress) => activity.take(progress),
    after: (ms: number) => void (now += ms),
    line: (width = 200) => fitParts(activity.parts(), width),
  };
}

test("Activity tells the step, its job with state, and how long of which limit", () => {
  const { take, after, line } = watched();
  assert.equal(line(), "");
  take({ kind: "step", id: "run-wepp", done: 6, of: 22 });
  after(900);
  assert.equal(line(), "6/22  run-wepp");
  after(2100);
  assert.equal(line(), "6/22  run-wepp  3 s");
  const job = { kind: "wait", for: "job", name: "1a2b", limit: 900_000 } as const;
  take({ ...job, waited: 0 });
  assert.equal(line(), "6/22  run-wepp  job not seen yet  0 s of 15 m");
  take({ ...job, state: "queued", ahead: 3, waited: 2000 });
  assert.equal(line(), "6/22  run-wepp  job queued, 3 ahead of it  2 s of 15 m");
  take({ ...job, state: "started", waited: 2000 });
  after(70_000);
  assert.equal(line(), "6/22  run-wepp  job started  1 m 12 s of 15 m");
  assert.equal(line(36), "run-wepp  started  1 m 12 s of 15 m");
  assert.equal(line(19), "run-wepp  1 m 12 s");
  take({ kind: "wait", for: "file", name: "wepp/secret.log", waited: 0, limit: 60_000 });
  assert.equal(line(), "6/22  run-wepp  waiting for wepp/***.log  0 s of 1 m");
});

test("Activity tells how much of an upload is out, how fast, and that the answer is waited for", () => {
  const { take, after, line } = watched();
  take({ kind: "step", id: "upload-sbs", done: 4, of: 22 });
  const bytes = { done: 0, total: 300_000_000 };
  take({ kind: "upload", bytes });
  assert.equal(line(), "4/22  upload-sbs  0 B of 300.0 MB");
  for (let quarter = 0; quarter < 12; quarter++) {
    after(250);
    bytes.done += 10_000_000;
    line();
  }
  assert.equal(line(), "4/22  upload-sbs  120.0 MB of 300.0 MB  40.0 MB/s");
  after(20_000);
  line();
  after(1000);
  assert.equal(line(), "4/22  upload-sbs  120.0 MB of 300.0 MB", "nothing moves");
  bytes.done = bytes.total;
  after(1000);
  assert.equal(line(), "4/22  upload-sbs  300.0 MB sent  waiting for the answer");
  after(3000);
  assert.equal(line(), "4/22  upload-sbs  300.0 MB sent  waiting for the answer  3 s");
  // The session had ended: it is sent again.
  bytes.done = 0;
  assert.equal(line(), "4/22  upload-sbs  0 B of 300.0 MB");
});

test("Activity tells which file of how many, and what goes on without a measure", () => {
  const { take, after, line } = watched();
  const bytes = { done: 1_200_000_000, total: 4_000_000_000 };
  take({ kind: "files", task: "compare", file: "wepp/output/run/soil_loss.tif", number: 3, of: 17, bytes });
  assert.equal(line(), "comparing 3 of 17  wepp/output/run/soil_loss.tif  1.2 GB of 4.0 GB");
  assert.equal(line(39), "comparing 3 of 17  …soil_loss.tif  30 %");
  take({ kind: "task", task: "bundle" });
  after(3000);
  assert.equal(line(), "collecting the bundle  3 s");
  take({ kind: "task", task: "fork" });
  take({ kind: "wait", for: "job", name: "1", state: "started", waited: 1000, limit: 60_000 });
  assert.equal(line(), "forking the run  job started  1 s of 1 m");
});
