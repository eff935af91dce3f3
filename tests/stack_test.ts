/**
 * The built binary against a real stack: redis, RQ workers and a Flask application over HTTPS, in WEPPcloud's shape. A
 * session is recorded through the proxy, assembled, promoted, played, and watched for what a release may break. The
 * long runs have more of it, in `soak/stack_test.ts`.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { QUICK, withStackProfile } from "./stack/bench.ts";

test("a session with a real stack is recorded, promoted, played, and guards the next release", async () => {
  await withStackProfile({}, async (bench) => {
    const { stack } = bench;
    await bench.accept();
    const second = await bench.play();
    assert.equal(second.last, "passed", second.output);
    assert.equal(second.code, 0);

    await stack.startWorkers({ ...QUICK, STACK_DRIFT: "1.03" });
    const drifted = await bench.play();
    assert.equal(drifted.code, 1, drifted.output);
    assert.match(drifted.output, /wepp\/output\/summary\.json.*\n.*\n.*soil_loss/);

    await stack.startWorkers({ ...QUICK, STACK_FAILS: "build_landuse" });
    const failed = await bench.play();
    assert.equal(failed.code, 1, failed.output);
    assert.match(failed.output, /FAIL {2}build-landuse .*job failed/);
    assert.match(failed.output, /Traceback[^]*RuntimeError: build_landuse: the model did not converge/);

    // The parent has long ended when a hillslope fails, its siblings go on, and the watershed waits for ever.
    await stack.startWorkers({ ...QUICK, STACK_FAILS: "hillslope" });
    for (const rule of ["code", "contract"]) {
      await stack.restart({ ...QUICK, STACK_AGGREGATE: rule });
      const child = await bench.play("--job-timeout", "30s");
      assert.equal(child.code, 1, child.output);
      const step = child.report.steps.find(({ id }) => id === "run-wepp");
      assert.equal(step?.job?.status, "failed", child.output);
      assert.match(step.job.traceback ?? "", /hillslope: the model did not converge/);
      const states = step.job.tree?.map((line) => /\S+ {2}(\w+)/.exec(line)?.[1]);
      assert.deepEqual(states, ["finished", "failed", "finished", "finished", "deferred"], child.output);
    }

    await stack.stopWorkers();
    const alone = await bench.play("--worker-timeout", "1s");
    assert.equal(alone.last, "unavailable", alone.output);
    assert.match(alone.output, /worker/);
    assert.equal(alone.code, 3);
    assert.deepEqual(bench.strangers(), []);
  });
});

test("three profiles at a time on a real stack do not meet", async () => {
  await withStackProfile({}, async (bench) => {
    const { stack } = bench;
    await bench.accept();
    const slugs = ["one", "two", "three"];
    await bench.copies(...slugs);
    const since = stack.asked.length;
    const target = ["--base-url", `${stack.origin}/weppcloud`, "--playback-run-root", stack.playback];
    const played = await bench.profile("play", ...slugs, "--jobs", "3", "--ca", stack.ca, ...target);
    assert.equal(played.code, 0, played.output);
    const asked = stack.asked.slice(since);
    const sandboxes = await Promise.all(
      slugs.map(async (slug) => (await bench.lastReport(slug)).sandbox?.run_id ?? ""),
    );
    assert.equal(new Set(sandboxes).size, 3);
    assert.ok(asked.every(({ runs }) => runs.length <= 1), "no request names two runs");
    const places = sandboxes.map((run) => asked.flatMap(({ runs }, at) => runs.includes(run) ? [at] : []));
    assert.deepEqual(new Set(asked.flatMap(({ runs }) => runs)), new Set(sandboxes));
    const starts = places.map(([first = 0]) => first);
    const ends = places.map((all) => all.at(-1) ?? 0);
    assert.ok(Math.max(...starts) < Math.min(...ends), "they were under way at the same time");
    const met = new Map<string, Set<string>>();
    for (const { caller, runs } of asked) {
      for (const one of caller) met.set(one, new Set([...met.get(one) ?? [], ...runs]));
    }
    for (const [caller, runs] of met) assert.ok(runs.size <= 1, `${caller}: ${[...runs].join(" ")}`);
    assert.deepEqual(bench.strangers(), []);
  });
});
