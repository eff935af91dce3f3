import assert from "node:assert/strict";
import { test } from "node:test";
import { Step } from "../../model/profile.ts";
import { translateStep } from "./translate.ts";

const step = (fields: Record<string, unknown>) => Step.parse({ id: "a", action: "http_post", ...fields });
const RUN = "/runs/{{run_id}}/{{config}}";

test("translateStep() moves address, expectations and saved values together", () => {
  const legacy = step({
    path: `/weppcloud${RUN}/rq/api/build_soils`,
    form: { sol_ver: "9002" },
    expect: { status: 200, json: { "$.Success": { equals: true }, "$.job_id": { exists: true } } },
    save: { key: "$.jobId", part: { path: "$.Content", after: "x" }, move: { header: "location" } },
    wait: { type: "job" },
  });
  const { step: sent, recorded, notes, refused } = translateStep(legacy, "rq-engine");
  assert.deepEqual([recorded, notes, refused], [`POST /weppcloud${RUN}/rq/api/build_soils`, [], undefined]);
  assert.deepEqual(sent, {
    ...legacy,
    path: `/rq-engine/api${RUN}/build-soils`,
    expect: { status: [200, 202], json: { "$.job_id": { exists: true } } },
    save: { key: "$.job_id", part: { path: "$.result", after: "x" }, move: { header: "location" } },
  });
  assert.deepEqual(translateStep(legacy, "legacy").step, legacy);
  assert.deepEqual(translateStep(legacy, "rq-engine", () => true).step, legacy);
});

test("translateStep() says what it no longer checks, and refuses what a later step may need", () => {
  const path = `/rq-engine/api${RUN}/run-wepp`;
  const checked = step({ path, json: {}, expect: { json: { "$.status_url": { exists: true } } } });
  const done = translateStep(checked, "legacy");
  assert.deepEqual(done.notes, [
    "$.status_url is not checked: answers of the legacy API hold nothing like it",
  ]);
  const saved = step({ path, json: {}, save: { all: "$.job_ids" } });
  assert.match(translateStep(saved, "legacy").refused ?? "", /save\.all: .* hold nothing like \$\.job_ids/);
  const exported = Step.parse({
    id: "a",
    action: "http_get",
    path: `/rq-engine/api${RUN}/export/geopackage`,
  });
  assert.match(translateStep(exported, "legacy").refused ?? "", /has no counterpart in the legacy API/);
  const queued = Step.parse({ id: "a", action: "enqueue_rq", job: "run_omni_contrasts" });
  assert.match(translateStep(queued, "legacy").refused ?? "", /no endpoint of the legacy API enqueues/);
});

test("translateStep() turns questions about jobs into the words and methods of the other", () => {
  const batch = step({ path: "/weppcloud/rq/api/jobinfo", json: { jobs: "a, b" } });
  const asked = translateStep(batch, "rq-engine").step;
  assert.deepEqual("json" in asked && asked.json, { job_ids: ["a", "b"] });
  const cancel = step({
    path: "/rq-engine/api/canceljob/{{steps.a.job}}",
    json: {},
    expect: { status: "2xx" },
  });
  const got = translateStep(cancel, "legacy").step;
  assert.deepEqual(got, {
    id: "a",
    action: "http_get",
    path: "/weppcloud/rq/api/canceljob/{{steps.a.job}}",
    expect: { status: "2xx" },
  });
});

test("translateStep() translates what a wait asks", () => {
  const wait = {
    type: "status_poll",
    endpoint: "/weppcloud/rq/api/jobstatus/{{steps.b.job}}",
    success_state: "x",
  };
  const waits = Step.parse({ id: "a", action: "wait", wait });
  const { step: sent } = translateStep(waits, "rq-engine");
  assert.equal(sent.wait?.["endpoint"], "/rq-engine/api/jobstatus/{{steps.b.job}}");
});
