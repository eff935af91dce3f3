/** Changes whose answers the recorder lost: it drops whole batches of events under load. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { loadProfile } from "../profiles/load.ts";
import { stepsOf } from "./testing/draft.ts";
import { json, poll, type TestRequest, withRecording } from "./testing/log.ts";

const LOST = "no answer was recorded: did the server get it?";

test("assemble() keeps changes whose answer is lost as steps with a hole, and lists lost reads", async () => {
  const requests: TestRequest[] = [
    { to: "tasks/setname/", meta: json({ name: "x" }), answered: false },
    { to: "rq/api/build_soils", meta: json({}), answered: false },
    { to: "tasks/remove_thing/", method: "DELETE", answered: false },
    { to: "report/soils/", method: "GET", answered: false },
    { to: "rq/api/run_wepp", meta: json({}), answered: false },
    poll("job-1"),
    { to: "tasks/set_readme/", meta: json({}), failed: "Request timed out after 200ms" },
  ];
  await withRecording(requests, async ({ assemble, runDir }) => {
    const result = await assemble();
    assert.deepEqual(result.holes.map(({ step, field, reason }) => [step, field, reason]), [
      ["setname", "expect.status", LOST],
      ["build-soils", "expect.status", LOST],
      ["remove-thing", "expect.status", LOST],
    ]);
    // The job of run_wepp was polled, so the server got it.
    const [, , , wepp] = await stepsOf(result);
    assert.deepEqual([wepp?.id, wepp?.action !== "wait" && wepp?.expect?.status], ["run-wepp", "2xx"]);
    assert.deepEqual(result.leftOut.map(({ request, reason }) => `${request} ${reason}`), [
      "GET /weppcloud/runs/{{run_id}}/{{config}}/report/soils/ no answer was recorded",
      "POST /weppcloud/runs/{{run_id}}/{{config}}/tasks/set_readme/ ended without an answer (Request timed out after 200ms)",
    ]);
    assert.deepEqual(result.warnings, [
      "POST /weppcloud/runs/{{run_id}}/{{config}}/tasks/set_readme/ (line 8) ended without an answer; the server may have carried it out",
    ]);
    const status = JSON.parse(await readFile(join(result.draftDir, "status.json"), "utf8"));
    assert.equal(status.state, "holes");
    const loaded = await loadProfile(result.draftDir, runDir, runDir);
    assert.equal(loaded.holes.length, 3);
  });
});

test("assemble() with --holes drop leaves out lost changes only when nothing later may depend on them", async () => {
  const lost = (to: string): TestRequest => ({ to, meta: json({ a: 1 }), answered: false });
  const climate: TestRequest = { to: "rq/api/build_climate", meta: json({}) };
  const query: TestRequest = { to: "/query-engine/runs/ample-otter/query", meta: json({}), answered: false };
  await withRecording([lost("tasks/setname/"), query, climate, lost("tasks/odd/")], async ({ assemble }) => {
    const result = await assemble({ holes: "drop" });
    assert.deepEqual(result.dropped.map(({ step }) => step), ["setname", "query-engine-query", "odd"]);
    assert.deepEqual((await stepsOf(result)).map(({ id }) => id), ["build-climate"]);
    assert.deepEqual(result.holes, []);
  });
  // What nobody knows may decide every later job.
  const refusals: [string, RegExp][] = [
    ["tasks/modify_landuse_coverage/", /did the server get it\?\) decides the outcome of run-wepp/],
    ["tasks/set_climatestation/", /did the server get it\?\) may decide the outcome of run-wepp/],
  ];
  for (const [to, message] of refusals) {
    const later: TestRequest = { to: "rq/api/run_wepp", meta: json({}) };
    await withRecording([lost(to), later], async ({ assemble }) => {
      await assert.rejects(assemble({ holes: "drop" }), message);
    });
  }
});
