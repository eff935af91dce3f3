import assert from "node:assert/strict";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { nothingFound } from "../compare/run.ts";
import { manifestOf, writeFiles } from "../compare/test_fixtures.ts";
import { exists } from "../files/safe_path.ts";
import type { Report } from "../model/report.ts";
import { formatManifest, readManifest } from "./manifest.ts";
import { readPending } from "./pending.ts";
import { planUpdate } from "./plan.ts";
import { addComparisons } from "./profile_edit.ts";
import { refusal, report, RUN, SOURCE, tif, withBench } from "./test_bench.ts";

test("planUpdate() takes what the globs name, leaves the rest waiting, and takes it later", async () => {
  await withBench(async (bench) => {
    await bench.play(RUN);
    const plan = await bench.update({ accept: ["**/*.json", "out/x.bin"] });
    assert.deepEqual(plan.accepted.map((item) => item.path), ["out/a.json", "out/x.bin"]);
    assert.deepEqual(plan.left.map((item) => item.path), ["out/loss.tif", "out/t.txt"]);
    const rest = await bench.update();
    assert.deepEqual(rest.accepted.map((item) => item.path), ["out/loss.tif", "out/t.txt"]);
    assert.equal((await bench.play(RUN)).verdict, "passed");
    const error = await refusal(planUpdate(bench.request({ accept: ["nothing/*"] })));
    assert.equal(error.verdict, "usage");
    assert.match(error.message, /"nothing\/\*"/);
  });
});

test("planUpdate() removes vanished files only with prune", async () => {
  await withBench(async (bench) => {
    await bench.play(RUN);
    await bench.update();
    const { "out/a.json": _gone, ...rest } = RUN;
    assert.equal((await bench.play(rest)).verdict, "differences");
    const kept = await bench.update();
    assert.deepEqual(kept.left.map((item) => item.change), ["missing"]);
    assert.ok(await exists(join(bench.baselineDir, "out/a.json")));
    const refused = await refusal(bench.update({ prune: true }));
    assert.equal(refused.message, 'The output "out/a.json" is not produced any more');
    assert.match(refused.remedy ?? "", /--allow-severe/);
    await bench.update({ prune: true, allowSevere: true }, "a.json is no longer written");
    assert.equal(await exists(join(bench.baselineDir, "out/a.json")), false);
    assert.equal((await readManifest(bench.baselineDir))?.files.length, 3);
    assert.match(await bench.read("ledger.jsonl"), /"decision":"prune","subject":"out\/a.json"/);
  });
});

test("planUpdate() removes kept files that no comparison names only with prune", async () => {
  await withBench(async (bench) => {
    await bench.play(RUN);
    await bench.update();
    const text = await bench.read("profile.yaml");
    const without = text.replace(/ *- target: out\/a\.json\n *method: json_exact\n/, "");
    await writeFile(join(bench.profileDir, "profile.yaml"), without);
    const { verdict, items } = await bench.play(RUN);
    assert.equal(verdict, "differences");
    assert.deepEqual(items.map(({ path, change }) => `${change} ${path}`), ["unnamed out/a.json"]);
    assert.deepEqual((await bench.update()).left.map((item) => item.path), ["out/a.json"]);
    await bench.update({ prune: true }, "a.json is not compared any more");
    assert.equal(await exists(join(bench.baselineDir, "out/a.json")), false);
    assert.equal((await bench.play(RUN)).verdict, "passed");
    assert.match(await bench.read("ledger.jsonl"), /"decision":"prune","subject":"out\/a.json"/);
  });
});

test("planUpdate() refuses a result that proves too little, and writes nothing", async () => {
  const step = { id: "two", action: "http_get", failures: [] };
  const cases: [changes: Partial<Report>, message: RegExp][] = [
    [{ failed_step: "two" }, /stopped at the step "two"/],
    [{ steps: [{ ...step, verdict: "skipped" }] }, /has the step "two" skipped/],
    [{ expectations: [{ what: "f", verdict: "failed", message: "f is not there" }] }, /f is not there/],
    [{ error: { message: "server gone" } }, /server gone/],
    [{ profile: "other" }, /is one of "other"/],
  ];
  await withBench(async (bench) => {
    await bench.play(RUN);
    for (const [changes, message] of cases) {
      const error = await refusal(planUpdate(bench.request({ report: report(changes) })));
      assert.equal(error.verdict, "refused");
      assert.match(error.message, message);
    }
    await bench.play(RUN, { complete: false });
    assert.match((await refusal(planUpdate(bench.request()))).message, /is not complete/);
    assert.equal(await exists(bench.baselineDir), false);
  });
});

test("planUpdate() names the last whole result in which outputs wait", async () => {
  await withBench(async (bench) => {
    await bench.play(RUN);
    const past = async (name: string, changes: Partial<Report>, withPending = true) => {
      const dir = join(bench.root, "profiles/results/us-small", name);
      await mkdir(dir, { recursive: true });
      await writeFile(join(dir, "report.json"), JSON.stringify(report(changes)));
      if (withPending) await cp(join(bench.resultDir, "pending"), join(dir, "pending"), { recursive: true });
      return dir;
    };
    const failed = { error: { message: "server gone" }, steps: [] };
    const remedy = async () => {
      const error = await refusal(planUpdate(bench.request({ report: report(failed) })));
      assert.match(error.message, /it ended with an error: server gone$/);
      return error.remedy ?? "";
    };
    assert.equal(await remedy(), "Play the whole profile until all steps pass: profile play us-small");
    const whole = await past("20261122T110000.000Z", {});
    await past("20261122T111000.000Z", { source: { ...SOURCE, steps_sha256: "other" } });
    await past("20261122T112000.000Z", { failed_step: "two" });
    await past("20261122T113000.000Z", failed, false);
    assert.match(await remedy(), /where 4 outputs wait: profile update-baseline us-small --from /);
    assert.ok((await remedy()).endsWith(whole));
    // Since then everything matched: what waited before is out of date.
    const one = {
      target: "out/a.json",
      method: "json_exact",
      verdict: "passed" as const,
      files: [],
      ...nothingFound(),
    };
    await past("20261122T114000.000Z", { verdict: "passed", comparisons: [one] }, false);
    assert.doesNotMatch(await remedy(), /--from/);
  });
});

test("planUpdate() takes a result whose optional steps were left out", async () => {
  await withBench(async (bench) => {
    await bench.play(RUN);
    const { steps } = report();
    const verdict = "skipped" as const;
    const left = { id: "two", action: "http_get", verdict, optional: true, failures: [] };
    const plan = await planUpdate(bench.request({ report: report({ steps: [...steps, left] }) }));
    assert.ok(plan.accepted.length > 0);
  });
});

test("planUpdate() refuses a result that was not made from the profile as it is now", async () => {
  const cases: [source: unknown, message: RegExp][] = [
    [undefined, /does not say which profile was played/],
    [{ ...SOURCE, steps_sha256: "b".repeat(64) }, /were changed since/],
    [{ ...SOURCE, file: "profiles/_drafts/us-small/profile.yaml" }, /made from profiles\/_drafts\/us-small/],
    [{ ...SOURCE, overlay: "other-server" }, /with the overlay "other-server"/],
  ];
  await withBench(async (bench) => {
    await bench.play(RUN);
    for (const [source, message] of cases) {
      const made = { ...report({}), source } as Report;
      const error = await refusal(planUpdate(bench.request({ report: made })));
      assert.equal(error.verdict, "refused");
      assert.match(error.message, message);
      assert.equal(error.remedy, "Play it again: profile play us-small");
    }
    await planUpdate(bench.request({ report: report({ overlay: "only-another-server" }) }));
    const file = join(bench.profileDir, "profile.yaml");
    assert.equal(
      (await planUpdate(bench.request({ report: report({ source: { ...SOURCE, file } }) }))).left.length,
      0,
    );
    assert.equal(await exists(bench.baselineDir), false);
  });
});

test("planUpdate() asks for retarget when the baseline is of another kind of target", async () => {
  await withBench(async (bench) => {
    await bench.play(RUN);
    await bench.update();
    await bench.play({ ...RUN, "out/a.json": "[2]", "out/x.bin": "y" }, { target: "server" });
    const error = await refusal(planUpdate(bench.request()));
    assert.match(error.message, /from "embedded" to "server"/);
    assert.match(error.remedy ?? "", /--retarget/);
    await refusal(planUpdate(bench.request({ retarget: true, accept: ["out/a.json"] })));
    await bench.update({ retarget: true }, "moved to the test server");
    assert.equal((await readManifest(bench.baselineDir))?.target, "server");
  });
});

test("planUpdate() refuses empty files and rasters without a valid cell unless severe ones are allowed", async () => {
  for (const [path, content] of [["out/a.json", ""], ["out/loss.tif", tif(-9999)]] as const) {
    await withBench(async (bench) => {
      await bench.play(RUN);
      await bench.update();
      await bench.play({ ...RUN, "out/x.bin": "other", [path]: content });
      const waiting = (await readPending(bench.resultDir))?.items.map((item) => item.path) ?? [];
      if (!waiting.includes(path)) return assert.equal(path, "out/a.json");
      const error = await refusal(planUpdate(bench.request()));
      assert.equal(error.verdict, "refused");
      assert.match(error.message, /without a valid cell|is empty/);
      await bench.update({ accept: ["out/x.bin"] });
      await bench.update({ allowSevere: true }, "known");
      assert.match(await bench.read("ledger.jsonl"), /"severe":/);
    });
  }
});

test("planUpdate() refuses an item whose baseline moved on, and a first result is taken once", async () => {
  await withBench(async (bench) => {
    await bench.play(RUN);
    await bench.update();
    assert.deepEqual((await planUpdate(bench.request())).accepted, []);
    await bench.play({ ...RUN, "out/a.json": "[2]" });
    const old = await readFile(join(bench.resultDir, "pending/pending.json"), "utf8");
    await bench.play({ ...RUN, "out/a.json": "[3]" });
    await bench.update();
    await writeFile(join(bench.resultDir, "pending/pending.json"), old);
    assert.match((await refusal(planUpdate(bench.request()))).message, /changed since this result was made/);
  });
});

test("planUpdate() drops no comparison of a file that only another set of the baseline keeps", async () => {
  await withBench(async (bench) => {
    await bench.play(RUN);
    await bench.update();
    const file = join(bench.profileDir, "profile.yaml");
    const text = await bench.read("profile.yaml");
    const target = "out/dry.json";
    const nowhere = "out/none.json";
    const both = [target, nowhere].map((path) => ({ target: path, method: "json_exact" }));
    await writeFile(file, addComparisons(text, both, file));
    const dry = { "manifest.json": formatManifest(manifestOf({ [target]: "[1]" }, "hash")) };
    await writeFiles(join(bench.profileDir, "baseline@dry"), dry);
    const { reports } = await bench.play(RUN);
    const played = report({ comparisons: reports.map((one) => ({ ...one, files: [] })) });
    assert.deepEqual((await planUpdate(bench.request({ report: played, prune: true }))).empty, [nowhere]);
  });
});

test("planUpdate() drops comparisons that name no file only with prune", async () => {
  await withBench(async (bench) => {
    await bench.play(RUN);
    await bench.update();
    const file = join(bench.profileDir, "profile.yaml");
    const text = await bench.read("profile.yaml");
    await writeFile(file, addComparisons(text, [{ target: "out/none.json", method: "json_exact" }], file));
    const targets = () => bench.comparisons().map(({ target }) => target);
    const { reports } = await bench.play(RUN);
    const played = report({ comparisons: reports.map((one) => ({ ...one, files: [] })) });
    assert.deepEqual((await bench.update({ report: played })).empty, ["out/none.json"]);
    assert.ok(targets().includes("out/none.json"));
    await bench.update({ report: played, prune: true, accept: "all" }, "no candidate");
    assert.ok(!targets().includes("out/none.json"));
    assert.match(await bench.read("ledger.jsonl"), /"decision":"drop","subject":"out\/none.json"/);
    assert.equal((await bench.play(RUN)).verdict, "passed");
  });
});
