import assert from "node:assert/strict";
import { test } from "node:test";
import { Profile } from "../model/profile.ts";
import { addressOfStep, neededSteps } from "./dependencies.ts";

const RUN = "/rq-engine/api/runs/{{run_id}}/{{config}}";

/** Ids of the steps that cannot go, when those named so shall. */
function needed(steps: Record<string, unknown>[], goes: string): string[] {
  const profile = Profile.parse({ metadata: { slug: "x" }, steps });
  const found = neededSteps(profile.steps.map(addressOfStep), ({ step }) => step.id === goes);
  return [...found.keys()].map(({ step }) => step.id);
}

test("neededSteps() knows a job by name as the request that enqueues it, however it is written", () => {
  const soils = { id: "soils", action: "http_post", path: `${RUN}/build-soils`, json: {} };
  for (const job of ["tasks.run_wepp", "run_wepp_rq", "run-wepp"]) {
    assert.deepEqual(needed([soils, { id: "wepp", action: "enqueue_rq", job }], "soils"), ["soils"], job);
  }
  assert.deepEqual(needed([{ ...soils, id: "again" }, soils], "again"), []);
});

test("neededSteps() keeps a step whose saved value is used", () => {
  const first = { id: "first", action: "http_post", path: `${RUN}/set-name`, save: { it: "$.id" } };
  const user = { id: "user", action: "http_get", path: `${RUN}/report/{{steps.first.it}}` };
  assert.deepEqual(needed([first, user], "first"), ["first"]);
});
