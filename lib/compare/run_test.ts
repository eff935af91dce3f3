import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import type { ComparisonReport } from "../model/report.ts";
import { compareVerdict, nothingFound, runComparisons, UNNAMED } from "./run.ts";
import { compareFiles, compareOne, found, manifestOf, withFolder, writeFiles } from "./test_fixtures.ts";

const exact = (target: string) => ({ target, method: "hash_exact" });
const POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n";

test("runComparisons() compares every file that a glob names on either side, sorted", async () => {
  const [report] = await compareFiles(
    { "out/b": "1", "out/c": "1", "out/d": "1" },
    { "out/a": "1", "out/b": "1", "out/c": "2", "else": "1" },
    [exact("out/*")],
  );
  assert.deepEqual(report?.files, ["out/a", "out/b", "out/c", "out/d"]);
  assert.equal(report.verdict, "failed");
  assert.deepEqual(
    report.differences.map(({ kind, where, file }) => `${kind} ${file} ${where}`),
    ["extra out/a file", "changed out/c sha256", "missing out/d file"],
  );
});

test("runComparisons() reports each file with its number, and the bytes behind it", async () => {
  const heard: unknown[] = [];
  await withFolder(async (folder) => {
    const [baselineDir, runDir] = [join(folder, "baseline"), join(folder, "run")];
    const kept = { "out/a": "12345", "out/b": "1234567", "out/gone": "123" };
    await writeFiles(baselineDir, kept);
    await writeFiles(runDir, { "out/a": "12345", "out/b": "7654321" });
    const run = { comparisons: [exact("out/*")], baselineDir, manifest: manifestOf(kept), runDir };
    await runComparisons({
      ...run,
      onProgress: (one) =>
        void heard.push(one.kind === "files" ? [one.file, one.number, one.of, { ...one.bytes }] : one),
    });
  });
  assert.deepEqual(heard, [
    ["out/a", 1, 3, { done: 0, total: 12 }],
    ["out/b", 2, 3, { done: 5, total: 12 }],
    ["out/gone", 3, 3, { done: 12, total: 12 }],
  ]);
});

test("runComparisons() offers the closest produced file for a missing one", async () => {
  const [report] = await compareFiles(
    { "wepp/output/loss.txt": "1" },
    { "wepp/output/loss_pw0.txt": "1", "dem/x.tif": "1" },
    [exact("wepp/output/loss.txt")],
  );
  assert.equal(report?.verdict, "failed");
  assert.equal(report.differences[0]?.message, "Not produced; closest produced: wepp/output/loss_pw0.txt");
});

test("runComparisons() leaves logs out of a glob, but not when they are kept or named", async () => {
  const produced = { "a.txt": "1", "wepp.log": "now", "_logs/x.txt": "now", "kept.log": "2" };
  const [glob, named] = await compareFiles({ "a.txt": "1", "kept.log": "1" }, produced, [
    exact("**"),
    exact("wepp.log"),
  ]);
  assert.deepEqual(glob?.files, ["a.txt", "kept.log"]);
  assert.deepEqual(named?.files, ["wepp.log"]);
});

test("runComparisons() fails a target that names nothing beside others that name something", async () => {
  const reports = await compareFiles({ a: "1" }, { a: "1" }, [exact("a"), exact("nowhere/*")]);
  assert.deepEqual(reports.map((report) => report.verdict), ["passed", "failed"]);
  assert.match(reports[1]?.reason ?? "", /names no file/);
  assert.equal(compareVerdict(reports), "differences");
});

test("runComparisons() fails kept files that no comparison names, all in one report", async () => {
  const baseline = { a: "1", b: "1", c: "1" };
  const one = await compareFiles(baseline, { a: "1", b: "1", c: "1" }, [exact("a"), exact("b")]);
  assert.deepEqual(one.map(({ target, method, verdict }) => [target, method, verdict]), [
    ["a", "hash_exact", "passed"],
    ["b", "hash_exact", "passed"],
    ["c", UNNAMED, "failed"],
  ]);
  assert.match(one[2]?.reason ?? "", /^Kept in the baseline, but no comparison names it.*--prune/);
  assert.equal(compareVerdict(one), "differences");
  const [, two] = await compareFiles(baseline, baseline, [exact("b")]);
  assert.deepEqual([two?.target, two?.files], ["2 kept files", ["a", "c"]]);
  assert.match(two?.reason ?? "", /: a, c: add a comparison/);
  const none = await compareFiles(baseline, {}, []);
  assert.equal(compareVerdict(none), "nothing-compared");
  assert.equal((await compareFiles(baseline, baseline, [exact("*")])).length, 1);
});

test("runComparisons() whose targets name no file at all on either side compared nothing", async () => {
  const reports = await compareFiles({ kept: "1" }, { made: "1" }, [exact("nowhere/*")]);
  assert.deepEqual(reports.map((report) => report.verdict), ["skipped"]);
  assert.equal(compareVerdict(reports), "nothing-compared");
});

test("runComparisons() names a damaged baseline file, also when the output is as accepted", async () => {
  for (const [produced, verdict] of [["[1]", "error"], ["[2]", "error"], ["[3]", "error"]] as const) {
    await withFolder(async (folder) => {
      await writeFiles(join(folder, "baseline"), { a: "[3]" });
      await writeFiles(join(folder, "run"), { a: produced });
      const [report] = await runComparisons({
        comparisons: [{ target: "a", method: "json_exact" }],
        baselineDir: join(folder, "baseline"),
        manifest: manifestOf({ a: "[1]" }),
        runDir: join(folder, "run"),
      });
      assert.equal(report?.verdict, verdict, produced);
      if (verdict === "error") assert.match(report.reason ?? "", /"a" is not what manifest.json says/);
    });
  }
});

test("compareVerdict() without baseline or comparisons is nothing-compared", async () => {
  await withFolder(async (folder) => {
    await writeFiles(folder, { "run/a": "1" });
    const [baselineDir, runDir] = [join(folder, "baseline"), join(folder, "run")];
    const reports = await runComparisons({
      comparisons: [exact("a")],
      baselineDir,
      manifest: undefined,
      runDir,
    });
    assert.deepEqual(reports.map(({ verdict, reason }) => [verdict, reason]), [[
      "skipped",
      "No baseline yet",
    ]]);
    assert.deepEqual(reports[0]?.files, ["a"]);
    assert.equal(compareVerdict(reports), "nothing-compared");
    assert.equal(compareVerdict([]), "nothing-compared");
  });
});

test("compareVerdict() passes only when everything was compared and matched", () => {
  const report = (verdict: ComparisonReport["verdict"]): ComparisonReport => (
    { target: "a", method: "exists", verdict, files: [], ...nothingFound() }
  );
  assert.equal(compareVerdict([report("passed"), report("passed")]), "passed");
  assert.equal(compareVerdict([report("passed"), report("skipped")]), "nothing-compared");
  assert.equal(compareVerdict([report("passed"), report("error")]), "differences");
  assert.equal(compareVerdict([report("skipped"), report("failed")]), "differences");
});

test("runComparisons() settles equal bytes whatever the method and whatever is kept", async () => {
  await withFolder(async (folder) => {
    await writeFiles(folder, { "run/a": "not json" });
    const manifest = manifestOf({ a: "not json" }, "hash");
    for (const method of ["hash_exact", "exists", "json_exact", "text_exact", "raster_stats"]) {
      const comparisons = [{ target: "a", method }];
      const [report] = await runComparisons({
        comparisons,
        baselineDir: join(folder, "baseline"),
        manifest,
        runDir: join(folder, "run"),
      });
      assert.equal(report?.verdict, "passed", method);
    }
  });
});

test("runComparisons() says what is wrong with the baseline, and never takes it for empty", async () => {
  const cases: [name: string, onDisk: Record<string, string>, kept: "file" | "hash", reason: RegExp][] = [
    ["hash only", {}, "hash", /kept as a hash only/],
    ["vanished", {}, "file", /not there: restore it from git/],
    ["edited", { a: "[3]" }, "file", /not what manifest.json says/],
    ["a pointer", { a: POINTER }, "file", /Git LFS pointer: run git lfs pull/],
  ];
  for (const [name, onDisk, kept, reason] of cases) {
    await withFolder(async (folder) => {
      await writeFiles(join(folder, "baseline"), onDisk);
      await writeFiles(join(folder, "run"), { a: "[2]" });
      const [report] = await runComparisons({
        comparisons: [{ target: "a", method: "json_exact" }],
        baselineDir: join(folder, "baseline"),
        manifest: manifestOf({ a: "[1]" }, kept),
        runDir: join(folder, "run"),
      });
      assert.equal(report?.verdict, "error", name);
      assert.match(report.reason ?? "", reason);
    });
  }
});

test("runComparisons() names an invalid comparison and goes on", async () => {
  const reports = await compareFiles({ a: "1" }, { a: "1" }, [
    { target: "a", method: "hash_exakt" },
    { target: "../a", method: "hash_exact" },
    exact("a"),
  ]);
  assert.deepEqual(reports.map((report) => report.verdict), ["error", "error", "passed"]);
});

test("runComparisons() stops when it is told to", async () => {
  await withFolder(async (folder) => {
    const run = { comparisons: [exact("a")], baselineDir: folder, manifest: undefined, runDir: folder };
    await assert.rejects(runComparisons({ ...run, signal: AbortSignal.abort(new Error("stop")) }), /stop/);
  });
});

test("hash_exact compare() names size and hash; exists compare() does not look inside", async () => {
  assert.deepEqual(found(await compareOne("hash_exact", "ab", "abc")), ["changed size", "changed sha256"]);
  assert.deepEqual(found(await compareOne("hash_exact", "ab", "ac")), ["changed sha256"]);
  assert.equal((await compareOne("exists", "ab", "abc")).verdict, "passed");
});
