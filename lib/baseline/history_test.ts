import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { sha256 } from "../files/hash.ts";
import { parseLedger } from "../model/ledger.ts";
import { readPending } from "./pending.ts";
import { planUpdate, waitingItems } from "./plan.ts";
import { type Bench, refusal, report, withBench } from "./test_bench.ts";

const PATH = "out/a.json";

/** What the ledger tells of one file, in order. */
async function historyOf(bench: Bench, path: string): Promise<string[]> {
  const name = (hash: unknown) => hash === null ? "nothing" : NAMES.get(String(hash)) ?? String(hash);
  return parseLedger(await bench.read("ledger.jsonl")).filter(({ subject, decision }) =>
    subject === path && decision !== "comparison"
  ).map(({ decision, reason, evidence = {} }) =>
    `${decision} ${name(evidence["old_sha256"])} -> ${name(evidence["new_sha256"])}: ${reason}`
  );
}

const NAMES = new Map([1, 2, 3].map((value) => [sha256(`{"a": ${value}}`), `a=${value}`]));

test("the ledger tells the whole history of a file: each hash is the one before it in the next entry", async () => {
  await withBench(async (bench) => {
    const other = { "out/b.json": "[1]" };
    const play = (value: number | undefined) =>
      bench.play(value === undefined ? other : { ...other, [PATH]: `{"a": ${value}}` });
    await play(1);
    await bench.update({}, "first");
    await play(2);
    await bench.update({ accept: [], reject: [PATH] }, "a fault");
    await play(2);
    await bench.update({}, "right after all");
    await play(undefined);
    await bench.update({ prune: true, allowSevere: true }, "not written any more");
    await play(3);
    await bench.update({}, "written again");
    assert.deepEqual(await historyOf(bench, PATH), [
      "accept nothing -> a=1: first",
      "reject a=1 -> a=2: a fault",
      "accept a=1 -> a=2: right after all",
      "prune a=2 -> nothing: not written any more",
      "accept nothing -> a=3: written again",
    ]);
    const manifest = JSON.parse(await readFile(join(bench.baselineDir, "manifest.json"), "utf8"));
    const kept = manifest.files.find(({ path }: { path: string }) => path === PATH);
    assert.equal(NAMES.get(kept.sha256), "a=3");
  });
});

test("applyUpdate() rejects: the baseline stays, and the result offers it no more", async () => {
  await withBench(async (bench) => {
    await bench.play({ [PATH]: "[1]", "out/b.json": "[1]" });
    await bench.update();
    await bench.play({ [PATH]: "[2]", "out/b.json": "[2]" }, { statuses: { one: 202 }, target: "server" });
    const before = await readFile(join(bench.baselineDir, "manifest.json"), "utf8");
    const plan = await bench.update({ accept: [], reject: ["out/a*"] }, "a fault");
    assert.deepEqual([plan.accepted.length, plan.rejected.length, plan.left.length], [0, 1, 1]);
    const after = await readFile(join(bench.baselineDir, "manifest.json"), "utf8");
    assert.equal(after, before);
    assert.equal(await readFile(join(bench.baselineDir, PATH), "utf8"), "[1]");
    assert.deepEqual((await waitingItems(bench.request())).items.map(({ path }) => path), ["out/b.json"]);
    assert.equal((await readPending(bench.resultDir))?.items.length, 2);
    // Both words for one output: it is rejected.
    await bench.play({ [PATH]: "[3]", "out/b.json": "[3]" });
    const both = await planUpdate(bench.request({ accept: "all", reject: [PATH] }));
    assert.deepEqual(both.accepted.map(({ path }) => path), ["out/b.json"]);
    assert.match(
      (await refusal(planUpdate(bench.request({ reject: ["nowhere"] })))).message,
      /matches "nowhere"/,
    );
  });
});

test("waitingItems() refuses a result beside a newer whole one of the same kind of target", async () => {
  await withBench(async (bench) => {
    await bench.play({ [PATH]: "[1]" });
    const newer = async (name: string, target: string, changes: Parameters<typeof report>[0]) => {
      const dir = join(bench.root, "profiles/results/us-small", name);
      await mkdir(join(dir, "pending"), { recursive: true });
      await writeFile(join(dir, "report.json"), JSON.stringify(report(changes)));
      const pending = { version: 1, profile: "us-small", target, complete: true, items: [] };
      await writeFile(join(dir, "pending/pending.json"), JSON.stringify(pending));
      return dir;
    };
    const later = { started_at: "2026-11-22T11:30:00Z" };
    await newer("20261122T100000.000Z", "embedded", { started_at: "2026-11-22T10:00:00Z" });
    await newer("20261122T113000.000Z", "server", later);
    await newer("20261122T113100.000Z", "embedded", { ...later, failed_step: "one" });
    await waitingItems(bench.request());
    const dir = await newer("20261122T113200.000Z", "embedded", later);
    const refused = await refusal(waitingItems(bench.request()));
    assert.equal(refused.verdict, "refused");
    assert.equal(refused.message, `The result is not the last one: ${dir} is newer`);
    assert.match(refused.remedy ?? "", /--from .*113200/);
  });
});
