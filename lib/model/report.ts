/** `report.json`: what one play did. Every other rendering is made from this document. */
import type { JsonValue } from "./json.ts";
import type { Verdict } from "./exit.ts";

/** Verdict of a step or comparison. */
export type ItemVerdict = "passed" | "failed" | "error" | "skipped";

/** One way in which a produced file is not what the baseline says. */
export interface Difference {
  kind: "missing" | "extra" | "changed";
  /** Path of the file in the run, for what was found by a comparison. */
  file?: string;
  /** Where in the file: a JSON path, `band 1 mean`, a line. */
  where: string;
  /** In words for people. */
  message: string;
  baseline?: JsonValue;
  actual?: JsonValue;
  /** The rule that was broken, in words: `abs 0.05`. */
  tolerance?: string;
}

/** Result of one comparison. */
export interface ComparisonReport {
  target: string;
  method: string;
  verdict: ItemVerdict;
  /** Why it was skipped or could not be compared. */
  reason?: string;
  /** Files that the target matched on either side. */
  files: string[];
  differences: Difference[];
  /** Differences beyond those listed. */
  omitted: number;
  artifacts: string[];
}

/** State of a job as it was seen last. */
export interface JobReport {
  job_id: string;
  status: string;
  /** The job's tree as indented lines, with the traceback of what failed. */
  tree?: string[];
  traceback?: string;
}

/** Result of one step. Times in milliseconds. */
export interface StepReport {
  id: string;
  action: string;
  /** file:line:column of a step that did not pass. */
  at?: string;
  request?: { method: string; url: string; body?: JsonValue };
  verdict: ItemVerdict;
  reason?: string;
  expected?: JsonValue;
  actual?: JsonValue;
  timings?: { connect?: number; first_byte?: number; total: number; waited: number };
  job?: JobReport;
  failures: string[];
}

export interface Counts {
  steps: { planned: number; ran: number; passed: number; failed: number; skipped: number };
  comparisons: { planned: number; ran: number; passed: number; failed: number };
}

/** The document itself. */
export interface Report {
  version: 1;
  profile: string;
  /** What was played: only a result of the profile as it is now can feed its baseline. */
  source: { file: string; steps_sha256: string; overlay: string | null };
  overlay: string | null;
  /** `embedded`, or the base URL. */
  target: string;
  /** `dir` is null when the sandbox was removed after a pass. */
  sandbox: { run_id: string; dir: string | null } | null;
  started_at: string;
  duration_ms: number;
  verdict: Verdict;
  exit_code: number;
  /** The last line's words, e.g. `passed (embedded)`. */
  summary: string;
  /** What stopped the play, when it was not a step. */
  error?: { message: string; remedy?: string; position?: string };
  failed_step: string | null;
  notes: string[];
  counts: Counts;
  expectations: { what: string; verdict: ItemVerdict; message: string }[];
  steps: StepReport[];
  comparisons: ComparisonReport[];
  artifacts: Record<string, string>;
}
