import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { withFolder, writeFiles } from "../files/test_folder.ts";
import { testReport } from "../model/test_report.ts";
import { findResult, findRunDir } from "./results.ts";

test("findRunDir() takes the named run, else the sandbox of the named or last result", async () => {
  await withFolder(async (dataRoot) => {
    const place = { key: "us-small", dataRoot, cwd: dataRoot, runRoot: join(dataRoot, "playback/runs") };
    await assert.rejects(findRunDir(place), /"us-small" has no result yet/);
    const report = (dir: string | null) => JSON.stringify(testReport({ sandbox: { run_id: "x", dir } }));
    await writeFiles(dataRoot, {
      "run/a": "1",
      "profiles/results/us-small/1/report.json": report(join(dataRoot, "run")),
      "profiles/results/us-small/2/report.json": report(join(dataRoot, "gone")),
      "profiles/results/us-small/3/report.json": report(null),
      "profiles/results/latest.json": JSON.stringify({
        version: 1,
        invocation: [],
        profiles: {
          "us-small": {
            result: "us-small/1",
            verdict: "passed",
            summary: "",
            exit_code: 0,
            started_at: "",
            duration_ms: 0,
          },
        },
      }),
    });
    const run = join(dataRoot, "run");
    assert.equal((await findRunDir(place)).runDir, run);
    assert.equal((await findRunDir({ ...place, runDir: "run" })).runDir, run);
    assert.equal((await findRunDir({ ...place, result: "profiles/results/us-small/1" })).runDir, run);
    await assert.rejects(findRunDir({ ...place, runDir: "nowhere" }), /There is no run directory/);
    await assert.rejects(findRunDir({ ...place, result: "profiles/results/us-small/2" }), /gone now/);
    await assert.rejects(findRunDir({ ...place, result: "profiles/results/us-small/3" }), /no run directory/);
    await assert.rejects(findResult({ ...place, result: "run" }), /it has no report.json/);
  });
});
