import assert from "node:assert/strict";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { withComparator } from "../compare/test_comparator.ts";
import { readSummary } from "../compare/summary.ts";
import { entry, withFolder, writeFiles } from "../compare/test_fixtures.ts";
import { sha256 } from "../files/hash.ts";
import { exists } from "../files/safe_path.ts";
import { walkFiles } from "../files/walk.ts";
import { stableJson } from "../model/json.ts";
import type { Comparison } from "../model/profile.ts";
import { LARGEST_KEPT, readPending } from "./pending.ts";
import { planUpdate } from "./plan.ts";
import { addComparisons } from "./profile_edit.ts";
import { type Bench, PROFILE, refusal, withBench } from "./test_bench.ts";

/** A bench whose profile compares `out/a.bin` so. */
async function withComparison(
  rest: Omit<Comparison, "target" | "method">,
  use: (bench: Bench) => Promise<void>,
): Promise<void> {
  await withComparator((method) =>
    withBench(async (bench) => {
      const file = join(bench.profileDir, "profile.yaml");
      await writeFile(file, addComparisons(PROFILE, [{ target: "out/*.bin", method, ...rest }], file));
      await use(bench);
    })
  );
}

test("applyUpdate() keeps a summary in place of a file, and later plays are compared with it", async () => {
  await withComparison({ keep: "summary" }, async (bench) => {
    await bench.play({ "out/a.bin": "12345" });
    await bench.update();
    assert.deepEqual(await walkFiles(bench.baselineDir), ["manifest.json", "out/a.bin.summary.json"]);
    const manifest = JSON.parse(await readFile(join(bench.baselineDir, "manifest.json"), "utf8"));
    assert.equal(manifest.files[0].kept, "summary");
    assert.match(manifest.files[0].summary_sha256, /^[0-9a-f]{64}$/);
    const kept = JSON.parse(await readFile(join(bench.baselineDir, "out/a.bin.summary.json"), "utf8"));
    assert.deepEqual(kept.summary, { bytes: 5 });
    assert.equal((await bench.play({ "out/a.bin": "12345" })).verdict, "passed");
    assert.equal((await bench.play({ "out/a.bin": "abcde" })).verdict, "passed");
    const { reports: [report], verdict } = await bench.play({ "out/a.bin": "123" });
    assert.equal(verdict, "differences");
    assert.deepEqual(report?.differences.map(({ baseline, actual }) => [baseline, actual]), [[5, 3]]);
    await bench.update({}, "shorter");
    assert.equal((await bench.play({ "out/a.bin": "abc" })).verdict, "passed");
    await bench.play({ "out/b.bin": "12" });
    await bench.update({ prune: true, allowSevere: true }, "b in place of a");
    assert.deepEqual(await walkFiles(bench.baselineDir), ["manifest.json", "out/b.bin.summary.json"]);
  });
});

test("applyUpdate() goes over from summary to file and back, and leaves nothing of the other", async () => {
  await withComparison({}, async (bench) => {
    const summary = [{ keep: "summary" as const }];
    await bench.play({ "out/a.bin": "1" });
    await bench.update({ keep: summary });
    await bench.play({ "out/a.bin": "12" });
    await bench.update({ keep: [] });
    assert.deepEqual(await walkFiles(bench.baselineDir), ["manifest.json", "out/a.bin"]);
    await bench.play({ "out/a.bin": "123" });
    await bench.update({ keep: summary });
    assert.deepEqual(await walkFiles(bench.baselineDir), ["manifest.json", "out/a.bin.summary.json"]);
    assert.equal((await bench.play({ "out/a.bin": "123" })).verdict, "passed");
  });
});

test("runComparisons() names a summary that is missing, damaged or another method's, whatever was produced", async () => {
  const pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\n";
  const faults: [spoil: (file: string, bench: Bench) => Promise<void>, reason: RegExp][] = [
    [(file) => rm(file), /"out\/a.bin.summary.json" is listed in manifest.json but not there/],
    [(file) => writeFile(file, "{}"), /is not what manifest.json says/],
    [
      async (file) => writeFile(file, (await readFile(file, "utf8")).replace('"bytes": 5', '"bytes": 3')),
      /is not what manifest.json says/,
    ],
    [(file) => writeFile(file, pointer), /Git LFS pointer: run git lfs pull/],
  ];
  for (const [spoil, reason] of faults) {
    for (const produced of ["12345", "123"]) {
      await withComparison({ keep: "summary" }, async (bench) => {
        await bench.play({ "out/a.bin": "12345" });
        await bench.update();
        await spoil(join(bench.baselineDir, "out/a.bin.summary.json"), bench);
        const { reports: [report], items } = await bench.play({ "out/a.bin": produced });
        assert.equal(report?.verdict, "error");
        assert.match(report.reason ?? "", reason);
        // What could not be compared can be accepted again.
        assert.equal(items.length, produced === "123" ? 1 : 0);
      });
    }
  }
  await withComparison({ keep: "summary" }, async (bench) => {
    await bench.play({ "out/a.bin": "12345" });
    await bench.update();
    const file = join(bench.profileDir, "profile.yaml");
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replace(/method: .*\n.*keep: summary/, "method: text_exact"));
    const { reports: [report] } = await bench.play({ "out/a.bin": "123" });
    assert.match(report?.reason ?? "", /kept as a summary only: use test_bytes, or accept it again/);
  });
});

test("writePending() sums up what is too large to be copied", async () => {
  await withComparison({}, async (bench) => {
    await bench.play({ "out/a.bin": "1" }, { grow: { "out/a.bin": LARGEST_KEPT + 1 } });
    const pending = await readPending(bench.resultDir);
    assert.match(pending?.items[0]?.withheld ?? "", /larger than 100 MB/);
    assert.equal(await exists(join(bench.resultDir, "pending/out/a.bin")), false);
    await bench.update();
    assert.deepEqual(await walkFiles(bench.baselineDir), ["manifest.json", "out/a.bin.summary.json"]);
    await writeFile(join(bench.resultDir, "pending/out/a.bin.summary.json"), "{}");
    await rm(bench.baselineDir, { recursive: true });
    assert.match((await refusal(bench.update())).message, /summary.json" was changed since the play/);
    const whole = await refusal(planUpdate(bench.request({ keep: [] })));
    assert.match(whole.message, /cannot be kept in a baseline: it is larger than 100 MB/);
  });
});

test("planUpdate() refuses files above 50 MB that are kept whole, LFS pointers, and the name of a summary", async () => {
  await withComparison({}, async (bench) => {
    await bench.play({ "out/a.bin": "1" }, { grow: { "out/a.bin": 51_000_000 } });
    const large = await refusal(planUpdate(bench.request({ keep: [] })));
    assert.match(large.message, /A file is too large to keep: out\/a.bin has 51 MB \(limit 50 MB\)/);
    assert.match(large.remedy ?? "", /--allow-large/);
    const { near } = await planUpdate(bench.request({ keep: [], allowLarge: true }));
    assert.match(near[0] ?? "", /1 file near or over 50 MB/);
    await bench.play({ "out/a.bin": "version https://git-lfs.github.com/spec/v1\n" });
    assert.match((await refusal(planUpdate(bench.request()))).message, /Git LFS pointer/);
  });
  await withComparison({ keep: "summary" }, async (bench) => {
    const file = join(bench.profileDir, "profile.yaml");
    const text = await readFile(file, "utf8");
    const other = { target: "out/a.bin.summary.json", method: "text_exact" };
    await writeFile(file, addComparisons(text, [other], file));
    await bench.play({ "out/a.bin": "1", "out/a.bin.summary.json": "2" });
    assert.match(
      (await refusal(planUpdate(bench.request()))).message,
      /the summary of "out\/a.bin" has that name/,
    );
  });
});

test("readSummary() refuses the summary of another method", async () => {
  await withFolder(async (folder) => {
    const summary = stableJson({ version: 1, method: "raster_stats", sha256: "x", size: 1, summary: {} });
    await writeFiles(folder, { "a.bin.summary.json": summary });
    const kept = { ...entry("a.bin", "1"), kept: "summary" as const, summary_sha256: sha256(summary) };
    await assert.rejects(
      readSummary(folder, kept, "other"),
      /was made by raster_stats, other cannot compare with it/,
    );
    assert.deepEqual(await readSummary(folder, kept, "raster_stats"), {});
  });
});
