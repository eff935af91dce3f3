/** Links inside a run directory lead nowhere: what lies outside of it is never taken. */
import assert from "node:assert/strict";
import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { walkFiles } from "../../files/walk.ts";
import { form, type TestRequest, withRecording } from "../testing/log.ts";

const REQUESTS: TestRequest[] = [
  { to: "tasks/upload_sbs/", meta: form({}, ["input_upload_sbs"]) },
  {
    to: "rq/api/run_omni",
    meta: form({ scenarios: '[{"type":"sbs_map","sbs_file":"a.tif"}]' }, ["scenarios[0][sbs_file]"]),
  },
  { to: "tasks/upload_cover_transform", meta: form({}, ["input_upload_cover_transform"]) },
];

test("assemble() takes no file through a link that leads out of the run, be it a folder's or the config's", async () => {
  await withRecording(REQUESTS, async (recording) => {
    const { runDir, dataRoot, put } = recording;
    const outside = join(dataRoot, "outside");
    await mkdir(outside, { recursive: true });
    for (const name of ["a.tif", "plan.csv", "dev_unit_1.cfg"]) {
      await writeFile(join(outside, name), "outside");
    }
    await put("omni/x", "");
    await symlink(outside, join(runDir, "disturbed"));
    await mkdir(join(runDir, "omni/_limbo"));
    await symlink(outside, join(runDir, "omni/_limbo/0"));
    await put("revegetation/x", "");
    await symlink(join(outside, "plan.csv"), join(runDir, "revegetation/plan.csv"));
    const state = { cover_transform_path: "/wc1/runs/am/ample-otter/revegetation/plan.csv" };
    await put("revegetation.nodb", JSON.stringify({ "py/state": state }));
    await rm(join(runDir, "dev_unit_1.cfg"));
    await symlink(join(outside, "dev_unit_1.cfg"), join(runDir, "dev_unit_1.cfg"));
    const result = await recording.assemble();
    assert.deepEqual(result.holes.map(({ step }) => step), [
      "upload-sbs",
      "run-omni",
      "upload-cover-transform",
    ]);
    assert.equal(result.seeds, 0);
    assert.match(result.warnings.join(), /dev_unit_1\.cfg was not found/);
    assert.deepEqual((await walkFiles(result.draftDir)).filter((path) => path.startsWith("seed/")), []);
  });
});
