import assert from "node:assert/strict";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { withUnpackFolder, writeBlocks } from "./unpacked.ts";

async function* blocks(count: number): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < count; index++) yield new Uint8Array(1000).fill(index);
}

test("writeBlocks() writes up to the limit and no further", async () => {
  let left = "";
  await withUnpackFolder(async (folder) => {
    left = folder;
    await writeBlocks(join(folder, "a"), blocks(3), 3000);
    assert.equal((await readFile(join(folder, "a"))).length, 3000);
    await assert.rejects(
      writeBlocks(join(folder, "b"), blocks(1e9), 3000),
      /unpacks to more than 3000 bytes/,
    );
    assert.ok((await stat(join(folder, "b"))).size <= 3000);
  });
  await assert.rejects(stat(left), { code: "ENOENT" });
});
