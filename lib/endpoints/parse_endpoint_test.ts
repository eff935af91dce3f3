import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseEndpoint } from "./parse_endpoint.ts";

const OF = { runId: "ample-otter", config: "dev_unit_1" };
const CANONICAL = "/weppcloud/runs/{{run_id}}/{{config}}/tasks/setname/";

test("parseEndpoint() brings every recorded form of an address to one path", () => {
  const forms = [
    "/weppcloud/runs/ample-otter/dev_unit_1/tasks/setname/",
    "/runs/ample-otter/dev_unit_1/tasks/setname/",
    "/runs/ample-otter/dev_unit_1.cfg/tasks/setname/",
    "https://wepp.example.org/weppcloud/runs/ample-otter/dev_unit_1/tasks/setname/",
    "https://wepp.example.org/runs/ample-otter/dev_unit_1/tasks/setname/#top",
    "tasks/setname/",
    "./tasks/setname/",
  ];
  for (const form of forms) {
    const parsed = parseEndpoint(form, OF);
    assert.equal(parsed?.path, CANONICAL, form);
    assert.equal(parsed?.area, "weppcloud", form);
    assert.equal(parsed?.runId, "ample-otter", form);
    assert.equal(parsed?.rest, "tasks/setname/", form);
  }
});

test("parseEndpoint() finds rq-engine and query-engine at the origin's root", () => {
  const rq = parseEndpoint("/rq-engine/api/runs/ample-otter/dev_unit_1/tasks/upload-sbs/", OF);
  assert.deepEqual([rq?.area, rq?.path], [
    "rq-engine",
    "/rq-engine/api/runs/{{run_id}}/{{config}}/tasks/upload-sbs/",
  ]);
  const query = parseEndpoint("https://wepp.example.org/query-engine/runs/ample-otter/query", OF);
  assert.deepEqual([query?.area, query?.path, query?.config], [
    "query-engine",
    "/query-engine/runs/{{run_id}}/query",
    undefined,
  ]);
  const job = parseEndpoint("/rq-engine/api/jobstatus/5f0c", OF);
  assert.deepEqual([job?.area, job?.runId, job?.rest], ["rq-engine", undefined, "jobstatus/5f0c"]);
  assert.equal(parseEndpoint("/rq/api/jobstatus/5f0c", OF)?.path, "/weppcloud/rq/api/jobstatus/5f0c");
});

test("parseEndpoint() decodes run ids and keeps queries in order", () => {
  const parsed = parseEndpoint(
    "https://h/weppcloud/runs/profile%3B%3Btmp%3B%3Bab12/cfg/report/?y=1&x=caf%C3%A9+a&y=5",
    { runId: "profile;;tmp;;ab12", config: "cfg" },
  );
  assert.equal(parsed?.runId, "profile;;tmp;;ab12");
  assert.deepEqual(parsed?.query, [["y", "1"], ["x", "café a"], ["y", "5"]]);
  assert.equal(parsed?.origin, "https://h");
});

test("parseEndpoint() keeps a config that is not the run's", () => {
  const parsed = parseEndpoint("/weppcloud/runs/ample-otter/cfg/report/soils/", OF);
  assert.equal(parsed?.path, "/weppcloud/runs/{{run_id}}/cfg/report/soils/");
});

test("parseEndpoint() gives up on what is no address", () => {
  for (const bad of ["", "   ", "http://", "mailto:someone", "javascript:0"]) {
    assert.equal(parseEndpoint(bad, OF), undefined, bad);
  }
});

test("parseEndpoint() never throws", () => {
  fc.assert(fc.property(fc.string(), (text) => {
    const parsed = parseEndpoint(text, OF);
    if (parsed !== undefined) assert.ok(parsed.path.startsWith("/"));
  }));
});
