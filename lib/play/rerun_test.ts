import assert from "node:assert/strict";
import { test } from "node:test";
import { testReport } from "../model/test_report.ts";
import { rerunCommand } from "./rerun.ts";

test("rerunCommand() names profile, target, overlay and the step", () => {
  const failed = testReport({ verdict: "differences", failed_step: "run-wepp" });
  assert.equal(rerunCommand(failed), "profile play us-small --embedded --from-step run-wepp");
  const source = { file: "profiles/_drafts/my mill/profile.yaml", steps_sha256: "", overlay: null };
  const other = { ...failed, source, target: "https://h/w?a&b", overlay: "staging" };
  assert.equal(
    rerunCommand(other),
    "profile play '_drafts/my mill' --base-url 'https://h/w?a&b' --overlay staging --from-step run-wepp",
  );
});

test("rerunCommand() repeats the options that were typed", () => {
  const asked = ["--secrets-file", "my secrets.env", "--optional"];
  assert.equal(
    rerunCommand(testReport({ verdict: "differences", asked })),
    "profile play us-small --embedded --secrets-file 'my secrets.env' --optional",
  );
});

test("rerunCommand() resumes what was cut short, and plays the whole where no step failed", () => {
  assert.equal(
    rerunCommand(testReport({ verdict: "interrupted" })),
    "profile play us-small --embedded --resume",
  );
  assert.equal(rerunCommand(testReport({ verdict: "differences" })), "profile play us-small --embedded");
});
