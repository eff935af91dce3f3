import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { findRefreshes } from "./refresh.ts";
import { ABOUT, recordedOf, type Said } from "./testing/recorded.ts";
import type { Recorded } from "./types.ts";

const NAME = { to: "tasks/setname/", json: { name: "Mill" } };
const read = (at: number, more: Partial<Said> = {}): Said => ({
  method: "GET",
  to: "query/outlet/",
  at,
  ...more,
});

function marks(all: Said[], jobs: Record<number, string> = {}): string[] {
  const requests = recordedOf(all);
  const started = new Map(
    Object.entries(jobs).map(([index, id]): [Recorded, string] => [requests[Number(index)] as Recorded, id]),
  );
  return [...findRefreshes(requests, { ...ABOUT, started })].map(([{ line }, rule]) => `${line} ${rule}`);
}

test("findRefreshes() marks a read that was answered before, with nothing in between", () => {
  assert.deepEqual(marks([{ ...NAME, at: 0 }, read(1000), read(2000), read(3000)]), [
    "5 refresh-reads",
    "7 refresh-reads",
  ]);
  // What keeps a browser from its cache is no difference.
  assert.deepEqual(
    marks([
      { ...NAME, at: 0 },
      read(1000, { to: "query/outlet/?_=1" }),
      read(2000, { to: "query/outlet/?_=2" }),
    ]),
    ["5 refresh-reads"],
  );
});

test("findRefreshes() marks nothing when the run may have changed", () => {
  const between: Said[] = [
    { ...NAME, at: 1500 },
    { ...NAME, at: 1500, took: null },
    { ...NAME, at: 1500, status: 500 },
    { to: "/rq-engine/api/runs/a/b/session-token", at: 1500 },
    { method: "GET", to: "/rq/api/jobstatus/j1", at: 1500 },
  ];
  for (const one of between) {
    assert.deepEqual(marks([{ ...NAME, at: 0 }, read(1000), one, read(2000)]), [], JSON.stringify(one));
  }
  const refused = { ...NAME, at: 1500, status: 400 };
  assert.deepEqual(marks([{ ...NAME, at: 0 }, read(1000), refused, read(2000)]), ["7 refresh-reads"]);
});

test("findRefreshes() sees changes and jobs that were under way, also those that nobody polled", () => {
  assert.deepEqual(marks([{ ...NAME, at: 0, took: 5000 }, read(1000), read(2000)]), []);
  const wepp = { to: "rq/api/run_wepp", json: {}, at: 0 };
  assert.deepEqual(marks([wepp, read(1000), read(2000)]), []);
  const last: Said = { method: "GET", to: "/rq/api/jobstatus/j1", at: 5000 };
  assert.deepEqual(marks([wepp, read(1000), read(2000), last, read(6000), read(7000)], { 0: "j1" }), [
    "11 refresh-reads",
  ]);
});

test("findRefreshes() marks no read of another user, page, or with another answer", () => {
  const start = { ...NAME, at: 0 };
  assert.deepEqual(marks([start, read(1000, { user: 1 }), read(2000, { user: 2 })]), []);
  assert.deepEqual(marks([start, read(1000), read(2000, { to: "query/outlet/?x=1" })]), []);
  assert.deepEqual(marks([start, read(1000, { answer: "1" }), read(2000, { answer: "2" })]), []);
  assert.deepEqual(marks([start, read(1000, { status: 404 }), read(2000)]), []);
  assert.deepEqual(
    marks([start, read(1000, { to: "download/a.txt" }), read(2000, { to: "download/a.txt" })]),
    [],
  );
});

test("findRefreshes() takes no read outside of the window for the first", () => {
  const requests = recordedOf([{ ...NAME, at: 0 }, read(1000), read(2000), read(3000)]);
  if (requests[1] !== undefined) requests[1].inWindow = false;
  assert.deepEqual([...findRefreshes(requests, ABOUT)].map(([{ line }]) => line), [7]);
});

test("findRefreshes() marks what was read before the first change, when there is one", () => {
  assert.deepEqual(marks([read(0), read(100, { to: "report/soils/" }), { ...NAME, at: 1000 }]), [
    "1 page-load-reads",
    "3 page-load-reads",
  ]);
  // Reads are what the recording is about.
  assert.deepEqual(marks([read(0), read(100, { to: "report/soils/" })]), []);
  assert.deepEqual(marks([read(0), { ...NAME, at: 1000, status: 400 }]), []);
  // Something was under way before: this is no beginning.
  const poll: Said = { method: "GET", to: "/rq/api/jobstatus/j1", at: 0 };
  assert.deepEqual(marks([poll, read(500), { ...NAME, at: 1000 }]), []);
});

test("findRefreshes() marks only reads that were answered, and each repeats one that was", () => {
  const said = fc.record({
    method: fc.constantFrom("GET", "GET", "POST", "PUT"),
    to: fc.constantFrom("query/outlet/", "tasks/setname/", "rq/api/run_wepp", "/rq/api/jobstatus/j1"),
    gap: fc.integer({ min: 0, max: 300 }),
    took: fc.option(fc.integer({ min: 0, max: 300 })),
    status: fc.constantFrom(200, 0, 404),
  });
  fc.assert(
    fc.property(fc.array(said, { maxLength: 15 }), (all) => {
      let at = 0;
      const requests = recordedOf(all.map(({ gap, ...rest }) => ({ ...rest, at: at += gap })));
      for (const [one, rule] of findRefreshes(requests, ABOUT)) {
        assert.deepEqual([one.method, one.outcome], ["GET", "ok"]);
        const before = requests.slice(0, requests.indexOf(one));
        if (rule === "page-load-reads") {
          assert.ok(before.every(({ method, outcome }) => method === "GET" || outcome === "refused"));
        } else {
          const last = before.findLastIndex((other) =>
            other.target.path === one.target.path && other.outcome === "ok"
          );
          assert.ok(before[last]?.method === "GET");
          assert.ok(
            before.slice(last).every(({ method, outcome }) => method === "GET" || outcome === "refused"),
          );
        }
      }
    }),
    { numRuns: 500 },
  );
});
