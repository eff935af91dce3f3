/** Waits at the edges: trees that never end, limits, the budget, workers that do not come. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Seen } from "../auth/testing/fake_server.ts";
import { awaitJob, awaitJobs } from "./await_job.ts";
import { PollBudget } from "./pacing.ts";
import { inTurn, state, withWatch } from "./testing/fake_watch.ts";

const OPTIONS = { api: "rq-engine", timeout: 10_000 } as const;
const AWAY = { status: 502, html: "<h1>Bad Gateway</h1>" };

test("awaitJob() ends a tree that stays deferred for ever behind a failed child, and no other one", async () => {
  const tree = (...states: string[]) => ({
    json: {
      job_id: "j",
      status: "finished",
      started_at: "2026-01-05 10:30:05+00:00",
      children: { 0: states.map((status, index) => ({ job_id: `c${index}`, status })), 1: [null] },
    },
  });
  const served = (reply: ReturnType<typeof tree>) => ({ path }: Seen) =>
    path.includes("jobinfo") ? reply : state("deferred");
  await withWatch(served(tree("failed", "deferred")), async ({ watch, sleeps }) => {
    const { outcome, job } = await awaitJob(watch, "j", OPTIONS);
    assert.deepEqual([outcome, job.status], ["failed", "failed"]);
    assert.ok(sleeps.length <= 1, `${sleeps}`);
  });
  for (const states of [["failed", "started", "deferred"], ["deferred"], ["finished", "deferred"]]) {
    await withWatch(served(tree(...states)), async ({ watch, polls }) => {
      const { outcome, waited } = await awaitJob(watch, "j", OPTIONS);
      assert.deepEqual([outcome, waited], ["overrun", OPTIONS.timeout], states.join());
      const trees = polls().filter((path) => path.includes("jobinfo")).length;
      assert.ok(trees < 20, `${trees} long answers were asked for`);
    });
  }
});

test("awaitJob() counts the jobs that still went on when a legacy tree failed", async () => {
  const children = {
    0: [{ id: "a", status: "failed" }, { id: "b", status: "started" }, { id: "c", status: "queued" }],
  };
  const answer = ({ path }: Seen) =>
    path.includes("jobinfo") ? { json: { id: "j", status: "finished", children } } : state("failed");
  await withWatch(answer, async ({ watch }) => {
    const { outcome, goingOn } = await awaitJob(watch, "j", { ...OPTIONS, api: "legacy" });
    assert.deepEqual([outcome, goingOn], ["failed", 2]);
  });
});

test("awaitJob() whose last polls are answered 429 cannot say that the job overran", async () => {
  await withWatch(inTurn(state("started"), { status: 429 }), async ({ watch }) => {
    const { outcome, job } = await awaitJob(watch, "j", { ...OPTIONS, timeout: 500 });
    assert.deepEqual([outcome, job.status], ["unreachable", "started, then HTTP 429"]);
  });
});

test("awaitJob() that is told 429 keeps every other wait of the process away, too", async () => {
  const budget = new PollBudget(null);
  const limited = { status: 429, headers: { "retry-after": "5" } };
  await withWatch(inTurn(limited, state("finished")), async ({ watch }) => {
    const began = watch.now();
    await watch.budget.take(began);
    const waits = awaitJob(watch, "j", OPTIONS);
    assert.equal((await waits).outcome, "finished");
    assert.ok(watch.now() - began >= 5000);
    assert.equal(budget.take(began + 1000), 4000);
  }, { budget });
});

test("awaitJob() tells how many polls there were and what came of them", async () => {
  const counts: string[] = [];
  await withWatch(inTurn({ status: 429 }, AWAY, "drop", state("finished")), async ({ watch }) => {
    await awaitJob({ ...watch, onPoll: (how) => counts.push(how) }, "j", OPTIONS);
    assert.deepEqual(counts, ["limited", "lost", "lost", "answered"]);
  });
});

test("awaitJobs() sees every job's end soon after it, whatever the lengths, within the budget's limit", async () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 8000 }), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(lengths, async (ends) => {
      const answer = ({ path }: Seen, now: number) =>
        state(now >= (ends[Number(path.at(-1))] ?? 0) ? "finished" : "started");
      await withWatch(answer, async ({ watch, polls }) => {
        const outcomes = await awaitJobs(watch, ends.map((_, index) => `job${index}`), OPTIONS);
        outcomes.forEach(({ outcome, waited }, index) => {
          const end = ends[index] ?? 0;
          assert.equal(outcome, "finished");
          // The budget's gaps grow with its use: after so few polls they are far below 400 ms.
          assert.ok(waited >= end && waited - end <= 400 + 0.03 * end, `${end} ms seen after ${waited} ms`);
        });
        assert.ok(polls().length <= 390);
      }, { budget: new PollBudget() });
    }),
    { numRuns: 15 },
  );
});

test("awaitJob() that a worker must take soon ends when none does, and goes on once one has", async () => {
  const options = { ...OPTIONS, takenWithin: 2000 };
  await withWatch(inTurn(state("queued")), async ({ watch }) => {
    const { outcome, waited } = await awaitJob(watch, "j", options);
    assert.equal(outcome, "not-started");
    assert.ok(waited >= 2000 && waited < 2100, `${waited}`);
  });
  const answer = (_: Seen, now: number) => state(now < 1500 ? "queued" : now < 6000 ? "started" : "finished");
  await withWatch(answer, async ({ watch }) => {
    assert.equal((await awaitJob(watch, "j", options)).outcome, "finished");
  });
});
