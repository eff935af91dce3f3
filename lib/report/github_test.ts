import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { nothingFound } from "../compare/run.ts";
import { testReport } from "../model/test_report.ts";
import { githubAnnotations, githubSummary } from "./github.ts";
import { hostileReport } from "./testing/reports.ts";

const here = { workspace: "/srv/repo", dataRoot: "/srv/repo" };
const failed = testReport({
  profile: "us-small",
  target: "https://wepp.example.org/weppcloud",
  verdict: "differences",
  summary: "differences",
  failed_step: "b",
  steps: [{
    id: "b",
    action: "http_post",
    verdict: "failed",
    at: "/srv/repo/profiles/us-small/profile.yaml:12:5",
    failures: ["expected status 2xx, got 401: 50% of it", "second"],
    curl: "curl -sS 'http://h/'",
  }],
});

test("githubAnnotations() points into the profile, with everything escaped", () => {
  assert.deepEqual(githubAnnotations([failed], here), [
    "::error file=profiles/us-small/profile.yaml,line=12,col=5,title=us-small%3A step b failed" +
    "::expected status 2xx, got 401: 50%25 of it%0Asecond",
  ]);
  assert.match(
    githubAnnotations([failed], { workspace: "/elsewhere", dataRoot: "/srv/repo" })[0] ?? "",
    /^::error file=\/srv\/repo\/profiles/,
  );
});

test("githubAnnotations() tells a file of the data root from the workspace", () => {
  const source = { file: "profiles/us-small/profile.yaml", steps_sha256: "", overlay: null };
  const unread = testReport({ verdict: "unavailable", summary: "unavailable", source, steps: [] });
  const fileOf = (workspace: string) =>
    /file=([^,]*)/.exec(githubAnnotations([unread], { workspace, dataRoot: "/srv/repo/d1" })[0] ?? "")?.[1];
  assert.equal(fileOf("/srv/repo"), "d1/profiles/us-small/profile.yaml");
  assert.equal(fileOf("/srv/repo/d1"), "profiles/us-small/profile.yaml");
  assert.equal(fileOf("/srv/other"), "/srv/repo/d1/profiles/us-small/profile.yaml");
});

test("githubAnnotations() stays within ten, and says how many are left out", () => {
  const comparisons = Array.from({ length: 30 }, (_, index) => ({
    target: `f${index}`,
    method: "text_exact",
    verdict: "failed" as const,
    files: [],
    ...nothingFound(),
  }));
  const lines = githubAnnotations([{ ...failed, comparisons }], here);
  assert.equal(lines.length, 10);
  assert.equal(lines[9], "::error title=profile::22 more did not pass: see report.json");
});

test("githubAnnotations() gives one command a line, whatever the texts hold", () => {
  fc.assert(fc.property(hostileReport, (report) => {
    for (const line of githubAnnotations([report], here)) {
      assert.match(line, /^::error (?:[a-z]+=[^:,\n\r]*,?)+::[^\n\r]*$/);
    }
  }));
});

test("githubSummary() is a table and what did not pass, and bounded", () => {
  const text = githubSummary([testReport({ profile: "a|b <x>" }), failed]);
  assert.match(text, /^### profile: 1 of 2 passed\n/);
  assert.match(text, /\| <code>a&#124;b &#60;x&#62;<\/code> \| ✅ passed \| 1 of 1 \| 1 of 1 \| 1 ms \|/);
  assert.match(
    text,
    /step <code>b<\/code> at <code>.*profile\.yaml:12:5<\/code>\n\n```text\nexpected status 2xx/,
  );
  assert.match(text, /```text\ncurl -sS/);
  fc.assert(
    fc.property(fc.array(hostileReport, { maxLength: 20 }), (reports) => {
      const rows = githubSummary(reports).split("\n").filter((line) => line.startsWith("| <code>"));
      assert.equal(rows.length, reports.length);
      assert.ok(githubSummary(reports).length < 70_000);
    }),
    { numRuns: 40 },
  );
});
