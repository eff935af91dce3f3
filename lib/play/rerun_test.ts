import assert from "node:assert/strict";
import { test } from "node:test";
import type { Verdict } from "../model/exit.ts";
import type { Report, StepReport } from "../model/report.ts";
import type { LoadedProfile } from "../profiles/load.ts";
import { rerunCommand } from "./rerun.ts";

const step = (id: string, verdict: StepReport["verdict"]): StepReport => ({
  id,
  action: "http_post",
  verdict,
  failures: [],
});

function after(verdict: Verdict, change: Partial<Report>, again: string[] = []): string | undefined {
  const report = {
    verdict,
    steps: [step("a", "passed")],
    sandbox: { run_id: "profile;;tmp;;x", dir: "/data/playback/runs/x" },
    failed_step: null,
    expectations: [],
    comparisons: [{ verdict: "failed" }],
    ...change,
  } as Report;
  const loaded = { file: "/data/profiles/mill/profile.yaml" } as LoadedProfile;
  return rerunCommand(report, { loaded, dataRoot: "/data", again });
}

test("rerunCommand() goes on from where the play stopped", () => {
  const failed = { steps: [step("a", "passed"), step("b", "failed")], failed_step: "b" };
  assert.equal(after("passed", {}), undefined);
  assert.equal(after("nothing-compared", {}), undefined);
  assert.equal(after("differences", failed), "profile play mill --from-step b");
  assert.equal(after("differences", {}), "profile compare mill --run-dir /data/playback/runs/x");
  const lacking = { what: "file summary.json", verdict: "failed" as const, message: "not produced" };
  assert.equal(after("differences", { expectations: [lacking] }), "profile play mill", "compare checks none");
  assert.equal(after("differences", { comparisons: [] }), "profile play mill");
  for (const verdict of ["interrupted", "terminated", "incomplete", "unavailable", "internal"] as const) {
    assert.equal(
      after(verdict, {}, ["--data-root /data"]),
      "profile play mill --resume --data-root /data",
      verdict,
    );
  }
  const forked = { ...step("then-fork", "failed"), action: "then" };
  assert.equal(
    after("differences", { steps: [step("a", "passed"), forked], failed_step: "then-fork" }, ["--then fork"]),
    "profile play mill --then fork",
  );
  assert.equal(after("refused", failed), "profile play mill --from-step b");
  assert.equal(after("unavailable", { steps: [step("a", "skipped")] }), "profile play mill");
  assert.equal(after("unavailable", { sandbox: null }, ["--embedded"]), "profile play mill --embedded");
});
