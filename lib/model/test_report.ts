/** A report for tests. */
import type { Report } from "./report.ts";

/** The report of a play that passed and compared nothing, with the changes. */
export function testReport(changes: Partial<Report> = {}): Report {
  return {
    version: 1,
    profile: "us-small",
    source: { file: "profiles/us-small/profile.yaml", steps_sha256: "a".repeat(64), overlay: null },
    overlay: null,
    target: "embedded",
    sandbox: null,
    started_at: "2026-11-22T11:00:00Z",
    duration_ms: 1,
    verdict: "passed",
    exit_code: 0,
    summary: "passed",
    failed_step: null,
    notes: [],
    counts: {
      steps: { planned: 1, ran: 1, passed: 1, failed: 0, skipped: 0, optional: 0 },
      comparisons: { planned: 1, ran: 1, passed: 1, failed: 0 },
    },
    expectations: [],
    steps: [],
    comparisons: [],
    artifacts: {},
    ...changes,
  };
}
