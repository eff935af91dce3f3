import assert from "node:assert/strict";
import { test } from "node:test";
import { formOf } from "./address.ts";
import { pathInOther } from "./answers.ts";
import { pathOfTask, TASKS } from "./table.ts";

const RUN = "/runs/{{run_id}}/{{config}}";

test("formOf() takes each task there and back, with run, config and query as they are", () => {
  for (const task of TASKS) {
    const [legacy, current] = [pathOfTask(task, "legacy"), pathOfTask(task, "rq-engine")];
    if (legacy === undefined || current === undefined) continue;
    assert.equal(formOf(legacy)?.other, current);
    assert.equal(formOf(current)?.other, legacy);
  }
  assert.equal(
    formOf("/runs/{{run_id}};;omni;;a/{{config}}/rq/api/run_wepp?x={{steps.a.job}}")?.other,
    "/rq-engine/api/runs/{{run_id}};;omni;;a/{{config}}/run-wepp?x={{steps.a.job}}",
  );
});

test("formOf() knows questions about jobs, and that they are cancelled differently", () => {
  const legacy = formOf("/weppcloud/rq/api/jobinfo/{{steps.a.job}}?x=1");
  assert.deepEqual(legacy, {
    api: "legacy",
    about: "jobs",
    other: "/rq-engine/api/jobinfo/{{steps.a.job}}?x=1",
  });
  assert.equal(formOf(`/weppcloud${RUN}/rq/api/jobstatus/j`)?.other, "/rq-engine/api/jobstatus/j");
  assert.equal(formOf("/weppcloud/rq/api/canceljob/j")?.otherMethod, "POST");
  assert.equal(formOf("/rq-engine/api/canceljob/j")?.otherMethod, "GET");
});

test("formOf() names no counterpart where there is none, and no form where both have the same", () => {
  assert.deepEqual(formOf(`/rq-engine/api${RUN}/export/geopackage`), { api: "rq-engine", about: "other" });
  assert.deepEqual(formOf("/rq-engine/create/"), { api: "rq-engine", about: "other" });
  assert.deepEqual(formOf(`/weppcloud${RUN}/rq/api/no_such_task`), { api: "legacy", about: "other" });
  for (
    const path of [
      `/weppcloud${RUN}/report/soils/`,
      `/weppcloud${RUN}/tasks/setname/`,
      "/query-engine/x",
      "/x",
    ]
  ) {
    assert.equal(formOf(path), undefined);
  }
});

test("pathInOther() renames what the generations call differently", () => {
  const to = (api: "legacy" | "rq-engine", about: "task" | "jobs" = "task") => (path: string) =>
    pathInOther(path, about, api);
  assert.deepEqual(["$.jobId", "$.Success", "$.Content.a[0]", "$.Error", "$.own", "$"].map(to("rq-engine")), [
    { path: "$.job_id" },
    "said",
    { path: "$.result.a[0]" },
    { path: "$.error.message" },
    { path: "$.own" },
    { path: "$" },
  ]);
  assert.deepEqual(
    ["$.job_ids[0]", "$.job_ids[1]", "$.result.x", "$.message", "$.error.message"].map(to("legacy")),
    [
      { path: "$.job_id" },
      "none",
      { path: "$.Content.x" },
      "none",
      { path: "$.Error" },
    ],
  );
  assert.deepEqual(to("legacy", "jobs")('$.children["0"][1].job_id'), { path: '$.children["0"][1].id' });
  assert.deepEqual(to("rq-engine", "jobs")("$.id"), { path: "$.job_id" });
});
