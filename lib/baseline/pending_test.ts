import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { manifestOf, writeFiles } from "../compare/test_fixtures.ts";
import { exists } from "../files/safe_path.ts";
import { walkFiles } from "../files/walk.ts";
import { createRedactor } from "../redact/redactor.ts";
import { runComparisons } from "../compare/run.ts";
import { collectPending } from "./collect.ts";
import { readPending } from "./pending.ts";
import { planUpdate } from "./plan.ts";
import { refusal, RUN, withBench } from "./test_bench.ts";
import { zip } from "../zip/write.ts";
import { writePending } from "./write_pending.ts";

test("collectPending() takes what could not be compared, so that it can be accepted again", async () => {
  await withBench(async (bench) => {
    await bench.play(RUN);
    await bench.update();
    await writeFile(join(bench.baselineDir, "out/a.json"), "damaged");
    assert.equal((await bench.play(RUN)).verdict, "differences");
    const { verdict, items } = await bench.play({ ...RUN, "out/a.json": "[7]" });
    assert.equal(verdict, "differences");
    assert.deepEqual(items.map(({ path, change }) => `${change} ${path}`), ["changed out/a.json"]);
    await bench.update({}, "accepted again");
    assert.equal(await readFile(join(bench.baselineDir, "out/a.json"), "utf8"), "[7]");
    assert.equal((await bench.play({ ...RUN, "out/a.json": "[7]" })).verdict, "passed");
  });
});

test("writePending() withholds text that seems to hold a secret", async () => {
  await withBench(async (bench) => {
    await bench.play({
      "out/a.json": '{"password": "hunter2-and-more", "mail": "jane.doe@mail.example.org"}',
    });
    const pending = await readPending(bench.resultDir);
    assert.match(pending?.items[0]?.withheld ?? "", /secret/);
    assert.equal(await exists(join(bench.resultDir, "pending/out/a.json")), false);
    assert.match((await refusal(planUpdate(bench.request()))).message, /cannot be kept/);
  });
});

test("writePending() withholds text with a secret that only the play knows", async () => {
  await withBench(async (bench) => {
    const redactor = createRedactor();
    redactor.learn("correct horse 42");
    await writeFiles(bench.runDir, { "out/t.txt": "note: correct horse 42\n", "out/u.txt": "note: other\n" });
    const comparison = (path: string) => ({ target: path, method: "text_exact" });
    await writePending({
      resultDir: bench.resultDir,
      runDir: bench.runDir,
      profile: "us-small",
      target: "embedded",
      complete: true,
      manifest: undefined,
      items: ["out/t.txt", "out/u.txt"].map((path) => ({
        path,
        comparison: comparison(path),
        change: "new",
      })),
      redactor,
    });
    const pending = await readPending(bench.resultDir);
    assert.deepEqual(pending?.items.map((item) => item.withheld), [
      "seems to hold a secret (known-secret)",
      undefined,
    ]);
    assert.deepEqual(await walkFiles(join(bench.resultDir, "pending")), ["out/u.txt", "pending.json"]);
  });
});

test("collectPending() names comparisons that no file of the first run meets, and later none", async () => {
  await withBench(async (bench) => {
    const comparisons = [{ target: "a.txt", method: "exists" }, { target: "gone/*", method: "exists" }];
    await writeFiles(bench.runDir, { "a.txt": "x" });
    const reports = await runComparisons({
      comparisons,
      baselineDir: bench.baselineDir,
      manifest: undefined,
      runDir: bench.runDir,
    });
    const run = { comparisons, reports, runDir: bench.runDir, before: [] };
    const { items, unproduced } = await collectPending({ ...run, manifest: undefined });
    assert.deepEqual([items.map(({ path }) => path), unproduced], [["a.txt"], ["gone/*"]]);
  });
});

test("collectPending() gives a file of several comparisons to the first that needs its bytes", async () => {
  await withBench(async (bench) => {
    const comparisons = [
      { target: "out/*", method: "file_list" },
      { target: "out/a.txt", method: "text_exact" },
      { target: "out/a.txt", method: "text_diff" },
      { target: "out/b.bin", method: "exists" },
    ];
    await writeFiles(bench.runDir, { "out/a.txt": "x", "out/b.bin": "y" });
    const { baselineDir, runDir } = bench;
    const reports = await runComparisons({ comparisons, baselineDir, manifest: undefined, runDir });
    const { items } = await collectPending({ comparisons, reports, runDir, before: [], manifest: undefined });
    assert.deepEqual(items.map(({ path, comparison }) => `${path} ${comparison.method}`), [
      "out/a.txt text_exact",
      "out/b.bin file_list",
    ]);
  });
});

test("collectPending() does not take for gone what lies in the archive of its folder", async () => {
  await withBench(async (bench) => {
    const kept = { "landuse/a.txt": "a\n", "landuse/b.txt": "b\n" };
    const comparisons = [{ target: "landuse/*", method: "text_exact" }];
    const data = new TextEncoder().encode("other\n");
    await writeFiles(bench.baselineDir, kept);
    await writeFiles(bench.runDir, { "landuse.nodir": zip([{ path: "a.txt", data }]) });
    const { baselineDir, runDir } = bench;
    const manifest = manifestOf(kept);
    const reports = await runComparisons({ comparisons, baselineDir, manifest, runDir });
    assert.deepEqual(reports[0]?.differences.map(({ kind, file }) => `${kind} ${file}`), [
      "changed landuse/a.txt",
      "missing landuse/b.txt",
    ]);
    const { items } = await collectPending({ comparisons, reports, runDir, before: [], manifest });
    assert.deepEqual(items.map(({ path, change }) => `${change} ${path}`), ["missing landuse/b.txt"]);
  });
});
