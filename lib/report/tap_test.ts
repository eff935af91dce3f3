import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { testReport } from "../model/test_report.ts";
import { casesOf } from "./cases.ts";
import { playsDocument } from "./document.ts";
import { tapReporter } from "./tap.ts";
import { hostileReport } from "./testing/reports.ts";
import { readTap } from "./testing/tap.ts";

test("tapReporter.render() numbers all points, skips with reasons, and diagnoses what did not pass", () => {
  const report = testReport({
    verdict: "differences",
    artifacts: { bundle: "/d/bundle" },
    steps: [
      { id: "a", action: "http_get", verdict: "passed", failures: [] },
      {
        id: "b #1",
        action: "http_post",
        verdict: "failed",
        at: "/d/p.yaml:9:5",
        failures: ["expected 1, got 2", "more"],
        timings: { total: 4, waited: 8 },
      },
      { id: "c", action: "http_get", verdict: "skipped", reason: "optional: # no", failures: [] },
    ],
  });
  assert.deepEqual(readTap(tapReporter.render([report])), [
    { ok: true, number: 1, title: "us-small step a" },
    {
      ok: false,
      number: 2,
      title: "us-small step b #1",
      diagnosis: {
        message: "expected 1, got 2",
        severity: "fail",
        at: "/d/p.yaml:9:5",
        duration_ms: 12,
        bundle: "/d/bundle",
        details: ["expected 1, got 2", "more"],
      },
    },
    { ok: true, number: 3, title: "us-small step c", skip: "optional: # no" },
  ]);
});

test("tapReporter.render() has a point for each profile that was not played any more, and what is missing", () => {
  const whole = {
    ...playsDocument("incomplete", [], { not_played: ["later"] }),
    missing: ["shard 2/2 is missing"],
  };
  assert.deepEqual(readTap(tapReporter.render([], whole)), [
    { ok: true, number: 1, title: "later play", skip: "not played any more" },
    {
      ok: false,
      number: 2,
      title: "profile play",
      diagnosis: { message: "shard 2/2 is missing", severity: "error", duration_ms: 0 },
    },
  ]);
});

test("tapReporter.render() is read back with every point, whatever the texts hold", () => {
  fc.assert(
    fc.property(fc.array(hostileReport, { minLength: 1, maxLength: 3 }), (reports) => {
      const points = readTap(tapReporter.render(reports));
      const cases = reports.flatMap(casesOf);
      assert.equal(points.length, cases.length);
      points.forEach(({ ok, diagnosis }, index) => {
        const { verdict } = cases[index] ?? {};
        assert.equal(ok, verdict === "passed" || verdict === "skipped");
        assert.equal(typeof diagnosis?.["message"], ok ? "undefined" : "string");
      });
    }),
    { numRuns: 150 },
  );
});
