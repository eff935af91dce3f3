import assert from "node:assert/strict";
import { test } from "node:test";
import { jobIds } from "./job_ids.ts";

test("jobIds() reads every spelling, each job once", () => {
  assert.deepEqual(jobIds({ job_id: "a", jobId: "b", job_ids: ["a", "c"] }), ["a", "b", "c"]);
  assert.deepEqual(jobIds({ job_ids: { soils: "a", landuse: "b" } }), ["a", "b"]);
});

test("jobIds() gives nothing for what names no job", () => {
  for (const json of [undefined, null, "a", ["a"], {}, { job_id: "" }, { job_id: 5 }, { job_ids: "a" }]) {
    assert.deepEqual(jobIds(json), [], JSON.stringify(json));
  }
});
