import assert from "node:assert/strict";
import { test } from "node:test";
import { jobApiOf } from "./job_api.ts";

test("jobApiOf() tells the generation by the path, else gives the fallback", () => {
  const cases: [path: string, legacy: boolean | undefined][] = [
    ["/rq-engine/api/runs/profile;;tmp;;a/cfg/run-wepp", false],
    ["/rq-engine/api/runs/a/cfg/tasks/upload-sbs/", false],
    ["/weppcloud/runs/a/cfg/rq/api/run_wepp", true],
    ["/weppcloud/rq/api/jobstatus/x", true],
    ["/weppcloud/runs/a/cfg/tasks/upload_cli/", true],
    ["/runs/a/cfg/tasks/setname/", true],
    ["/weppcloud/runs/a/cfg/report/landuse/", undefined],
    ["/query-engine/runs/a/tasks/query", undefined],
  ];
  for (const [path, legacy] of cases) {
    for (const fallback of ["legacy", "rq-engine"] as const) {
      const expected = legacy === undefined ? fallback : legacy ? "legacy" : "rq-engine";
      assert.equal(jobApiOf(path, fallback), expected, path);
    }
  }
});
