import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { findRepeats, type RepeatContext } from "./repeats.ts";
import { addressOf, comparableBody } from "./same_request.ts";
import { ABOUT, linesOf, recordedOf, type Said } from "./testing/recorded.ts";
import { form } from "./testing/log.ts";
import type { Recorded } from "./types.ts";

const NAME = { to: "tasks/setname/", json: { name: "Mill" } };
const WEPP = { to: "rq/api/run_wepp", json: { clip: true } };

function find(all: Said[], jobs: Record<number, string> = {}, more: Partial<RepeatContext> = {}) {
  const requests = recordedOf(all);
  const started = new Map(
    Object.entries(jobs).map(([index, id]): [Recorded, string] => [requests[Number(index)] as Recorded, id]),
  );
  const found = findRepeats(requests, { ...ABOUT, started, ...more });
  const folded = [...found.folded].map(([one, { rule, of }]) => `${one.line} ${rule} ${of.line}`);
  return { ...found, folded };
}

test("findRepeats() folds what failed before the same change was accepted, through a chain", () => {
  const { folded, doubts } = find([
    { ...WEPP, at: 0, status: 500 },
    { ...WEPP, at: 2000, status: 0 },
    { ...WEPP, at: 4000, took: null },
    { ...WEPP, at: 9000 },
  ]);
  assert.deepEqual(folded, ["5 retries 7", "3 retries 7", "1 retries 7"]);
  assert.deepEqual(doubts, []);
});

test("findRepeats() takes no retry for what has another body, user, or state, or came late", () => {
  const failed = { ...WEPP, at: 0, status: 500 };
  assert.deepEqual(find([failed, { ...WEPP, at: 1000, json: { clip: false } }]).folded, []);
  assert.deepEqual(find([{ ...failed, user: 1 }, { ...WEPP, at: 1000, user: 2 }]).folded, []);
  assert.deepEqual(find([failed, { ...NAME, at: 500 }, { ...WEPP, at: 1000 }]).folded, []);
  assert.deepEqual(find([failed, { ...WEPP, at: 40_000 }]).folded, []);
  assert.deepEqual(find([failed, { ...WEPP, at: 1000, status: 409 }]).folded, []);
  // What was refused in between changed nothing.
  assert.deepEqual(find([failed, { ...NAME, at: 500, status: 400 }, { ...WEPP, at: 1000 }]).folded, [
    "1 retries 5",
  ]);
});

test("findRepeats() keeps an unanswered change whose job was seen, or whose values are not known, and says so", () => {
  const lost = { ...WEPP, at: 0, took: null };
  const both = find([lost, { ...WEPP, at: 1000 }], { 0: "j1", 1: "j2" });
  assert.deepEqual(both.folded, []);
  assert.match(both.doubts.join(), /line 1\) was sent again \(line 3\), and both started a job/);
  const meta = { hasBody: true, bodyType: "json", jsonType: "object", jsonKeys: ["name"] };
  const hidden = find([{ ...NAME, meta, at: 0, took: null }, { ...NAME, meta, at: 1000 }]);
  assert.deepEqual(hidden.folded, []);
  assert.match(hidden.doubts.join(), /values were not recorded; drop one step if it was a retry/);
});

test("findRepeats() folds a click that came while the first was under way", () => {
  assert.deepEqual(find([{ ...NAME, at: 0 }, { ...NAME, at: 50 }, { ...NAME, at: 90 }]).folded, [
    "3 double-clicks 1",
    "5 double-clicks 1",
  ]);
  assert.deepEqual(find([{ ...WEPP, at: 0 }, { ...WEPP, at: 1500, status: 409 }]).folded, [
    "3 double-clicks 1",
  ]);
});

test("findRepeats() keeps two changes that are meant: one after the other, other values, another page", () => {
  const first = { ...NAME, at: 0 };
  for (
    const second of [
      { ...NAME, at: 200 },
      { ...NAME, at: 50, json: { name: "Lake" } },
      { ...NAME, at: 50, page: "two" },
      { ...WEPP, at: 5000, status: 409 },
    ]
  ) {
    const found = find([{ ...first, page: "one" }, { page: "one", ...second }]);
    assert.deepEqual([found.folded, found.doubts], [[], []], JSON.stringify(second));
  }
});

test("findRepeats() keeps both and says so where answers differ, files are not known, or the clicks are far apart", () => {
  const answers = find([
    { ...NAME, at: 0, answer: '{"id": 1}' },
    { ...NAME, at: 50, answer: '{"id": 2}' },
  ]);
  assert.deepEqual(answers.folded, []);
  assert.match(answers.doubts.join(), /with different answers; both are steps/);
  const meta = form({ mode: "1" }, ["input_upload_sbs"]);
  const upload = { to: "tasks/upload_sbs/", meta };
  const files = find([{ ...upload, at: 0 }, { ...upload, at: 50 }]);
  assert.deepEqual(files.folded, []);
  assert.match(files.doubts.join(), /values that were not recorded/);
  const late = find([{ ...WEPP, at: 0, took: 9000 }, { ...WEPP, at: 3000 }]);
  assert.deepEqual(late.folded, []);
  assert.match(late.doubts.join(), /3\.0 s apart/);
});

test("findRepeats() says when two clicks started two jobs, and keeps the click whose job was seen", () => {
  const clicks = [{ ...WEPP, at: 0 }, { ...WEPP, at: 50 }];
  const two = find(clicks, { 0: "job-1", 1: "job-2" });
  assert.deepEqual(two.folded, ["3 double-clicks 1"]);
  assert.match(two.warnings.join(), /clicked twice \(lines 1 and 3\) and started two jobs; play starts one/);
  assert.deepEqual(find(clicks, { 1: "job-2" }).folded, ["1 double-clicks 3"]);
  const own = [
    { ...WEPP, at: 0, answer: '{"job_id": "11111111-1111-4111-8111-111111111111"}' },
    { ...WEPP, at: 50, answer: '{"job_id": "22222222-2222-4222-8222-222222222222"}' },
  ];
  assert.deepEqual(find(own).folded, ["3 double-clicks 1"]);
});

test("findRepeats() looks at neither reads nor requests of other runs and servers", () => {
  const clicks = (to: string, method = "POST") => [{ to, method, at: 0 }, { to, method, at: 50 }];
  for (const to of ["/weppcloud/runs/other/b/tasks/x", "https://else.example/weppcloud/runs/a/b/tasks/x"]) {
    assert.deepEqual(find(clicks(to), {}, { origins: new Set(["https://wepp.example"]) }).folded, []);
  }
  assert.deepEqual(find(clicks("report/soils/", "GET")).folded, []);
});

test("findRepeats() never drops a change that succeeded, but for the second of two equal clicks", () => {
  const said = fc.record({
    to: fc.constantFrom("tasks/setname/", "rq/api/run_wepp"),
    json: fc.constantFrom({ a: 1 }, { a: 2 }),
    gap: fc.integer({ min: 0, max: 3000 }),
    took: fc.option(fc.integer({ min: 0, max: 3000 })),
    status: fc.constantFrom(200, 202, 0, 409, 500),
    user: fc.constantFrom(1, 2),
    page: fc.constantFrom("one", "two"),
  });
  fc.assert(
    fc.property(fc.array(said, { maxLength: 12 }), (all) => {
      let at = 0;
      const requests = recordedOf(all.map(({ gap, ...rest }) => ({ ...rest, at: at += gap })));
      const { folded } = findRepeats(requests, ABOUT);
      const same = (a: Recorded, b: Recorded) =>
        addressOf(a) === addressOf(b) && comparableBody(a, true).text === comparableBody(b, true).text;
      for (const [one, { of, rule }] of folded) {
        assert.ok(same(one, of) && of.outcome === "ok" && !folded.has(of));
        if (one.outcome === "ok") {
          assert.equal(rule, "double-clicks");
          assert.ok(Math.abs(one.time - of.time) <= 2000 && one.request?.sessionId === of.request?.sessionId);
        }
      }
      // Whatever succeeded is still sent at least once.
      const kept = requests.filter((one) => one.outcome === "ok" && !folded.has(one));
      for (const one of requests) if (one.outcome === "ok") assert.ok(kept.some((other) => same(one, other)));
      assert.deepEqual(linesOf(folded.keys()).sort(), [...new Set(linesOf(folded.keys()))].sort());
    }),
    { numRuns: 500 },
  );
});
