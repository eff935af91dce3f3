import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { InOrder, runTasks } from "./schedule.ts";

test("runTasks() never runs more than asked for at once, starts in order, and gives every result its place", async () => {
  const work = fc.scheduler().chain((s) =>
    fc.record({ s: fc.constant(s), count: fc.nat(12), jobs: fc.integer({ min: 1, max: 5 }) })
  );
  await fc.assert(fc.asyncProperty(work, async ({ s, count, jobs }) => {
    let running = 0;
    const started: number[] = [];
    const tasks = Array.from({ length: count }, (_, index) => async () => {
      started.push(index);
      assert.ok(++running <= jobs);
      await s.schedule(Promise.resolve());
      running--;
      return index;
    });
    const [results] = await Promise.all([runTasks(tasks, jobs), s.waitIdle()]);
    assert.deepEqual(results, tasks.map((_, index) => index));
    assert.deepEqual(started, tasks.map((_, index) => index));
  }));
});

test("runTasks() starts nothing after mayStart() said no, and ends what is under way", async () => {
  let done = 0;
  const tasks = Array.from({ length: 5 }, (_, index) => () => Promise.resolve(++done && index));
  assert.deepEqual(await runTasks(tasks, 1, () => done < 2), [0, 1, undefined, undefined, undefined]);
  const order: string[] = [];
  await assert.rejects(
    runTasks([
      () => Promise.reject(new Error("first")),
      async () => {
        await Promise.resolve();
        order.push("second ended");
      },
      () => Promise.resolve(order.push("never")),
    ] as (() => Promise<unknown>)[], 2),
    /first/,
  );
  assert.deepEqual(order, ["second ended"]);
});

test("InOrder hands on in order, whatever comes first, and the rest at the end", () => {
  fc.assert(fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7]), (arrival) => {
    const handed: number[] = [];
    const order = new InOrder<number>((item) => handed.push(item));
    for (const index of arrival) order.take(index, index);
    const gap = [0, 1, 2, 3, 4, 5, 6, 7].findIndex((index) => !arrival.includes(index));
    assert.equal(handed.length, gap === -1 ? 8 : gap);
    order.flush();
    assert.deepEqual(handed, arrival.toSorted((a, b) => a - b));
  }));
});
