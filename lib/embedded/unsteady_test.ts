import assert from "node:assert/strict";
import { test } from "node:test";
import { parseFaults } from "./faults.ts";
import type { SlopeResult } from "./model/erosion.ts";
import { inSomeOrder, jittered, timeLines, timesOf } from "./unsteady.ts";

const storm = { day: 1, month: 1, year: 1, prcp: 9, dur: 1, tp: 1, ip: 1, tmax: 1, tmin: 1 };
const SLOPE: SlopeResult = {
  topaz_id: 21,
  wepp_id: 1,
  runoff: 758369.82,
  subrunoff: 6522.06,
  soil_loss: 388443.6,
  soil_loss_density: 3.0288,
  events: [{ storm, runoff: 81.234, loss: 0.523456 }, { storm, runoff: 42.1, loss: 0.4 }],
};
const serverWith = (...faults: string[]) => ({ faults: parseFaults(faults, []), now: () => 0 });
const run = (id: string) => ({ id });

test("jitter moves every figure by at most its per cent, otherwise in every run, the same within one", () => {
  const server = serverWith("jitter=0.5");
  const figures = (id: string) => {
    const { runoff, soil_loss, events } = jittered(SLOPE, run(id), server);
    return [runoff, soil_loss, ...events.flatMap((event) => [event.runoff, event.loss])];
  };
  const exact = [
    SLOPE.runoff,
    SLOPE.soil_loss,
    ...SLOPE.events.flatMap(({ runoff, loss }) => [runoff, loss]),
  ];
  const shares = Array.from({ length: 50 }, (_, n) => figures(`r${n}`)).flatMap((values) =>
    values.map((value, at) => Math.abs(value / (exact[at] ?? 1) - 1))
  );
  assert.ok(Math.max(...shares) <= 0.0051, String(Math.max(...shares)));
  assert.ok(Math.max(...shares) > 0.0045);
  assert.deepEqual(figures("a"), figures("a"));
  assert.notDeepEqual(figures("a"), figures("b"));
});

test("without the faults nothing varies", () => {
  const server = serverWith();
  assert.equal(jittered(SLOPE, run("a"), server), SLOPE);
  assert.deepEqual(inSomeOrder([1, 2, 3], "t", run("a"), server), [1, 2, 3]);
  assert.deepEqual(timesOf(run("a"), server), {});
  assert.equal(timeLines(run("a"), server), "");
});

test("shuffled-rows keeps the rows and not their order", () => {
  const rows = Array.from({ length: 20 }, (_, n) => n);
  const order = inSomeOrder(rows, "t", run("a"), serverWith("shuffled-rows"));
  assert.notDeepEqual(order, rows);
  assert.deepEqual([...order].sort((a, b) => a - b), rows);
});

test("timestamps say when a result was made", () => {
  const server = serverWith("timestamps");
  assert.equal(timesOf(run("a"), server)["generated_at"], "1970-01-01T00:00:00.000Z");
  assert.match(timeLines(run("a"), server), /^written 1970-\S+\ntook [\d.]+ s\n$/);
});

test("jitter takes a per cent up to 50", () => {
  for (const arg of ["0", "51", "x", "-1"]) {
    assert.throws(() => parseFaults([`jitter=${arg}`], []), /does not know/);
  }
  assert.equal(parseFaults(["jitter"], []).percent("jitter"), 0.5);
});
