import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { withFolder, writeFiles } from "../files/test_folder.ts";
import type { Report, StepReport } from "../model/report.ts";
import { missingNeed } from "./keep_going.ts";
import { pastDurations, slowWarning } from "./slow.ts";

const step = (id: string, total: number, verdict: StepReport["verdict"] = "passed"): StepReport => ({
  id,
  action: "http_get",
  verdict,
  timings: { total: total / 2, waited: total / 2 },
  failures: [],
});

function report(target: string, file: string, steps: StepReport[]): string {
  const whole: Report = {
    version: 1,
    profile: "mill",
    source: { file, steps_sha256: "", overlay: null },
    overlay: null,
    target,
    sandbox: null,
    started_at: "2026-11-02T17:04:11.120Z",
    duration_ms: 1,
    verdict: "passed",
    exit_code: 0,
    summary: "passed",
    failed_step: null,
    notes: [],
    counts: {
      steps: { planned: 0, ran: 0, passed: 0, failed: 0, skipped: 0, optional: 0 },
      comparisons: { planned: 0, ran: 0, passed: 0, failed: 0 },
    },
    expectations: [],
    steps,
    comparisons: [],
    artifacts: {},
  };
  return JSON.stringify(whole);
}

test("pastDurations() leaves out other targets, other files, failed steps and damaged results", async () => {
  await withFolder(async (root) => {
    const file = "profiles/mill/profile.yaml";
    const results: Record<string, string> = {
      "1/report.json": report("embedded", file, [step("a", 100), step("b", 7, "failed")]),
      "2/report.json": report("embedded", file, [step("a", 300)]),
      "3/report.json": report("http://h", file, [step("a", 9000)]),
      "4/report.json": report("embedded", "profiles/_drafts/mill/profile.yaml", [step("a", 9000)]),
      "5/report.json": "{",
      "6/other.json": "",
    };
    const files = Object.entries(results).map(([path, text]) => [join("profiles/results/mill", path), text]);
    await writeFiles(root, Object.fromEntries(files));
    const past = await pastDurations(root, { slug: "mill", file, target: "embedded" });
    assert.deepEqual([...past], [["a", [300, 100]]]);
    assert.equal((await pastDurations(root, { slug: "no", file, target: "embedded" })).size, 0);
  });
});

test("slowWarning() speaks from the third play on, beyond the factor and what is noticeable", () => {
  const past = new Map([["a", [1000, 900, 1200, 1100]], ["b", [10, 10, 10]], ["c", [10, 10]]]);
  const of = (id: string, ms: number, factor = 3) => slowWarning(step(id, ms), past, factor);
  assert.equal(of("a", 3150), undefined);
  assert.equal(of("a", 4200), "took 4.2 s, 4.0 times the median of 4 past plays (1.1 s)");
  assert.equal(of("a", 4200, 0), undefined);
  assert.equal(of("b", 200), undefined);
  assert.match(of("b", 300) ?? "", /30\.0 times/);
  assert.equal(of("c", 9000), undefined);
  assert.equal(of("new", 9000), undefined);
});

test("missingNeed() names the step whose value is lacking, through those that were skipped", () => {
  const make = { id: "make", action: "http_get", path: "/a" } as const;
  const use = { id: "use", action: "http_get", path: "/b/{{steps.make.key}}" } as const;
  const next = { id: "next", action: "http_get", path: "/c/{{steps.use.key}}" } as const;
  const steps = [make, use, next];
  assert.equal(missingNeed(use, steps, [step("make", 1)]), undefined);
  assert.equal(missingNeed(use, steps, [step("make", 1, "failed")]), "needs a value of make, which failed");
  const done = [step("make", 1, "failed"), step("use", 1, "skipped")];
  assert.equal(missingNeed(next, steps, done), "needs a value of use, which did not run");
});
