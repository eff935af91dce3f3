import assert from "node:assert/strict";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { writeAtomic } from "./atomic.ts";
import { withFolder } from "./test_folder.ts";

test("writeAtomic() of one path many times at once leaves one whole content and nothing else", async () => {
  await withFolder(async (folder) => {
    const contents = Array.from({ length: 20 }, (_, index) => String(index).repeat(20_000 + index));
    await Promise.all(contents.map((content) => writeAtomic(join(folder, "a/f"), content, { flush: false })));
    assert.ok(contents.includes(await readFile(join(folder, "a/f"), "utf8")));
    assert.deepEqual(await readdir(join(folder, "a")), ["f"]);
  });
});

test("writeAtomic() that fails leaves no temporary file", async () => {
  await withFolder(async (folder) => {
    await mkdir(join(folder, "f/inside"), { recursive: true });
    await assert.rejects(writeAtomic(join(folder, "f"), "x"));
    assert.deepEqual(await readdir(folder), ["f"]);
  });
});
