/** Lines of a play for people: one a step, then the summary. Used by the terminal and by `play.log`. */
import { explainComparison } from "../compare/explain.ts";
import { isOutside, type Report, type StepReport } from "../model/report.ts";
import { formatDuration } from "../text/duration.ts";

/** `ok    build-soils  POST 202  job finished  112 ms`. */
export function stepLine(step: StepReport): string {
  const word = { passed: "ok", failed: "FAIL", error: "ERROR", skipped: "skip" }[step.verdict].padEnd(5);
  const status = statusOf(step);
  const parts = [
    `${word} ${step.id}`,
    ...(step.request === undefined
      ? []
      : [`${step.request.method}${status === undefined ? "" : ` ${status}`}`]),
    ...(step.job === undefined ? [] : [`job ${step.job.status}`]),
    ...(step.timings === undefined ? [] : [formatDuration(step.timings.total + step.timings.waited)]),
    ...(step.reason === undefined ? [] : [step.reason]),
    ...(step.resumed === true ? ["done before"] : []),
  ];
  return parts.join("  ");
}

/** Why a play did not pass, in a few lines: for `--quiet`. */
export function whyLines(report: Report): string[] {
  const step = report.steps.find((one) => one.id === report.failed_step);
  const differing = report.comparisons.filter(({ verdict }) => verdict === "failed" || verdict === "error");
  return [
    ...(report.error === undefined ? [] : [`error: ${report.error.message}`]),
    ...(step === undefined || step.failures.length === 0 ? [] : [`${step.id}: ${step.failures.join("; ")}`]),
    ...report.expectations.filter(({ verdict }) => verdict !== "passed").map(({ message }) => message),
    ...differing.slice(0, 3).map(({ target, method }) => `${target} differs (${method})`),
    ...(differing.length > 3 ? [`and ${differing.length - 3} more differ`] : []),
    ...(report.artifacts["result"] === undefined ? [] : [`see ${report.artifacts["result"]}`]),
  ];
}

/** What went wrong in a step, with the job's tree and traceback. */
export function failureLines(step: StepReport): string[] {
  const job = step.job;
  const broken = job !== undefined && step.verdict !== "passed";
  return [
    ...(step.at === undefined ? [] : [`      --> ${step.at}`]),
    ...step.failures.map((failure) => `      ${failure}`),
    ...(broken ? (job.tree ?? []).map((line) => `      | ${line}`) : []),
    ...(broken && job.traceback !== undefined
      ? job.traceback.trimEnd().split("\n").map((line) => `      | ${line}`)
      : []),
  ];
}

/**
 * The end of a play: comparisons, what to look at, and the counts.
 *
 * @param most differences shown of one comparison
 */
export function summaryLines(report: Report, most = Infinity): string[] {
  const { counts, resumed } = report;
  const lines: string[] = [];
  for (const expectation of report.expectations) {
    if (expectation.verdict !== "passed") {
      lines.push(`FAIL  expected ${expectation.what}: ${expectation.message}`);
    }
  }
  const inPart = report.steps.some(isOutside);
  for (const comparison of report.comparisons) {
    const stopped = report.error !== undefined || report.failed_step !== null || inPart;
    if (comparison.verdict === "passed" || (stopped && comparison.verdict === "skipped")) continue;
    lines.push(...explainComparison(comparison, most));
  }
  for (const note of report.notes) lines.push(`note  ${note}`);
  if (report.error !== undefined) {
    const { message, position, remedy } = report.error;
    lines.push(`error ${message}`);
    if (position !== undefined) lines.push(`      --> ${position}`);
    if (remedy !== undefined) lines.push(`      ${remedy}`);
  }
  lines.push("");
  lines.push(`profile   ${report.profile} on ${report.target}, ${formatDuration(report.duration_ms)}`);
  if (report.sandbox !== null) {
    const kept = report.sandbox.dir === null ? report.sandbox.run_id : `kept: ${report.sandbox.dir}`;
    lines.push(`sandbox   ${kept}`);
  }
  lines.push(
    `steps     ${counts.steps.passed} of ${counts.steps.planned} passed` +
      (counts.steps.failed > 0 ? `, ${counts.steps.failed} failed` : "") +
      (resumed === undefined ? "" : `, ${resumed.steps} of them before it was resumed`) +
      (counts.steps.skipped > 0 ? `, ${counts.steps.skipped} not run` : "") +
      (counts.steps.optional > 0 ? `, ${counts.steps.optional} optional left out (--optional)` : ""),
  );
  const nothing = inPart && report.comparisons.every(({ verdict }) => verdict === "skipped");
  lines.push(
    nothing
      ? "compared  nothing: only a part of the steps was played"
      : `compared  ${counts.comparisons.passed} of ${counts.comparisons.planned} comparisons matched` +
        (counts.comparisons.failed > 0 ? `, ${counts.comparisons.failed} differ` : ""),
  );
  if (report.failed_step !== null) lines.push(`failed    ${report.failed_step}`);
  for (const [name, path] of Object.entries(report.artifacts)) {
    if (name === "result" || name === "bundle" || name === "pending") lines.push(`${name.padEnd(9)} ${path}`);
  }
  if (report.rerun !== undefined) lines.push(`go on     ${report.rerun}`);
  return lines;
}

function statusOf(step: StepReport): number | undefined {
  const actual = step.actual;
  if (typeof actual !== "object" || actual === null || Array.isArray(actual)) return undefined;
  return typeof actual["status"] === "number" ? actual["status"] : undefined;
}
