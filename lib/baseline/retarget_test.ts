import assert from "node:assert/strict";
import { test } from "node:test";
import { readManifest } from "./manifest.ts";
import { planUpdate } from "./plan.ts";
import { type Bench, refusal, RUN, withBench } from "./test_bench.ts";

const OTHER = { ...RUN, "out/a.json": "[2]", "out/x.bin": "y" };

async function onServer(use: (bench: Bench) => Promise<void>, files: typeof RUN = OTHER): Promise<void> {
  await withBench(async (bench) => {
    await bench.play(RUN);
    await bench.update();
    await bench.play(files, { target: "server" });
    await use(bench);
    assert.equal((await readManifest(bench.baselineDir))?.target, "embedded");
  });
}

test("planUpdate() changes the target of a baseline only with all outputs, none of them rejected", async () => {
  await onServer(async (bench) => {
    const error = await refusal(planUpdate(bench.request({ retarget: true, reject: ["out/x.bin"] })));
    assert.match(error.message, /takes all outputs, and "out\/x\.bin" would stay/);
    assert.equal(error.remedy, "Use --all --retarget, without --reject");
    // What changes no output changes no target.
    await bench.update({ accept: [], reject: ["out/x.bin"] }, "no");
    const later = await refusal(planUpdate(bench.request({ retarget: true })));
    assert.match(later.message, /"out\/x\.bin" would stay/);
    assert.equal(later.remedy, "Play again, then use --all --retarget");
  });
});

test("planUpdate() changes no target beside a vanished file that stays", async () => {
  const { "out/x.bin": _gone, ...files } = OTHER;
  await onServer(async (bench) => {
    const error = await refusal(planUpdate(bench.request({ retarget: true })));
    assert.match(error.message, /"out\/x\.bin" would stay/);
    assert.equal(error.remedy, "Use --all --retarget --prune");
    const plan = await planUpdate(bench.request({ retarget: true, prune: true, allowSevere: true }));
    assert.deepEqual(plan.left, []);
  }, files);
});
