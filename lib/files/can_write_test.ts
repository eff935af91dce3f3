import assert from "node:assert/strict";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { whyNotWritable } from "./can_write.ts";
import { withFolder } from "./test_folder.ts";

test("whyNotWritable() tells a place that takes no file, and makes nothing", async () => {
  await withFolder(async (folder) => {
    await mkdir(join(folder, "there"));
    await writeFile(join(folder, "file"), "");
    const why = async (...parts: string[]) => await whyNotWritable(join(folder, ...parts));
    assert.equal(await why("new.html"), undefined);
    assert.equal(await why("file"), undefined);
    assert.equal(await why("new", "folders", "page.html"), undefined);
    assert.equal(await why("there"), "it is a folder");
    assert.equal(await why("file", "page.html"), `${join(folder, "file")} is no folder`);
    assert.equal(await why("file", "deep", "page.html"), `${join(folder, "file")} is no folder`);
    assert.equal(await whyNotWritable("/dev/null"), "it is no regular file");
    assert.match(await why("x".repeat(300), "page.html") ?? "", /ENAMETOOLONG/);
    assert.deepEqual((await readdir(folder)).sort(), ["file", "there"]);
  });
});
