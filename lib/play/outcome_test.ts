import assert from "node:assert/strict";
import { test } from "node:test";
import { nothingFound } from "../compare/run.ts";
import type { ComparisonReport, ItemVerdict, StepReport } from "../model/report.ts";
import { countAll, type Evidence, playSummary, playVerdict } from "./outcome.ts";

const step = (verdict: ItemVerdict): StepReport => ({ id: "s", action: "http_get", verdict, failures: [] });
const comparison = (verdict: ItemVerdict): ComparisonReport => ({
  target: "a",
  method: "exists",
  verdict,
  files: ["a"],
  ...nothingFound(),
});
const evidence = (change: Partial<Evidence>): Evidence => ({
  steps: [step("passed")],
  expectations: [],
  comparisons: [comparison("passed")],
  compare: true,
  stopped: undefined,
  ...change,
});

test("playVerdict() is passed only when all was done, compared and matched", () => {
  assert.equal(playVerdict(evidence({})), "passed");
  const cases: [Partial<Evidence>, string][] = [
    [{ steps: [step("passed"), step("failed")] }, "differences"],
    [{ steps: [step("error")] }, "unavailable"],
    [{ steps: [step("passed"), step("skipped")] }, "nothing-compared"],
    [{ steps: [] }, "nothing-compared"],
    [{ comparisons: [] }, "nothing-compared"],
    [{ comparisons: [comparison("skipped")] }, "nothing-compared"],
    [{ comparisons: [comparison("passed"), comparison("skipped")] }, "nothing-compared"],
    [{ comparisons: [comparison("passed"), comparison("failed")] }, "differences"],
    [{ comparisons: [comparison("error")] }, "differences"],
    [{ expectations: [{ what: "x", verdict: "failed", message: "" }] }, "differences"],
    [{ stopped: "refused" }, "refused"],
    [{ stopped: "interrupted", steps: [step("failed")] }, "interrupted"],
    [{ stopped: "internal", comparisons: [] }, "internal"],
    [{ steps: [step("failed"), step("error")] }, "unavailable"],
  ];
  for (const [change, verdict] of cases) {
    assert.equal(playVerdict(evidence(change)), verdict, JSON.stringify(change));
  }
});

test("playVerdict() without comparing is passed on the steps alone, and the summary says so", () => {
  assert.equal(playVerdict(evidence({ compare: false, comparisons: [] })), "passed");
  assert.equal(playVerdict(evidence({ compare: false, steps: [step("failed")] })), "differences");
  assert.equal(
    playSummary("passed", { compare: false, target: "embedded" }),
    "passed (steps only, embedded)",
  );
  assert.equal(playSummary("passed", { compare: true, target: "https://h/weppcloud" }), "passed");
  const embedded = { drift: { soil_loss: 1.03 }, faults: ["jitter=0.5"] };
  assert.equal(
    playSummary("passed", { compare: true, target: "embedded", embedded }),
    "passed (embedded, drift soil_loss=1.03, fault jitter=0.5)",
  );
  assert.equal(playSummary("differences", { compare: false, target: "embedded" }), "differences (embedded)");
});

test("countAll() counts what was planned, not what happened to run", () => {
  const counts = countAll([step("passed"), step("failed"), step("skipped")], [comparison("skipped")], {
    steps: 3,
    comparisons: 2,
  });
  assert.deepEqual(counts.steps, { planned: 3, ran: 2, passed: 1, failed: 1, skipped: 1, optional: 0 });
  assert.deepEqual(counts.comparisons, { planned: 2, ran: 0, passed: 0, failed: 0 });
});

test("countAll() keeps optional steps that were left out apart from what was planned", () => {
  const left: StepReport = { ...step("skipped"), optional: true };
  const { steps } = countAll([step("passed"), left, step("passed")], [], { steps: 2, comparisons: 0 });
  assert.deepEqual(steps, { planned: 2, ran: 2, passed: 2, failed: 0, skipped: 0, optional: 1 });
});
