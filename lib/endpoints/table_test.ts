import assert from "node:assert/strict";
import { test } from "node:test";
import { endpointOfJob } from "./enqueue.ts";
import { pathOfTask, taskByName, taskOf, taskReadBy, TASKS } from "./table.ts";
import { isUsed, omniScenario, UPLOAD_FIELDS, uploadField } from "./uploads.ts";

test("taskOf() knows both generations, with and without the trailing slash", () => {
  assert.equal(taskOf("weppcloud", "rq/api/build_landuse")?.name, "build_landuse");
  assert.equal(taskOf("rq-engine", "build-landuse")?.name, "build_landuse");
  assert.equal(taskOf("rq-engine", "tasks/upload-sbs")?.name, "upload_sbs");
  assert.equal(taskOf("weppcloud", "tasks/upload_sbs/")?.name, "upload_sbs");
  assert.equal(taskOf("weppcloud", "build-landuse"), undefined);
});

test("pathOfTask() keeps the trailing slashes that the server demands", () => {
  const paths = ["upload_sbs", "upload_cover_transform"].map((name) => {
    const task = taskByName(name);
    return task && pathOfTask(task, "rq-engine");
  });
  assert.deepEqual(paths, [
    "/rq-engine/api/runs/{{run_id}}/{{config}}/tasks/upload-sbs/",
    "/rq-engine/api/runs/{{run_id}}/{{config}}/tasks/upload-cover-transform",
  ]);
});

test("TASKS name only tasks that exist, save for edits without an address of their own", () => {
  const known = new Set([...TASKS.map((task) => task.name), "landuse_map", "landuse_user_defined"]);
  for (const task of TASKS) {
    for (const other of [...task.needs, ...task.uses]) assert.ok(known.has(other), `${task.name}: ${other}`);
  }
  for (const entry of UPLOAD_FIELDS) assert.ok(known.has(entry.task), entry.task);
});

test("taskReadBy() tells whose outcome a read shows", () => {
  assert.equal(taskReadBy("report/wepp/results/"), "run_wepp");
  assert.equal(taskReadBy("query/landuse/subcatchments/"), "build_landuse");
  assert.equal(taskReadBy("view/closest_stations/"), undefined);
});

test("endpointOfJob() takes every spelling of a job", () => {
  for (const job of ["tasks.run_wepp", "run_wepp", "run-wepp", "run_wepp_rq"]) {
    assert.equal(endpointOfJob(job, "legacy"), "/weppcloud/runs/{{run_id}}/{{config}}/rq/api/run_wepp");
    assert.equal(endpointOfJob(job, "rq-engine"), "/rq-engine/api/runs/{{run_id}}/{{config}}/run-wepp");
  }
  assert.equal(
    endpointOfJob("post_dss_export_rq", "rq-engine"),
    "/rq-engine/api/runs/{{run_id}}/{{config}}/post-dss-export-rq",
  );
  assert.equal(endpointOfJob("set_landuse_mode", "legacy"), undefined);
  assert.equal(endpointOfJob("no_such_job", "legacy"), undefined);
});

test("isUsed() follows the mode that the form chose", () => {
  const landuse = uploadField("build_landuse", "input_upload_landuse");
  assert.ok(landuse);
  assert.equal(isUsed(landuse, { landuse_mode: "4" }), true);
  assert.equal(isUsed(landuse, { landuse_mode: "0" }), false);
  assert.equal(isUsed(landuse, {}), undefined);
});

test("uploadField() finds the files of Omni scenarios", () => {
  assert.equal(uploadField("run_omni", "scenarios[2][sbs_file]")?.pool, "omni");
  assert.equal(omniScenario("scenarios[2][sbs_file]"), 2);
  assert.equal(uploadField("run_omni", "scenarios"), undefined);
});
