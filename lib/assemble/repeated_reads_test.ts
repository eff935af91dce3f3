import assert from "node:assert/strict";
import { test } from "node:test";
import { findRepeatedReads } from "./repeated_reads.ts";
import { ABOUT, recordedOf, type Said } from "./testing/recorded.ts";
import type { Recorded } from "./types.ts";

const BUILD = { to: "rq/api/build_soils", json: {} };
const read = (at: number, status: number, to = "report/soils/"): Said => ({ method: "GET", to, at, status });

function find(all: Said[], jobs: Record<number, string> = {}) {
  const requests = recordedOf(all);
  const started = new Map(
    Object.entries(jobs).map(([index, id]): [Recorded, string] => [requests[Number(index)] as Recorded, id]),
  );
  const { folded, waits } = findRepeatedReads(requests, { ...ABOUT, started });
  return {
    folded: [...folded].map(([one, { rule, of }]) => `${one.line} ${rule} ${of.line}`),
    waits: waits.map(({ cause, read, byJob }) =>
      `${cause.line} waits for ${read.line}${byJob ? " by job" : ""}`
    ),
  };
}

test("findRepeatedReads() gives the last change before a read that was repeated the wait", () => {
  assert.deepEqual(
    find([
      { ...BUILD, at: 0 },
      read(1000, 404),
      read(2000, 409),
      read(3000, 202),
      { method: "GET", to: "query/outlet/", at: 3500 },
      read(4000, 200),
    ]),
    {
      folded: ["3 repeated-reads 11", "5 repeated-reads 11", "7 repeated-reads 11"],
      waits: ["1 waits for 11"],
    },
  );
});

test("findRepeatedReads() leaves it to the wait for a job that was polled as long", () => {
  const poll = (at: number) => ({ method: "GET", to: "/rq/api/jobstatus/j1", at });
  const before = [{ ...BUILD, at: 0 }, poll(500), read(1000, 404)];
  assert.deepEqual(find([...before, poll(1500), read(2000, 200)], { 0: "j1" }).waits, [
    "1 waits for 9 by job",
  ]);
  assert.deepEqual(find([...before, read(2000, 200)], { 0: "j1" }).waits, ["1 waits for 7"]);
});

test("findRepeatedReads() takes busy servers and lost answers for retries, which need no wait", () => {
  const busy = find([{ ...BUILD, at: 0 }, read(1000, 503), read(2000, 429), read(3000, 0), read(4000, 200)]);
  assert.deepEqual(busy, { folded: ["3 retries 9", "5 retries 9", "7 retries 9"], waits: [] });
});

test("findRepeatedReads() takes no repeat across a change, after a minute, by another user, or never answered", () => {
  const none = { folded: [], waits: [] };
  assert.deepEqual(find([read(0, 404), { ...BUILD, at: 1000 }, read(2000, 200)]), none);
  assert.deepEqual(find([{ ...BUILD, at: 0 }, read(1000, 404), read(70_000, 200)]), none);
  assert.deepEqual(
    find([{ ...BUILD, at: 0 }, { ...read(1000, 404), user: 1 }, { ...read(2000, 200), user: 2 }]),
    none,
  );
  assert.deepEqual(find([{ ...BUILD, at: 0 }, read(1000, 404), read(2000, 404)]), none);
  assert.deepEqual(find([{ ...BUILD, at: 0 }, read(1000, 403), read(2000, 200)]), none);
  assert.deepEqual(find([{ ...BUILD, at: 0 }, read(1000, 404), read(2000, 200, "report/soils/?x=1")]), none);
});

test("findRepeatedReads() folds repeats before any change, with nothing to wait", () => {
  assert.deepEqual(find([read(0, 404), read(1000, 200)]), { folded: ["1 repeated-reads 3"], waits: [] });
});
