import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { testReport } from "../model/test_report.ts";
import { playsDocument } from "./document.ts";
import { junitReporter } from "./junit.ts";
import { hostileReport } from "./testing/reports.ts";
import { junitFaults, readXml, type Xml } from "./testing/xml.ts";

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
      at: "/d/profiles/us-small/profile.yaml:9:5",
      failures: ['status \u001b[31m"401" <x> & \u0000y', "second"],
    },
    { id: "c", action: "http_get", verdict: "skipped", reason: "the play stopped before it", failures: [] },
  ],
});

const casesOf = (suite: Xml | undefined) => (suite?.children ?? []).filter(({ name }) => name === "testcase");

test("junitReporter.render() tells failures, skips, times and properties, and holds nothing that XML forbids", () => {
  const root = readXml(junitReporter.render([report]));
  assert.deepEqual(junitFaults(root), []);
  const [suite] = root.children;
  const { name, tests, failures, errors, skipped, time } = suite?.attributes ?? {};
  assert.deepEqual([name, tests, failures, errors, skipped, time], ["us-small", "3", "1", "0", "1", "1.500"]);
  const [a, b, c] = casesOf(suite);
  assert.deepEqual(a?.attributes, { classname: "us-small", name: "a", time: "0.012" });
  assert.equal(b?.children[0]?.attributes["message"], 'status "401" <x> & \ufffdy');
  assert.equal(
    b?.children[0]?.text,
    'status "401" <x> & \ufffdy\nsecond\nat /d/profiles/us-small/profile.yaml:9:5',
  );
  assert.deepEqual(c?.children[0]?.attributes, { message: "the play stopped before it" });
  const properties = suite?.children[0]?.children.map(({ attributes }) => attributes["name"]);
  assert.ok(properties?.includes("profile.verdict") && properties.includes("profile.target"));
});

test("junitReporter.render() makes a play that proved nothing an error", () => {
  const empty = { ...report, steps: [], verdict: "nothing-compared" as const, summary: "nothing-compared" };
  const [suite] = readXml(junitReporter.render([empty])).children;
  assert.equal(suite?.attributes["errors"], "1");
  assert.equal(casesOf(suite)[0]?.children[0]?.attributes["message"], "nothing-compared");
});

test("junitReporter.render() makes what was not available an error, with the sentence and the remedy", () => {
  const error = {
    message: "step b: connection refused",
    remedy: "Start the server",
    position: "/d/p.yaml:9:5",
  };
  const steps = [{ id: "b", action: "http_get", verdict: "error" as const, reason: "stopped", failures: [] }];
  const stopped = testReport({
    verdict: "unavailable",
    summary: "unavailable",
    error,
    failed_step: "b",
    steps,
  });
  const [suite] = readXml(junitReporter.render([stopped])).children;
  const [only] = casesOf(suite);
  assert.equal(only?.children[0]?.name, "error");
  assert.match(only?.children[0]?.text ?? "", /^step b: connection refused\nStart the server\nat .*:9:5$/);
});

test("junitReporter.render() counts profiles that were not played any more, and what is missing", () => {
  const whole = {
    ...playsDocument("differences", [report], { not_played: ["later"] }),
    missing: ["shard 2/2 is missing"],
  };
  const root = readXml(junitReporter.render([report], whole));
  assert.deepEqual(junitFaults(root), []);
  const [, later, missing] = root.children;
  assert.equal(later?.attributes["skipped"], "1");
  assert.deepEqual(casesOf(later)[0]?.attributes, { classname: "later", name: "play", time: "0.000" });
  assert.equal(missing?.attributes["errors"], "1");
  assert.equal(casesOf(missing)[0]?.children[0]?.attributes["message"], "shard 2/2 is missing");
});

test("junitReporter.render() has an error where all plays passed and the whole did not", () => {
  const passed = testReport({ verdict: "passed" });
  const whole = {
    ...playsDocument("incomplete", [passed], { not_played: ["later"] }),
    uncounted: ["an earlier play"],
  };
  const suites = readXml(junitReporter.render([passed], whole)).children;
  assert.deepEqual(suites.map(({ attributes: { errors, skipped } }) => [errors, skipped]), [
    ["0", "0"],
    ["0", "1"],
    ["0", "1"],
    ["1", "0"],
  ]);
  const message = casesOf(suites[3])[0]?.children[0]?.attributes["message"];
  assert.equal(message, "incomplete: each play passed, but not all of them together");
  const fine = playsDocument("passed", [passed], { not_played: [] });
  assert.equal(readXml(junitReporter.render([passed], fine)).children.length, 1);
});

test("junitReporter.render() is valid and bounded whatever the texts hold", () => {
  fc.assert(
    fc.property(fc.array(hostileReport, { minLength: 1, maxLength: 3 }), (reports) => {
      const xml = junitReporter.render(reports);
      assert.deepEqual(junitFaults(readXml(xml)), []);
    }),
    { numRuns: 150 },
  );
  const long = { ...report, notes: ["n".repeat(1e6)] };
  assert.ok(junitReporter.render([long]).length < 60_000);
});
