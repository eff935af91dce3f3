import assert from "node:assert/strict";
import { test } from "node:test";
import type { Report } from "../model/report.ts";
import { junitReporter } from "./junit.ts";

const report: Report = {
  version: 1,
  profile: "us-small",
  source: { file: "profiles/us-small/profile.yaml", steps_sha256: "0".repeat(64), overlay: null },
  overlay: null,
  target: "embedded",
  sandbox: null,
  started_at: "2026-01-01T00:00:00.000Z",
  duration_ms: 1500,
  verdict: "differences",
  exit_code: 1,
  summary: "differences (embedded)",
  failed_step: "b",
  notes: [],
  counts: {
    steps: { planned: 3, ran: 2, passed: 1, failed: 1, skipped: 1 },
    comparisons: { planned: 0, ran: 0, passed: 0, failed: 0 },
  },
  expectations: [],
  steps: [
    { id: "a", action: "http_get", verdict: "passed", failures: [], timings: { total: 12, waited: 0 } },
    {
      id: "b",
      action: "http_post",
      verdict: "failed",
      failures: ['status \u001b[31m"401" <x> & \u0000y', "second"],
    },
    { id: "c", action: "http_get", verdict: "skipped", reason: "the play stopped before it", failures: [] },
  ],
  comparisons: [],
  artifacts: {},
};

test("junitReporter.render() tells failures, skips and times, and holds nothing that XML forbids", () => {
  const xml = junitReporter.render([report]);
  assert.match(xml, /<testsuite name="us-small" tests="3" failures="1" errors="0" skipped="1" time="1.500"/);
  assert.match(xml, /<testcase classname="us-small" name="a" time="0.012"\/>/);
  assert.match(xml, /<failure message="status �\[31m&quot;401&quot; &lt;x&gt; &amp; �y">status �\[31m"401"/);
  assert.match(xml, /second<\/failure>/);
  assert.match(xml, /<skipped message="the play stopped before it"\/>/);
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(xml, /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/);
});

test("junitReporter.render() makes a play that proved nothing an error", () => {
  const empty: Report = { ...report, steps: [], verdict: "nothing-compared", summary: "nothing-compared" };
  assert.match(junitReporter.render([empty]), /errors="1".*\n.*\n\s+<error message="nothing-compared">/);
});
