import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { StepReport } from "../../model/report.ts";
import { testReport } from "../../model/test_report.ts";
import { marksOf, slowSteps, timelineOf } from "./timeline.ts";

const START = "2026-11-22T11:00:00.000Z";

function step(id: string, changes: Partial<StepReport> = {}): StepReport {
  return { id, action: "http_get", verdict: "passed", failures: [], ...changes };
}

test("steps lie where the transcript saw them, and else behind each other", () => {
  const report = testReport({
    started_at: START,
    duration_ms: 1000,
    steps: [
      step("a", { timings: { total: 10, waited: 90 } }),
      step("left-out", { verdict: "skipped" }),
      step("b", { timings: { total: 20, waited: 0 } }),
      step("before", { timings: { total: 500, waited: 0 }, resumed: true }),
    ],
  });
  const seen = new Map([["a", { startedAt: Date.parse(START) + 200, exchanges: [] }]]);
  const { steps, setUp, after, total } = timelineOf(report, seen);
  assert.deepEqual([...steps], [[0, { start: 200, request: 10, wait: 90 }], [2, {
    start: 300,
    request: 20,
    wait: 0,
  }]]);
  assert.deepEqual(setUp, { start: 0, request: 0, wait: 200 });
  assert.deepEqual(after, { start: 320, request: 0, wait: 680 });
  assert.equal(total, 1000);
  assert.equal(timelineOf(report, undefined).setUp, undefined);
});

test("a play without any step is set-up alone", () => {
  const { setUp, after } = timelineOf(testReport({ duration_ms: 700 }), undefined);
  assert.deepEqual([setUp, after], [{ start: 0, request: 0, wait: 700 }, undefined]);
});

test("marks of the axis are few, round, and on it", () => {
  fc.assert(fc.property(fc.double({ min: 1, max: 1e9, noNaN: true }), (total) => {
    const marks = marksOf(total);
    assert.ok(marks.length >= 2 && marks.length <= 6, `${marks.length}`);
    assert.ok(marks.every((mark) => mark >= 0 && mark <= total * 1.000001));
  }));
  assert.deepEqual(marksOf(1778), [0, 500, 1000, 1500]);
});

test("slow is what took longer than in past plays, or most of the time", () => {
  const report = testReport({
    steps: [
      step("short", { timings: { total: 900, waited: 0 } }),
      step("long", { timings: { total: 10, waited: 3000 } }),
      step("warned", { warnings: ["took 5 times as long"] }),
      step("slower", { timings: { total: 5, waited: 0 } }),
    ],
    slower: [{ step: "slower", before_ms: 1, ms: 5 }],
  });
  assert.deepEqual([...slowSteps(report)], [1, 2, 3]);
});
