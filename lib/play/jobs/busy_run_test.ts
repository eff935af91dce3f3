import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { HttpAnswer } from "../../http/client.ts";
import { type FakeWatch, state, withWatch } from "../../jobs/testing/fake_watch.ts";
import { isBusy, sendWhenFree } from "./busy_run.ts";

const OPTIONS = { timeout: 10_000, api: "rq-engine" } as const;

function answer(status: number, json: HttpAnswer["json"], headers: Record<string, string> = {}): HttpAnswer {
  const url = new URL("http://127.0.0.1/x");
  return { status, url, headers, text: "", json, truncated: false, timings: { first_byte: 1, total: 1 } };
}

const ACTIVE = { error: { message: "A job is already active for this run", code: "job_active" } };

/** Sends until the run is free at a time of the fake clock, ms since the first request. */
async function until(free: number, fake: FakeWatch, busy = answer(409, ACTIVE)) {
  const began = fake.watch.now();
  const times: number[] = [];
  const send = () => {
    times.push(fake.watch.now() - began);
    return Promise.resolve({
      answer: fake.watch.now() - began >= free ? answer(202, { job_id: "j" }) : busy,
    });
  };
  const done = await sendWhenFree(send, fake.watch, OPTIONS);
  return { ...done, times };
}

test("sendWhenFree() of a free run sends once", async () => {
  await withWatch(() => "drop", async (fake) => {
    const { sent, busy, waited, times } = await until(0, fake);
    assert.deepEqual([sent.answer.status, busy, waited, times], [202, 0, 0, [0]]);
  });
});

test("sendWhenFree() sends again until the run is free, with growing pauses, and counts", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 9000 }), async (free) => {
      await withWatch(() => "drop", async (fake) => {
        const { sent, busy, waited, times } = await until(free, fake);
        assert.equal(sent.answer.status, 202);
        assert.equal(busy, times.length - 1);
        assert.equal(waited, times.at(-1));
        assert.ok(
          waited - free <= Math.max(50, 0.04 * free),
          `free after ${free} ms, seen after ${waited} ms`,
        );
      });
    }),
    { numRuns: 20 },
  );
});

test("sendWhenFree() gives the 409 back when its time is over, after a last try", async () => {
  await withWatch(() => "drop", async (fake) => {
    const { sent, busy, times } = await until(Infinity, fake);
    assert.equal(sent.answer.status, 409);
    assert.equal(busy, times.length);
    assert.equal(times.at(-1), OPTIONS.timeout);
  });
});

test("sendWhenFree() waits for the job that holds the run, where the answer names it", async () => {
  for (
    const named of [
      { job_id: "other" },
      { error: { ...ACTIVE.error, job_ids: ["other"] } },
      { error: { ...ACTIVE.error, details: { active_job_id: "other" } } },
    ]
  ) {
    const status = (_: unknown, now: number) => state(now < 5000 ? "started" : "finished");
    await withWatch(status, async (fake) => {
      const { busy, times } = await until(5000, fake, answer(409, { ...ACTIVE, ...named }));
      assert.deepEqual([busy, times.length], [1, 2], JSON.stringify(named));
      assert.ok(fake.polls().every((path) => path === "/rq-engine/api/jobstatus/other"));
    });
  }
});

test("sendWhenFree() stays away as long as Retry-After says", async () => {
  await withWatch(() => "drop", async (fake) => {
    const { times } = await until(3000, fake, answer(409, ACTIVE, { "retry-after": "3" }));
    assert.deepEqual(times, [0, 3000]);
  });
});

test("isBusy() knows both generations, and takes no other conflict for it", () => {
  const busy = [ACTIVE, { Success: false, Error: "A job is already active for this run" }, {
    error: "another job is running",
  }];
  const other = [
    { error: { message: "Run build-subcatchments first", code: "invalid_watershed_abstraction_state" } },
    { error: { message: "a job is active", code: "STALE_LOOKUP" } },
    { Success: false, Error: "The watershed has not been abstracted" },
    undefined,
  ];
  for (const json of busy) assert.equal(isBusy(answer(409, json)), true, JSON.stringify(json));
  for (const json of other) assert.equal(isBusy(answer(409, json)), false, JSON.stringify(json));
  assert.equal(isBusy(answer(200, ACTIVE)), false);
});
