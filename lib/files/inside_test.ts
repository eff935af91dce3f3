import assert from "node:assert/strict";
import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { isInside, namesInside, readInside } from "./inside.ts";
import { withFolder, writeFiles } from "./test_folder.ts";

test("links are followed inside of a folder, and not out of it", async () => {
  await withFolder(async (folder) => {
    await writeFiles(folder, { "in/a/x": "own", "in/y": "own", "out/x": "secret", "in-too/x": "secret" });
    const own = join(folder, "in");
    for (
      const [link, to] of [
        ["l", "a/x"],
        ["d", "a"],
        ["o", "../out/x"],
        ["od", "../out"],
        ["t", "../in-too/x"],
        ["loop", "loop"],
        ["zero", "/dev/zero"],
      ]
    ) {
      await symlink(to ?? "", join(own, link ?? ""));
    }
    assert.equal(await readInside(own, "l"), "own");
    assert.equal(await readInside(own, "d/x"), "own");
    for (const path of ["o", "od/x", "t", "loop", "zero", "../out/x", "none", "a"]) {
      assert.equal(await readInside(own, path), undefined, path);
    }
    assert.deepEqual(await namesInside(own, ""), ["l", "y"]);
    assert.deepEqual(await namesInside(own, "d"), ["x"]);
    for (const path of ["od", "../out", "none", "loop"]) {
      assert.deepEqual(await namesInside(own, path), [], path);
    }
    assert.equal(await isInside(own, own), true);
    assert.equal(await isInside(own, join(folder, "in-too")), false);
    assert.equal(await isInside(own, join(own, "none")), false);
  });
});
