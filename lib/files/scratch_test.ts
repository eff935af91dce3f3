import assert from "node:assert/strict";
import { chmod, chown, lstat, mkdir, readdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { ProfileError } from "../errors.ts";
import { makePrivateScratch, makeScratch } from "./scratch.ts";
import { withFolder } from "./test_folder.ts";

const modeOf = async (path: string) => ((await lstat(path)).mode & 0o7777).toString(8);

/** Both ways of making scratch space are refused with these words. */
async function refused(root: string, words: RegExp): Promise<void> {
  const ways = [
    () => makeScratch(root, join(root, "us-small/t")),
    () => makePrivateScratch(root, "us-small", "t"),
  ];
  for (const make of ways) {
    await assert.rejects(make, (error) => {
      assert.ok(error instanceof ProfileError);
      assert.equal(error.verdict, "refused");
      assert.match(error.message, words);
      assert.match(error.remedy ?? "", /--scratch/);
      return true;
    });
  }
}

test("makeScratch() and makePrivateScratch() make folders that nobody else can enter", async () => {
  await withFolder(async (folder) => {
    const root = join(folder, "scratch");
    await makeScratch(root, join(root, "us-small/t"));
    const made = await makePrivateScratch(root, "derived", "t");
    for (const path of [root, join(root, "us-small/t"), made]) assert.equal(await modeOf(path), "700", path);
  });
});

test("makeScratch() follows no link, and changes nothing behind it", async () => {
  await withFolder(async (folder) => {
    const home = join(folder, "home");
    await mkdir(home, { mode: 0o700 });
    await symlink(home, join(folder, "scratch"));
    await refused(join(folder, "scratch"), /is a symbolic link/);
    await mkdir(join(folder, "own"));
    await symlink(home, join(folder, "own/us-small"));
    await refused(join(folder, "own"), /own\/us-small is a symbolic link/);
    assert.equal(await modeOf(home), "700");
    assert.deepEqual(await readdir(home), []);
  });
});

test("makeScratch() leaves a folder alone that others can change, and the mode of one that is there", async () => {
  if (process.getuid === undefined) return;
  await withFolder(async (folder) => {
    const root = join(folder, "scratch");
    await mkdir(root);
    await chmod(root, 0o777);
    await refused(root, /every user/);
    await chmod(root, 0o1777);
    await makeScratch(root, join(root, "us-small/t"));
    assert.equal(await modeOf(root), "1777");
    if (process.getuid?.() !== 0) return;
    await chown(root, 65534, 65534);
    await refused(root, /belongs to another user \(65534\)/);
  });
});
