import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { withFolder } from "../files/test_folder.ts";
import { walkFiles } from "../files/walk.ts";
import { testReport } from "../model/test_report.ts";
import { lastResult, readLatestFile } from "./latest.ts";
import { type MergedResults } from "./merge.ts";
import { reportsOf, writeMerged } from "./write_merged.ts";

test("writeMerged() makes a folder of results that is read like any other, and never mixes with one", async () => {
  await withFolder(async (root) => {
    const from = join(root, "machine/a/20261122T110000.000Z");
    await mkdir(from, { recursive: true });
    const report = testReport({
      profile: "a",
      artifacts: { result: "/other/a/1", log: "/other/a/1/play.log" },
    });
    await writeFile(join(from, "report.json"), JSON.stringify(report));
    await writeFile(join(from, "play.log"), "log");
    const merged: MergedResults = {
      verdict: "usage",
      entries: [
        { key: "a", report, verdict: "passed", dir: from },
        { key: "_drafts/a", report, verdict: "passed", dir: from },
        { key: "b", report: testReport({ profile: "../b" }), verdict: "passed" },
        { key: "c", verdict: "usage", reason: "The profile is not valid" },
      ],
      missing: [],
      uncounted: [],
      doubles: [],
    };
    const folder = join(root, "profiles/results");
    const reports = await writeMerged(merged, folder, Date.parse("2026-11-22T12:00:00Z"));
    assert.deepEqual((await walkFiles(folder)).sort(), [
      "a/20261122T110000.000Z-2/play.log",
      "a/20261122T110000.000Z-2/report.json",
      "a/20261122T110000.000Z/play.log",
      "a/20261122T110000.000Z/report.json",
      "junit.xml",
      "latest.json",
      "other/20261122T110000Z/report.json",
      "report.html",
      "report.json",
    ]);
    assert.equal(reports[0]?.artifacts["log"], join(folder, "a/20261122T110000.000Z/play.log"));
    assert.equal(reports[3]?.error?.message, "The profile is not valid");
    assert.deepEqual(Object.keys((await readLatestFile(join(folder, "latest.json"))).unplayed), ["c"]);
    const whole = JSON.parse(await readFile(join(folder, "report.json"), "utf8"));
    assert.equal(whole.verdict, "usage");
    assert.equal(reportsOf(merged)[0]?.artifacts["log"], join(from, "play.log"));
    assert.equal((await lastResult(root, "_drafts/a"))?.dir, join(folder, "a/20261122T110000.000Z-2"));
    assert.match(await readFile(join(folder, "junit.xml"), "utf8"), /<testsuite name="c"[^>]* errors="1"/);
    await assert.rejects(writeMerged(merged, folder, 0), /is not empty/);
  });
});
