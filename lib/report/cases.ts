/** What a play did as a list of cases: one a step, an expectation, a comparison. JUnit, TAP and annotations are made from it. */
import { explainComparison } from "../compare/explain.ts";
import { counted } from "../text/counted.ts";
import type { ComparisonReport, ItemVerdict, Report, StepReport } from "../model/report.ts";

/** One thing that passed, failed, could not be judged, or was not done. */
export interface Case {
  /** `play`: the play as a whole, when nothing smaller tells why it did not pass. */
  kind: "step" | "expectation" | "comparison" | "play";
  name: string;
  verdict: ItemVerdict;
  /** First line is the message, the whole is the content. Empty when passed. */
  lines: string[];
  seconds: number;
  /** file:line:column in the profile, when known. */
  at?: string;
}

/** Differences that are listed of one comparison. */
const MOST_DIFFERENCES = 50;

/** All cases of a play, in the order in which they were done. */
export function casesOf(report: Report): Case[] {
  const cases: Case[] = [
    ...report.steps.map((step) => stepCase(step, report)),
    ...report.expectations.map(({ what, verdict, message }): Case => ({
      kind: "expectation",
      name: what,
      verdict,
      lines: message === "" ? [] : [message],
      seconds: 0,
    })),
    ...report.comparisons.map(comparisonCase),
  ];
  // A play that proved nothing or stopped before its first step must not look green.
  const told = cases.some(({ verdict }) => verdict === "failed" || verdict === "error");
  if (report.verdict !== "passed" && !told) cases.push(playCase(report));
  return cases;
}

function stepCase(step: StepReport, report: Report): Case {
  const { id, verdict, failures, reason, at, job, timings } = step;
  const stopped = verdict === "error" && failures.length === 0 ? report.error : undefined;
  const lines = [
    ...(stopped === undefined
      ? []
      : [stopped.message, ...(stopped.remedy === undefined ? [] : [stopped.remedy])]),
    ...failures,
    ...(reason === undefined || stopped !== undefined ? [] : [reason]),
  ];
  if (verdict === "failed" || verdict === "error") {
    lines.push(...job?.tree ?? [], ...job?.traceback?.trimEnd().split("\n") ?? []);
  }
  const place = at ?? stopped?.position;
  return {
    kind: "step",
    name: id,
    verdict,
    lines,
    seconds: ((timings?.total ?? 0) + (timings?.waited ?? 0)) / 1000,
    ...(place === undefined ? {} : { at: place }),
  };
}

function comparisonCase(comparison: ComparisonReport): Case {
  const { target, method, verdict, reason, differences, omitted, at } = comparison;
  const message = reason ?? counted(differences.length + omitted, "difference");
  // Below the heading, which the name and the message tell already.
  const [, ...details] = explainComparison(comparison, MOST_DIFFERENCES);
  const lines = verdict === "passed"
    ? []
    : verdict === "skipped"
    ? [reason ?? "not compared"]
    : [message, ...(reason === undefined ? details : details.slice(1))];
  return {
    kind: "comparison",
    name: `${target} (${method})`,
    verdict,
    lines,
    seconds: 0,
    ...(at === undefined ? {} : { at }),
  };
}

function playCase({ error, summary, verdict }: Report): Case {
  return {
    kind: "play",
    name: "verdict",
    verdict: verdict === "differences" ? "failed" : "error",
    lines: [error?.message ?? summary, ...(error?.remedy === undefined ? [] : [error.remedy])],
    seconds: 0,
    ...(error?.position === undefined ? {} : { at: error.position }),
  };
}
