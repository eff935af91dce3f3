import assert from "node:assert/strict";
import { test } from "node:test";
import { childFolder, folderOfAddress } from "./child_run.ts";

const RUN = "profile;;tmp;;ab12";

test("childFolder() resolves child runs as WEPPcloud does", () => {
  assert.equal(childFolder(RUN, RUN), "");
  assert.equal(childFolder(`${RUN};;omni;;mulch_15`, RUN), "_pups/omni/scenarios/mulch_15");
  assert.equal(childFolder(`${RUN};;omni-contrast;;3`, RUN), "_pups/omni/contrasts/3");
  for (
    const odd of [`${RUN};;omni;;..`, `${RUN};;omni`, `${RUN};;other;;x`, `${RUN};;omni;;a/b`, "ample-otter"]
  ) {
    assert.equal(childFolder(odd, RUN), undefined, odd);
  }
});

test("folderOfAddress() reads encoded and plain run ids", () => {
  const path = "/weppcloud/runs/profile%3B%3Btmp%3B%3Bab12%3B%3Bomni%3B%3Bmulch/cfg/report/x";
  assert.equal(folderOfAddress(path, RUN), "_pups/omni/scenarios/mulch");
  assert.equal(folderOfAddress(`/rq-engine/api/runs/${RUN}/cfg/run-wepp`, RUN), "");
  assert.equal(folderOfAddress("/weppcloud/profile", RUN), "");
});
