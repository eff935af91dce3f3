/** Lines of a play for people: one a step, and why it did not pass in short. Used by the terminal and by `play.log`. */
import { notMatchedCounts, notMatchedWords } from "../compare/told.ts";
import type { Report, StepReport } from "../model/report.ts";
import { formatDuration } from "../text/duration.ts";
import { printable } from "../text/wrap.ts";
import { failureLines } from "./failure.ts";
import { summaryLines } from "./summary.ts";

export { failureLines, summaryLines };

/** `ok    build-soils  POST 202  job finished  112 ms`. */
export function stepLine(step: StepReport): string {
  const word = { passed: "ok", failed: "FAIL", error: "ERROR", skipped: "skip" }[step.verdict].padEnd(5);
  const status = statusOf(step);
  const parts = [
    `${word} ${step.id}`,
    ...(step.request === undefined
      ? []
      : [`${step.request.method}${status === undefined ? "" : ` ${status}`}`]),
    ...(step.command === undefined ? [] : ["run directly"]),
    ...(step.job === undefined ? [] : [`job ${step.job.status}`]),
    ...(step.timings === undefined ? [] : [formatDuration(step.timings.total + step.timings.waited)]),
    ...(step.reason === undefined ? [] : [step.reason]),
    ...(step.resumed === true ? ["done before"] : []),
  ];
  return parts.join("  ");
}

/** Why a play did not pass, in a few lines: for `--quiet`. */
export function whyLines(report: Report): string[] {
  const steps = report.steps.filter(({ failures }) => failures.length > 0);
  const differing = report.comparisons.filter(({ verdict }) => verdict === "failed" || verdict === "error")
    .toSorted((a, b) => Number(b.verdict === "error") - Number(a.verdict === "error"));
  const more = differing.slice(3);
  const see = report.artifacts["bundle"] ?? report.artifacts["result"];
  return [
    ...errorLines(report),
    ...steps.flatMap(({ id, failures, at }) => [
      `${id}: ${printable(failures.join("; "))}`,
      ...(at === undefined ? [] : [`at ${at}`]),
    ]),
    ...report.expectations.filter(({ verdict }) => verdict !== "passed").map(({ message }) =>
      printable(message)
    ),
    ...differing.slice(0, 3).map((one) => printable(notMatchedWords(one))),
    ...(more.length === 0 ? [] : [`and ${moreWords(more)}`]),
    ...(see === undefined ? [] : [`see ${see}`]),
    ...(report.rerun === undefined ? [] : [`rerun: ${report.rerun}`]),
  ];
}

/** `12 more differ`; with others among them `12 more: 10 differ, 2 could not be compared`. */
function moreWords(more: Report["comparisons"]): string {
  const counts = notMatchedCounts(more);
  if (counts.length > 1) return `${more.length} more: ${counts.join(", ")}`;
  return counts.map((words) => words.replace(/^\d+/, "$& more")).join("");
}

function errorLines({ error, steps }: Report): string[] {
  if (error === undefined) return [];
  const { message, position, remedy } = error;
  // A step that failed says its place itself.
  const told = steps.some(({ at, failures }) => at === position && failures.length > 0);
  return [
    `error: ${printable(message)}`,
    ...(position === undefined || told ? [] : [`at ${position}`]),
    ...(remedy === undefined ? [] : [`do: ${printable(remedy)}`]),
  ];
}

/** So many differences of a comparison are in the diagnosis. */
const DIAGNOSED = 6;

/** The console's words on a play that did not pass: the steps that failed, and the summary. */
export function diagnosisLines(report: Report): string[] {
  const failed = report.steps.filter(({ verdict }) => verdict === "failed" || verdict === "error");
  return [
    ...failed.flatMap((step) => [stepLine(step), ...failureLines(step)]),
    ...summaryLines(report, { most: DIAGNOSED }),
  ];
}

function statusOf(step: StepReport): number | undefined {
  const actual = step.actual;
  if (typeof actual !== "object" || actual === null || Array.isArray(actual)) return undefined;
  return typeof actual["status"] === "number" ? actual["status"] : undefined;
}
