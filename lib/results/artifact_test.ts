import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { withFolder, writeFiles } from "../files/test_folder.ts";
import { testReport } from "../model/test_report.ts";
import { artifactOf } from "./artifact.ts";

test("artifactOf() takes the place that is named from the data root, else the name in the result", async () => {
  await withFolder(async (root) => {
    await writeFiles(root, { "r/bundle/a": "1", "data/heavy/a": "1" });
    const dir = join(root, "r");
    const find = (bundle: string) =>
      artifactOf({ dir, report: testReport({ artifacts: { bundle } }) }, "bundle", root);
    assert.equal(await find("data/heavy"), join(root, "data/heavy"));
    assert.equal(await find(join(root, "data/heavy")), join(root, "data/heavy"));
    assert.equal(await find("/home/user-96a4f7c9/r/bundle"), join(dir, "bundle"));
    assert.equal(await find("/home/user-96a4f7c9/r/other"), undefined);
    assert.equal(await artifactOf({ dir, report: testReport({ artifacts: {} }) }, "bundle", root), undefined);
  });
});
