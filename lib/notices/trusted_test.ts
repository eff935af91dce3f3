import assert from "node:assert/strict";
import { chmod, stat } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { withFolder, writeFiles } from "../files/test_folder.ts";
import { distrust } from "./trusted.ts";

test("distrust() names a configuration of somebody else, and one that everybody may change", async () => {
  await withFolder(async (root) => {
    assert.equal(await distrust(root), undefined);
    await writeFiles(root, { "profiles/profile.config.yaml": "version: 1\n" });
    const file = join(root, "profiles/profile.config.yaml");
    const { uid } = await stat(file);
    assert.equal(await distrust(root, uid), undefined);
    // What root wrote holds for everybody.
    if (uid !== 0) assert.match(await distrust(root, uid + 1) ?? "", /belongs to another user/);
    await chmod(file, 0o666);
    assert.match(await distrust(root, uid) ?? "", /can be changed by every user/);
  });
});
