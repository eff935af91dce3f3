import assert from "node:assert/strict";
import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { withFolder, writeFiles } from "../files/test_folder.ts";
import { walkFiles } from "../files/walk.ts";
import { placeDraft } from "./place.ts";

test("placeDraft() replaces what assemble wrote and leaves what a reviewer put there", async () => {
  await withFolder(async (root) => {
    await writeFiles(join(root, "mill"), {
      "profile.yaml": "old",
      "seed/config/a.cfg": "old",
      "seed/20260102T030405-aaaaaaaa/gone.tif": "old",
      "seed/mine/my.cli": "mine",
      "NOTES.txt": "mine",
    });
    const staging = await mkdtemp(join(root, ".new-"));
    await writeFiles(staging, { "profile.yaml": "new", "seed/config/a.cfg": "new" });
    await placeDraft(staging, join(root, "mill"), "mill");
    assert.deepEqual(await walkFiles(join(root, "mill")), [
      "NOTES.txt",
      "profile.yaml",
      "seed/config/a.cfg",
      "seed/mine/my.cli",
    ]);
  });
});
