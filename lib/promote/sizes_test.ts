/** Limits on the sizes of files, without and with Git LFS. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { withDraft } from "./testing/draft.ts";

test("promote() guards sizes", async () => {
  await withDraft(async ({ put, promote, refused }) => {
    const file = await put("seed/20260102T030405-aaaaaaaa/fire.tif", "\0");
    await truncate(file, 60_000_000);
    await refused("refused", /fire\.tif has 60 MB \(limit 50 MB\)/);
    await promote("us-small", { allowLarge: true });
    await truncate(file, 101_000_000);
    await refused("refused", /limit 100 MB/, "other", { allowLarge: true });
  });
});

test("promote() takes files above 100 MB only when git keeps them in LFS, and mentions those that come near", async () => {
  await withDraft(async ({ root, put, promote, refused }) => {
    const file = await put("seed/20260102T030405-aaaaaaaa/fire.tif", "\0");
    await truncate(file, 45_000_000);
    assert.match(
      (await promote("near")).warnings.join(),
      /1 file near or over 50 MB: seed\/.*fire\.tif has 45 MB/,
    );
    await truncate(file, 101_000_000);
    execFileSync("git", ["init", "--quiet"], { cwd: root });
    const error = await refused("refused", /limit 100 MB/, "a", { allowLarge: true });
    assert.match(error.remedy ?? "", /Git LFS/);
    await writeFile(join(root, ".gitattributes"), "profiles/*/seed/**/*.tif filter=lfs -text\n");
    await refused("refused", /limit 50 MB/, "a");
    assert.equal((await promote("a", { allowLarge: true })).bytes > 101_000_000, true);
  });
});
