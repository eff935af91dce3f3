import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { damagedFiles } from "./intact.ts";
import { RUN, withBench } from "./test_bench.ts";

test("damagedFiles() names kept files that are missing or other, and files that nobody lists", async () => {
  await withBench(async (bench) => {
    assert.deepEqual(await damagedFiles(bench.baselineDir), []);
    await bench.play(RUN);
    await bench.update();
    assert.deepEqual(await damagedFiles(bench.baselineDir), []);
    await writeFile(join(bench.baselineDir, "out/a.json"), '{"a": 9}');
    await rm(join(bench.baselineDir, "out/t.txt"));
    await writeFile(join(bench.baselineDir, "out/more.txt"), "x");
    assert.deepEqual(await damagedFiles(bench.baselineDir), [
      { path: "out/a.json", fault: "is not what manifest.json says" },
      { path: "out/t.txt", fault: "is listed in manifest.json but not there" },
      { path: "out/more.txt", fault: "is not listed in manifest.json" },
    ]);
  });
});

test("damagedFiles() takes a Git LFS pointer for no damage", async () => {
  await withBench(async (bench) => {
    await bench.play(RUN);
    await bench.update();
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${"a".repeat(64)}\nsize 9\n`;
    await writeFile(join(bench.baselineDir, "out/a.json"), pointer);
    assert.deepEqual(await damagedFiles(bench.baselineDir), []);
  });
});
