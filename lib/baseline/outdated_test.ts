import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { exists } from "../files/safe_path.ts";
import { readManifest } from "./manifest.ts";
import { planUpdate } from "./plan.ts";
import { addComparisons } from "./profile_edit.ts";
import { type Bench, refusal, report, RUN, tif, withBench } from "./test_bench.ts";

const A_JSON = / *- target: out\/a\.json\n *method: json_exact\n/;

/** Plays anew, as a profile with comparisons does; the report of it. */
async function played(bench: Bench, files: typeof RUN) {
  const { reports } = await bench.play(files);
  return report({ comparisons: reports });
}

async function edit(bench: Bench, change: (text: string) => string): Promise<void> {
  const text = await bench.read("profile.yaml");
  const changed = change(text);
  assert.notEqual(changed, text);
  await writeFile(join(bench.profileDir, "profile.yaml"), changed);
}

test("planUpdate() takes nothing that is within the tolerance of the profile as it is now", async () => {
  await withBench(async (bench) => {
    await bench.play(RUN);
    await bench.update();
    const before = await readFile(join(bench.baselineDir, "out/loss.tif"));
    const result = await played(bench, { ...RUN, "out/loss.tif": tif(1.01), "out/a.json": "[2]" });
    await edit(bench, (text) => text.replaceAll("rel: 1e-6", "rel: 0.05"));
    const plan = await bench.update({ report: result }, "a is right");
    assert.deepEqual(plan.accepted.map(({ path }) => path), ["out/a.json"]);
    assert.deepEqual(plan.outdated, [{ path: "out/loss.tif", why: "within" }]);
    assert.deepEqual(await readFile(join(bench.baselineDir, "out/loss.tif")), before);
    // Its name is one that is known.
    const named = await planUpdate(bench.request({ report: result, accept: ["out/loss.tif"] }));
    assert.deepEqual(named.accepted, []);
    // A copy that somebody touched is no reason to let it go.
    await writeFile(join(bench.resultDir, "pending/out/loss.tif"), before);
    const refused = await refusal(bench.update({ report: result }));
    assert.match(refused.message, /"out\/loss.tif" was changed since the play/);
  });
});

test("planUpdate() keeps what is still beyond tolerance by the comparison as it is now", async () => {
  await withBench(async (bench) => {
    await bench.play(RUN);
    await bench.update();
    const result = await played(bench, { ...RUN, "out/a.json": '{"a":  2}' });
    await edit(bench, (text) => text.replace(A_JSON, "  - target: out/a.json\n    method: hash_exact\n"));
    const plan = await bench.update({ report: result }, "a is right");
    assert.deepEqual(plan.accepted.map(({ comparison }) => comparison.method), ["hash_exact"]);
    const entry = (await readManifest(bench.baselineDir))?.files.find(({ path }) => path === "out/a.json");
    assert.equal(`${entry?.kept} ${entry?.comparison.method}`, "hash hash_exact");
    assert.equal((await bench.play({ ...RUN, "out/a.json": '{"a":  2}' })).verdict, "passed");
  });
});

test("planUpdate() removes no kept file that the profile names again", async () => {
  await withBench(async (bench) => {
    await bench.play(RUN);
    await bench.update();
    const text = await bench.read("profile.yaml");
    await edit(bench, (all) => all.replace(A_JSON, ""));
    const result = await played(bench, RUN);
    await writeFile(join(bench.profileDir, "profile.yaml"), text);
    const plan = await bench.update({ report: result, prune: true }, "tidy");
    assert.deepEqual(plan.outdated, [{ path: "out/a.json", why: "named" }]);
    assert.ok(await exists(join(bench.baselineDir, "out/a.json")));
  });
});

test("planUpdate() adds no comparison that was taken out of the profile since the play", async () => {
  await withBench(async (bench) => {
    await bench.play(RUN);
    await bench.update();
    const result = await played(bench, { ...RUN, "out/a.json": "[2]", "out/x.bin": "other" });
    await edit(bench, (text) => text.replace(A_JSON, ""));
    const plan = await bench.update({ report: result }, "x is right");
    assert.deepEqual(plan.accepted.map(({ path }) => path), ["out/x.bin"]);
    assert.deepEqual(plan.outdated, [{ path: "out/a.json", why: "unnamed" }]);
    assert.ok(!bench.comparisons().some(({ target }) => target === "out/a.json"));
  });
});

test("planUpdate() says nothing of comparisons without a file that the profile has no more", async () => {
  await withBench(async (bench) => {
    await bench.play(RUN);
    await bench.update();
    const file = join(bench.profileDir, "profile.yaml");
    const text = await bench.read("profile.yaml");
    await writeFile(file, addComparisons(text, [{ target: "out/none.json", method: "json_exact" }], file));
    const result = await played(bench, RUN);
    assert.deepEqual((await planUpdate(bench.request({ report: result }))).empty, ["out/none.json"]);
    await writeFile(file, text);
    assert.deepEqual((await planUpdate(bench.request({ report: result }))).empty, []);
  });
});

test("planUpdate() takes a proposed output by the comparison that was written for it since the play", async () => {
  await withBench(async (bench) => {
    await bench.play(RUN);
    const file = join(bench.profileDir, "profile.yaml");
    const own = { target: "out/*.json", method: "hash_exact" };
    await writeFile(file, addComparisons(await bench.read("profile.yaml"), [own], file));
    const plan = await bench.update();
    assert.equal(plan.keeps.get("out/a.json"), "hash");
    assert.deepEqual(bench.comparisons().map(({ target }) => target), [
      "out/*.json",
      "out/loss.tif",
      "out/t.txt",
      "out/x.bin",
    ]);
    assert.equal((await bench.play(RUN)).verdict, "passed");
  });
});

test("planUpdate() leaves an output with a secret whose comparison was changed since the play", async () => {
  await withBench(async (bench) => {
    await bench.play(RUN);
    await bench.update();
    const secret = '{"a": 2, "password": "correct-horse-battery"}';
    const result = await played(bench, { ...RUN, "out/a.json": secret });
    await edit(bench, (text) => text.replace(A_JSON, "  - target: out/a.json\n    method: json_close\n"));
    const plan = await planUpdate(bench.request({ report: result }));
    assert.deepEqual(plan.outdated, [{ path: "out/a.json", why: "uncopied" }]);
    // A hash is all that this one needs.
    await edit(bench, (text) => text.replace("json_close", "hash_exact"));
    assert.deepEqual((await planUpdate(bench.request({ report: result }))).outdated, []);
  });
});
