import assert from "node:assert/strict";
import { test } from "node:test";
import { testReport } from "../model/test_report.ts";
import { junitReporter } from "./junit.ts";

const report = testReport({
  duration_ms: 1500,
  verdict: "differences",
  summary: "differences (embedded)",
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
});

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
  const empty = { ...report, steps: [], verdict: "nothing-compared" as const, summary: "nothing-compared" };
  assert.match(junitReporter.render([empty]), /errors="1".*\n.*\n\s+<error message="nothing-compared">/);
});
