import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { makeFolder } from "./make_folder.ts";
import { withFolder } from "./test_folder.ts";

test("makeFolder() makes what is missing, and takes what is there", async () => {
  const root = await mkdtemp(join(tmpdir(), "make-folder-"));
  try {
    const path = join(root, "a", "b", "c");
    await Promise.all([makeFolder(path, 0o700), makeFolder(path, 0o700), makeFolder(join(root, "a"), 0o700)]);
    assert.equal((await stat(path)).mode & 0o777, 0o700);
    await makeFolder(path);
    const many = Array.from({ length: 200 }, (_, n) => join(root, "many", `${n % 3}`, "deep", `${n}`));
    await Promise.all(many.map((each) => makeFolder(each)));
    await writeFile(join(root, "file"), "");
    await assert.rejects(makeFolder(join(root, "file")), /EEXIST/);
    await assert.rejects(makeFolder(join(root, "file", "below")), /ENOTDIR/);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});

test("makeFolder() returns below /proc", { skip: !existsSync("/proc/self") }, async () => {
  await assert.rejects(makeFolder("/proc/none/x"), /ENOENT/);
});

test("makeFolder() of several at once makes the folder for all of them", async () => {
  await withFolder(async (folder) => {
    for (let round = 0; round < 200; round++) {
      const path = join(folder, String(round), "a", "b", "c");
      await Promise.all(Array.from({ length: 6 }, () => makeFolder(path)));
    }
  });
});
