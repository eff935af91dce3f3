import assert from "node:assert/strict";
import { test } from "node:test";
import { endpointKey, stepKey } from "./key.ts";

test("endpointKey() is the same for both generations of the API, with and without trailing slash", () => {
  const run = "runs/{{run_id}}/{{config}}";
  assert.equal(endpointKey("POST", `/weppcloud/${run}/rq/api/run_wepp`), "POST run_wepp");
  assert.equal(endpointKey("POST", `/rq-engine/api/${run}/run-wepp`), "POST run_wepp");
  assert.equal(
    endpointKey("POST", `/weppcloud/${run}/tasks/upload_sbs/`),
    endpointKey("POST", `/rq-engine/api/${run}/tasks/upload-sbs`),
  );
});

test("endpointKey() keeps what names an action and leaves out what names one thing of many", () => {
  const run = "/weppcloud/runs/{{run_id}}/{{config}}";
  const report = endpointKey("GET", `${run}/report/sub_summary/22/?unit=mm`);
  assert.equal(report, "GET weppcloud/report/sub_summary/*");
  assert.equal(endpointKey("GET", `${run}/report/sub_summary/{{steps.a.id}}`), report);
  assert.notEqual(endpointKey("GET", `${run}/report/landuse/`), endpointKey("GET", `${run}/report/soils/`));
});

test("stepKey() takes a job by name for the request that enqueues it", () => {
  const path = "/rq-engine/api/runs/{{run_id}}/{{config}}/run-wepp";
  const request = stepKey({ id: "run", action: "http_post", path });
  assert.equal(stepKey({ id: "run", action: "enqueue_rq", job: "tasks.run_wepp" }), request);
  assert.equal(stepKey({ id: "run", action: "enqueue_rq", job: "run_wepp_rq" }), request);
  assert.equal(stepKey({ id: "w", action: "wait", wait: { type: "resource" } }), "wait resource");
});
