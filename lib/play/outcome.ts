/** From what was done to the verdict: exit 0 only when all that was planned was done, compared and matched. */
import { compareVerdict } from "../compare/run.ts";
import { strongest, type Verdict } from "../model/exit.ts";
import {
  type ComparisonReport,
  type Counts,
  isLeftOut,
  type Report,
  type StepReport,
} from "../model/report.ts";
import { troubleWords } from "../model/troubles.ts";

/** What the verdict rests on. */
export interface Evidence {
  steps: StepReport[];
  expectations: Report["expectations"];
  comparisons: ComparisonReport[];
  /** False with `--no-compare`. */
  compare: boolean;
  /** Verdict of the error that stopped the play, if one did. */
  stopped: Verdict | undefined;
}

/** The verdict of a play. */
export function playVerdict(evidence: Evidence): Verdict {
  const { steps, expectations, stopped } = evidence;
  const found: Verdict[] = stopped === undefined ? [] : [stopped];
  if (steps.some((step) => step.verdict === "failed")) found.push("differences");
  if (steps.some((step) => step.verdict === "error")) {
    found.push(steps.some(({ gone }) => gone === true) ? "incomplete" : "unavailable");
  }
  if (expectations.some((one) => one.verdict !== "passed")) found.push("differences");
  if (found.length > 0) return strongest(found);
  if (steps.length === 0 || steps.some((step) => step.verdict !== "passed")) return "nothing-compared";
  return evidence.compare ? compareVerdict(evidence.comparisons) : "passed";
}

/** The last line: the verdict's name, and what was left out or stood in. */
export function playSummary(
  verdict: Verdict,
  options: { compare: boolean; target: string; partial?: boolean } & Pick<Report, "embedded">,
): string {
  const partial = options.partial === true && (verdict === "passed" || verdict === "nothing-compared");
  const remarks = [
    ...(options.compare || verdict !== "passed" ? [] : ["steps only"]),
    ...(partial ? ["partial"] : []),
    ...(options.target === "embedded" ? ["embedded", ...troubleWords(options)] : []),
  ];
  return remarks.length === 0 ? verdict : `${verdict} (${remarks.join(", ")})`;
}

/** Counts of the report; `planned` is what the profile names, without optional steps that were not asked for. */
export function countAll(
  steps: readonly StepReport[],
  comparisons: readonly ComparisonReport[],
  planned: { steps: number; comparisons: number },
): Counts {
  const ran = steps.filter((step) => step.verdict !== "skipped");
  const compared = comparisons.filter((comparison) => comparison.verdict !== "skipped");
  return {
    steps: {
      planned: planned.steps,
      ran: ran.length,
      passed: ran.filter((step) => step.verdict === "passed").length,
      failed: ran.filter((step) => step.verdict !== "passed").length,
      skipped: planned.steps - ran.length,
      optional: steps.filter(isLeftOut).length,
    },
    comparisons: {
      // Kept files that no comparison names are one more thing to settle.
      planned: Math.max(planned.comparisons, comparisons.length),
      ran: compared.length,
      passed: compared.filter((comparison) => comparison.verdict === "passed").length,
      failed: compared.filter((comparison) => comparison.verdict !== "passed").length,
    },
  };
}
