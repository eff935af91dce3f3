import assert from "node:assert/strict";
import { test } from "node:test";
import { testReport } from "../model/test_report.ts";
import { createRedactor } from "../redact/redactor.ts";
import { storedReport } from "./clean.ts";

const root = "/home/qhvist/work/repo";
const artifacts = {
  result: `${root}/profiles/results/x/1`,
  bundle: "/home/qhvist/data/results-bundles/x/1",
  log: "/home/jdoerner/play.log",
};
const report = testReport({
  artifacts,
  rerun: `profile play x --data-root ${root} --playback-run-root='/home/qhvist/work/runs'`,
  notes: [`${root}2/x, file://${root}/y`],
});

test("storedReport() tells paths of the data root's home from there, so that they are found and name nobody", () => {
  const stored = storedReport(report, createRedactor(), root);
  assert.deepEqual({ ...stored.artifacts, log: "" }, {
    result: "profiles/results/x/1",
    bundle: "../../data/results-bundles/x/1",
    log: "",
  });
  assert.match(stored.artifacts["log"] ?? "", /^\/home\/user-[0-9a-f]{8}\/play\.log$/);
  assert.equal(stored.rerun, "profile play x --data-root . --playback-run-root='../runs'");
  assert.match(stored.notes[0] ?? "", /^\.\.\/repo2\/x, file:\/\/\/home\/user-[0-9a-f]{8}\/work\/repo\/y$/);
  assert.doesNotMatch(JSON.stringify(stored), /qhvist|jdoerner/);
});

test("storedReport() leaves paths that name nobody as they are", () => {
  const bundle = "/srv/repo/profiles/results/x/1/bundle";
  const plain = testReport({ artifacts: { bundle } });
  assert.equal(storedReport(plain, createRedactor(), "/srv/repo").artifacts["bundle"], bundle);
});
