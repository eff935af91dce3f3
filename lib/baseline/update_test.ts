import assert from "node:assert/strict";
import { createRedactor } from "../redact/redactor.ts";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { recoverJournal } from "../files/journal.ts";
import { exists } from "../files/safe_path.ts";
import { walkFiles } from "../files/walk.ts";
import { readManifest } from "./manifest.ts";
import { planUpdate } from "./plan.ts";
import { NOW, PROFILE, refusal, report, RUN, tif, withBench } from "./test_bench.ts";
import { applyUpdate, journalRoot } from "./update.ts";

test("applyUpdate() of a first play gives a baseline that the same outputs pass", async () => {
  await withBench(async (bench) => {
    const first = await bench.play(RUN);
    assert.equal(first.verdict, "nothing-compared");
    assert.deepEqual(first.left_out.map((file) => file.path), ["out/empty.txt", "wepp.log"]);
    await bench.update();
    const methods = bench.comparisons().map(({ target, method }) => `${target} ${method}`);
    assert.deepEqual(methods, [
      "out/a.json json_exact",
      "out/loss.tif raster_stats",
      "out/t.txt text_exact",
      "out/x.bin hash_exact",
    ]);
    const manifest = await readManifest(bench.baselineDir);
    assert.deepEqual(manifest?.files.map(({ path, kept }) => `${path} ${kept}`), [
      "out/a.json file",
      "out/loss.tif file",
      "out/t.txt file",
      "out/x.bin hash",
    ]);
    assert.deepEqual(await walkFiles(bench.baselineDir), [
      "manifest.json",
      "out/a.json",
      "out/loss.tif",
      "out/t.txt",
    ]);
    assert.equal((await bench.play(RUN)).verdict, "passed");
    const dated = { ...RUN, "out/t.txt": "WEPP VERSION 2026\nx\n" };
    assert.equal((await bench.play(dated)).verdict, "passed");
    assert.equal((await bench.play({ ...RUN, "out/loss.tif": tif(1.03) })).verdict, "differences");
  });
});

test("applyUpdate() keeps comments, order and holes of the profile and all of the ledger", async () => {
  await withBench(async (bench) => {
    await bench.play(RUN);
    await bench.update();
    const text = await bench.read("profile.yaml");
    assert.ok(text.startsWith(PROFILE), text);
    const lines = (await bench.read("ledger.jsonl")).trimEnd().split("\n").map((line) => JSON.parse(line));
    assert.deepEqual(lines[0], { at: "then" });
    const entry = lines.find((line) => line.subject === "out/a.json" && line.decision === "accept");
    assert.equal(entry.reason, "first baseline");
    assert.equal(entry.evidence.old_sha256, null);
    assert.match(entry.evidence.new_sha256, /^[0-9a-f]{64}$/);
    assert.equal(lines.filter((line) => line.decision === "comparison").length, 4);
  });
});

test("applyUpdate() rewrites what changed and not what is within tolerance", async () => {
  await withBench(async (bench) => {
    await bench.play(RUN);
    await bench.update();
    const before = await readFile(join(bench.baselineDir, "out/loss.tif"));
    const again = await bench.play({ ...RUN, "out/loss.tif": tif(1 + 5e-7), "out/a.json": '{"a": 2}' });
    assert.deepEqual(again.items.map(({ path, change }) => `${change} ${path}`), ["changed out/a.json"]);
    await bench.update({}, "a is right");
    assert.deepEqual(await readFile(join(bench.baselineDir, "out/loss.tif")), before);
    assert.equal(await readFile(join(bench.baselineDir, "out/a.json"), "utf8"), '{"a": 2}');
    const manifest = await readManifest(bench.baselineDir);
    const reasons = manifest?.files.map(({ path, accepted }) => `${path} ${accepted.reason}`);
    assert.deepEqual(reasons?.slice(0, 2), ["out/a.json a is right", "out/loss.tif first baseline"]);
    assert.equal(bench.comparisons().length, 4);
  });
});

test("applyUpdate() refuses without a reason and when a pending output was touched", async () => {
  await withBench(async (bench) => {
    await bench.play(RUN);
    const plan = await planUpdate(bench.request());
    const noReason = await refusal(
      applyUpdate(plan, { reason: "  ", by: "t", now: NOW, redactor: createRedactor() }),
    );
    assert.equal(noReason.verdict, "usage");
    await writeFile(join(bench.resultDir, "pending/out/a.json"), "[9]");
    const touched = await refusal(
      applyUpdate(plan, { reason: "r", by: "t", now: NOW, redactor: createRedactor() }),
    );
    assert.match(touched.message, /"out\/a.json" was changed since the play/);
    assert.equal(await exists(bench.baselineDir), false);
  });
});

test("applyUpdate() broken off anywhere is finished or undone as a whole", async () => {
  const steps: string[] = [];
  await withBench(async (bench) => {
    await bench.play(RUN);
    const acceptance = { reason: "r", by: "t", now: NOW, redactor: createRedactor() };
    const onStep = (step: string) => void steps.push(step);
    await applyUpdate(await planUpdate(bench.request()), acceptance, { onStep });
  });
  for (const at of steps.keys()) {
    await withBench(async (bench) => {
      await bench.play(RUN);
      let count = 0;
      const onStep = () => {
        if (count++ === at) throw new Error("crash");
      };
      const plan = await planUpdate(bench.request());
      await assert.rejects(
        applyUpdate(plan, { reason: "r", by: "t", now: NOW, redactor: createRedactor() }, { onStep }),
        /crash/,
      );
      await recoverJournal(journalRoot(bench.profileDir, bench.baselineDir), ["update-baseline-us-small"]);
      const verdict = (await bench.play(RUN)).verdict;
      const isNew = bench.comparisons().length > 0;
      assert.equal(verdict, isNew ? "passed" : "nothing-compared", steps[at] ?? "");
      assert.equal(await exists(join(bench.baselineDir, "manifest.json")), isNew);
      assert.equal((await bench.read("ledger.jsonl")).includes("accept"), isNew);
    });
  }
});

test("planUpdate() refuses a play with drift or faults, and the ledger tells of one that was allowed", async () => {
  await withBench(async (bench) => {
    await bench.play(RUN);
    const drifted = report({ embedded: { drift: { soil_loss: 1.03 }, faults: ["jitter"] } });
    const refused = await refusal(planUpdate(bench.request({ report: drifted })));
    assert.equal(refused.verdict, "refused");
    assert.match(
      refused.message,
      /No baseline can .*: it was played with --embedded-drift soil_loss=1.03 --embedded-fault jitter$/,
    );
    await bench.update({ report: drifted, allowDrift: true });
    const lines = (await bench.read("ledger.jsonl")).split("\n");
    const accepted = lines.filter((line) => line.includes('"decision":"accept"'));
    assert.ok(accepted.length > 0);
    for (const line of accepted) {
      assert.match(line, /"played_with":\["--embedded-drift soil_loss=1.03","--embedded-fault jitter"\]/);
    }
  });
});
