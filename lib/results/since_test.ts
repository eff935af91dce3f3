import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { nothingFound } from "../compare/run.ts";
import type { ComparisonReport, Report, StepReport } from "../model/report.ts";
import { testReport } from "../model/test_report.ts";
import { hostileReport } from "../report/testing/reports.ts";
import { sinceReport } from "./since.ts";
import { sinceLines, sinceWords } from "./since_lines.ts";

const step = (id: string, verdict: StepReport["verdict"], ms = 10, status = 200): StepReport => ({
  id,
  action: "http_get",
  verdict,
  failures: verdict === "failed" ? [`${id} went wrong`] : [],
  actual: { status },
  timings: { total: ms, waited: 0 },
});
const comparison = (target: string, verdict: ComparisonReport["verdict"], actual = 1): ComparisonReport => ({
  target,
  method: "json_exact",
  verdict,
  files: [],
  ...nothingFound(),
  differences: verdict === "failed"
    ? [{ kind: "changed", where: "$.a", message: "$.a differs", baseline: 0, actual }]
    : [],
});
const past = (report: Report, name: string) => ({ name, dir: `/r/${name}`, report });

const before = testReport({
  steps: [
    step("a", "passed"),
    step("b", "failed", 10, 500),
    step("c", "passed", 1000),
    step("d", "passed", 100),
    step("e", "passed"),
    step("f", "passed", 10_000),
  ],
  comparisons: [comparison("x", "passed"), comparison("y", "failed", 1), comparison("z", "failed")],
});
const after = testReport({
  target: "https://h",
  steps: [
    step("a", "failed"),
    step("b", "passed"),
    step("c", "passed", 4000),
    step("d", "passed", 400),
    step("e", "skipped"),
    step("f", "passed", 12_500),
  ],
  comparisons: [comparison("x", "failed"), comparison("y", "failed", 2), comparison("z", "passed")],
});

test("sinceReport() sorts what failed, was fixed, still fails, is slower and has another value", () => {
  const since = sinceReport(before, after);
  const names = (items: { name: string }[]) => items.map(({ name }) => name);
  assert.deepEqual(names(since.new_failures), ["a", "x (json_exact)"]);
  assert.deepEqual(names(since.fixed), ["b", "z (json_exact)"]);
  assert.deepEqual(names(since.still_failing), ["y (json_exact)"]);
  assert.deepEqual(names(since.no_longer_run), ["e"]);
  assert.deepEqual(since.slower, [{ step: "c", before_ms: 1000, ms: 4000, factor: 4 }]);
  assert.deepEqual(since.changed, [
    { item: "b", what: "status", before: 500, after: 200 },
    { item: "y", what: "$.a", before: 1, after: 2 },
  ]);
  assert.deepEqual(since.notes, ["played on https://h, before on embedded"]);
  assert.equal(sinceWords(since, "differences"), "2 new failures, 2 fixed, 1 still failing, 1 slower");
});

test("sinceReport() tells of a play that could not go on", () => {
  const down = testReport({
    verdict: "unavailable",
    error: { message: "connection refused" },
    steps: before.steps.map((step) => ({ ...step, verdict: "skipped" as const })),
  });
  const since = sinceReport(before, down);
  assert.deepEqual(since.new_failures, [{ kind: "play", name: "as a whole", message: "connection refused" }]);
  const gone = since.no_longer_run.length;
  assert.ok(gone > 0);
  assert.equal(
    sinceWords(since, down.verdict),
    `unavailable: ${gone} checks did not run; 1 new failure, 0 fixed, 0 still failing, 0 slower`,
  );
  assert.equal(sinceReport(down, before).fixed[0]?.kind, "play");
  const atStep = sinceReport(before, { ...down, failed_step: "a" });
  assert.deepEqual(atStep.new_failures, []);
});

test("sinceReport() the other way round swaps failures and fixes, slower and faster", () => {
  fc.assert(fc.property(hostileReport, hostileReport, (one, other) => {
    // Steps of one id twice cannot be told apart.
    const unique = (report: Report) => new Set(report.steps.map(({ id }) => id)).size === report.steps.length;
    fc.pre(unique(one) && unique(other));
    const [there, back] = [sinceReport(one, other), sinceReport(other, one)];
    assert.deepEqual(there.slower.map((s) => s.step).sort(), back.faster.map((s) => s.step).sort());
    for (const { kind, name } of there.fixed) {
      assert.ok(back.new_failures.some((item) => item.kind === kind && item.name === name));
    }
    const same = sinceReport(one, one);
    assert.deepEqual([same.new_failures, same.fixed, same.slower, same.faster, same.changed], [
      [],
      [],
      [],
      [],
      [],
    ]);
  }));
});

test("sinceLines() shows the groups that are not empty, fit to the width", () => {
  const lines = sinceLines(
    { before: past(before, "20261121T000000.000Z"), after: past(after, "20261122T000000.000Z") },
    sinceReport(before, after),
    50,
  );
  assert.ok(lines.includes("new failures (2)") && lines.includes("slower (1)"));
  assert.ok(lines.includes("  c: 4.0 s, was 1.0 s (4 times as long)"));
  assert.ok(lines.includes("  y $.a: 1 -> 2"));
  assert.ok(!lines.some((line) => line.startsWith("faster")));
});
