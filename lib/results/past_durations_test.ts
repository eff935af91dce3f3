import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { withFolder } from "../files/test_folder.ts";
import type { Report } from "../model/report.ts";
import { testReport } from "../model/test_report.ts";
import { pastDuration } from "./past_durations.ts";

test("pastDuration() is the median of the last whole plays, whatever else lies there", async () => {
  await withFolder(async (root) => {
    const results = join(root, "profiles/results/mill");
    const put = async (day: string, changes: Partial<Report>) => {
      await mkdir(join(results, `202611${day}T000000.000Z`), { recursive: true });
      await writeFile(
        join(results, `202611${day}T000000.000Z`, "report.json"),
        JSON.stringify(testReport(changes)),
      );
    };
    assert.equal(await pastDuration(root, "mill"), undefined);
    await put("30", { duration_ms: 1, verdict: "differences", failed_step: "a" });
    await put("29", { duration_ms: 2, verdict: "unavailable", error: { message: "x" } });
    await put("28", { duration_ms: 3, verdict: "interrupted" });
    assert.equal(await pastDuration(root, "mill"), undefined);
    await put("20", { duration_ms: 900 });
    await put("21", { duration_ms: 500, verdict: "differences" });
    await put("22", { duration_ms: 600, verdict: "nothing-compared" });
    assert.equal(await pastDuration(root, "mill"), 600);
    // Older than the last five.
    for (const day of ["10", "11", "12"]) await put(day, { duration_ms: 1 });
    assert.equal(await pastDuration(root, "mill"), 500);
    await writeFile(join(results, "20261122T000000.000Z", "report.json"), "{");
    await mkdir(join(results, "notes"));
    assert.equal(await pastDuration(root, "mill"), 1);
  });
});
