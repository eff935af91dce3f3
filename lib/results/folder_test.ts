import assert from "node:assert/strict";
import { stat } from "node:fs/promises";
import { test } from "node:test";
import { withFolder } from "../files/test_folder.ts";
import { makeResultDir } from "./folder.ts";

test("makeResultDir() makes a folder of its own for each play, closed to others", async () => {
  await withFolder(async (root) => {
    const [first, second] = [await makeResultDir(root, "a", 0), await makeResultDir(root, "a", 0)];
    assert.notEqual(first, second);
    for (const folder of [first, second]) assert.equal((await stat(folder)).mode & 0o777, 0o700);
  });
});
