import assert from "node:assert/strict";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { withFolder } from "../files/test_folder.ts";
import { resultFiles } from "./result_files.ts";

test("links lead down from the page, never up or to where nothing is known", () => {
  const href = (dir: string | undefined, page: string | undefined, name = "diff/a b#.png") =>
    resultFiles(dir, page).href(name);
  assert.equal(href("/r/x", "/r/x"), "diff/a%20b%23.png");
  assert.equal(href("/r/results/x", "/r"), "results/x/diff/a%20b%23.png");
  assert.equal(href("/r/x", "/r/x/sub"), undefined);
  assert.equal(href("/r/x", "/elsewhere"), undefined);
  assert.equal(href("/r/x", undefined), undefined);
  assert.equal(href(undefined, "/r"), undefined);
  assert.equal(href("/r/x", "/r/x", "../secret"), undefined);
  assert.equal(href("/r/x", "/r/x", "javascript:x"), "javascript%3Ax");
});

test("only what lies in the folder is read", async () => {
  await withFolder(async (root) => {
    await mkdir(join(root, "result", "diff"), { recursive: true });
    await writeFile(join(root, "secret"), "no");
    await writeFile(join(root, "result", "diff", "a.txt"), "yes");
    await symlink(join(root, "secret"), join(root, "result", "link"));
    const { read } = resultFiles(join(root, "result"));
    assert.deepEqual(await read("diff/a.txt"), new TextEncoder().encode("yes"));
    for (const name of ["../secret", "link", "diff", "none"]) assert.equal(await read(name), undefined, name);
    assert.equal(await resultFiles(undefined).read("diff/a.txt"), undefined);
  });
});
