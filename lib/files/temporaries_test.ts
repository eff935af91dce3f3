import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { sweepTemporaries } from "./temporaries.ts";
import { withFolder } from "./test_folder.ts";

test("sweepTemporaries() takes what processes left that are gone, and nothing else", async () => {
  await withFolder(async (folder) => {
    const child = spawn(process.execPath, ["--version"], { stdio: "ignore" });
    await once(child, "exit");
    const left = `.a.json.${child.pid}-0.tmp`;
    const others = [`.b.json.${process.pid}-3.tmp`, "a.json", ".c.json.tmp", `d.${child.pid}-0.tmp`];
    for (const name of [left, ...others]) await writeFile(join(folder, name), "");
    assert.equal(await sweepTemporaries(folder, Date.now() + 10_000), 0, "another machine may be writing it");
    assert.equal(await sweepTemporaries(folder, Date.now() + 100_000), 1);
    assert.deepEqual((await readdir(folder)).sort(), others.sort());
  });
});

test("sweepTemporaries() of a folder that is not there", async () => {
  assert.equal(await sweepTemporaries("/nowhere/at/all", 0), 0);
});
