/** Results of plays: which go by age, and which stay. */
import assert from "node:assert/strict";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { withFolder, writeFiles } from "../../files/test_folder.ts";
import { prune } from "./prune.ts";
import { DAY, did, NEVER } from "./testing/logs.ts";

test("results go by age, never the last of a profile, one that latest.json names, or pending ones nobody accepted", async () => {
  await withFolder(async (dataRoot) => {
    const results = join(dataRoot, "profiles/results");
    const at = (day: number) => `202601${String(day).padStart(2, "0")}T000000.000Z`;
    const item = {
      path: "a.txt",
      comparison: { target: "a.txt", method: "text_exact" },
      change: "changed",
      size: 1,
    };
    const pending = {
      version: 1,
      profile: "mill",
      target: "embedded",
      complete: true,
      items: [{ ...item, sha256: "a".repeat(64), baseline_sha256: null }],
    };
    for (let day = 1; day <= 6; day++) {
      await writeFiles(join(results, "mill", at(day)), { "report.json": "{}" });
    }
    await writeFiles(join(results, "mill", at(3)), { "pending/pending.json": JSON.stringify(pending) });
    await writeFiles(join(results, "mill", "not-a-result"), { x: "" });
    const entry = { verdict: "passed", summary: "", exit_code: 0, started_at: "", duration_ms: 1 };
    const latest = { version: 1, invocation: [], profiles: { mill: { ...entry, result: `mill/${at(2)}` } } };
    await writeFiles(results, { "latest.json": JSON.stringify(latest) });
    const options = { ...NEVER, dataRoot, resultsAge: 30 * DAY };
    const report = await prune(options);
    assert.deepEqual(
      did(report, join(results, "mill")),
      [1, 4, 5].map((day) => `remove result ${at(day)} done`),
    );
    assert.match(report.kept[0]?.reason ?? "", /1 pending output that nobody accepted/);
    assert.deepEqual(did(await prune({ ...options, withPending: true }), join(results, "mill")), [
      `remove result ${at(3)} done`,
    ]);
    assert.deepEqual((await readdir(join(results, "mill"))).sort(), [at(2), at(6), "not-a-result"]);
    await writeFile(join(results, "latest.json"), "{");
    const blind = await prune({ ...options, resultsAge: 0 });
    assert.equal(blind.items.length, 0);
    assert.match(blind.failures[0]?.message ?? "", /damaged/);
  });
});
