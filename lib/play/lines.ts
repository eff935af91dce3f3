/** Lines of a play for people: one a step, then the summary. Used by the terminal and by `play.log`. */
import { explainComparison } from "../compare/explain.ts";
import { isLeftOut, type Report, type StepReport } from "../model/report.ts";
import { counted } from "../text/counted.ts";
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
    ...(step.command === undefined ? [] : ["run directly"]),
    ...(step.job === undefined ? [] : [`job ${step.job.status}`]),
    ...(step.timings === undefined ? [] : [formatDuration(step.timings.total + step.timings.waited)]),
    ...(step.reason === undefined ? [] : [step.reason]),
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
  const { counts } = report;
  const lines: string[] = [];
  for (const expectation of report.expectations) {
    if (expectation.verdict !== "passed") {
      lines.push(`FAIL  expected ${expectation.what}: ${expectation.message}`);
    }
  }
  for (const comparison of report.comparisons) {
    const stopped = report.error !== undefined || report.failed_step !== null;
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
    lines.push(`sandbox   ${sandboxWords(report.sandbox)}`);
  }
  lines.push(
    `steps     ${counts.steps.passed} of ${counts.steps.planned} passed` +
      (counts.steps.failed > 0 ? `, ${counts.steps.failed} failed` : "") +
      (counts.steps.skipped > 0 ? `, ${counts.steps.skipped} not run` : "") +
      leftOutWords(report),
  );
  lines.push(
    `compared  ${counts.comparisons.passed} of ${counts.comparisons.planned} comparisons matched` +
      (counts.comparisons.failed > 0 ? `, ${counts.comparisons.failed} differ` : ""),
  );
  lines.push(...thenLines(report));
  if (report.failed_step !== null) lines.push(`failed    ${report.failed_step}`);
  for (const [name, path] of Object.entries(report.artifacts)) {
    if (name === "result" || name === "bundle" || name === "pending") lines.push(`${name.padEnd(9)} ${path}`);
  }
  return lines;
}

/** So many differences of a comparison are in the diagnosis. */
const DIAGNOSED = 6;

/** The console's words on a play that did not pass: the steps that failed, and the summary. */
export function diagnosisLines(report: Report): string[] {
  const failed = report.steps.filter(({ verdict }) => verdict === "failed" || verdict === "error");
  return [
    ...failed.flatMap((step) => [stepLine(step), ...failureLines(step)]),
    ...summaryLines(report, DIAGNOSED),
  ];
}

/** What became of the copies that a play made of its run. */
function thenLines({ then = [] }: Report): string[] {
  return then.map(({ check, run_id, removed, dir, archive, files, bytes }) => {
    const size = files === undefined ? "" : `, ${counted(files, "file")}`;
    const made = check === "fork"
      ? run_id === undefined ? "none" : `${run_id}${size}${leftWords(removed, dir)}`
      : archive === undefined
      ? "none"
      : `${archive}${size}${bytes === undefined ? "" : `, ${bytes} bytes`}`;
    return `${check.padEnd(9)} ${made}`;
  });
}

function leftWords(removed: boolean | undefined, dir: string | null | undefined): string {
  if (removed === undefined) return ", as far as it was made";
  if (removed) return "";
  return typeof dir === "string" ? `, kept: ${dir}` : ", kept on the server";
}

/** Optional steps, and those that the sandbox makes needless. */
function leftOutWords({ steps }: Report): string {
  const leftOut = steps.filter(isLeftOut);
  const needless = leftOut.filter(({ reason }) => !(reason ?? "").startsWith("optional")).length;
  const optional = leftOut.length - needless;
  return (optional > 0 ? `, ${optional} optional left out (--optional)` : "") +
    (needless > 0 ? `, ${needless} not needed` : "");
}

function sandboxWords({ run_id, dir, mode, removed }: NonNullable<Report["sandbox"]>): string {
  if (dir !== null) return `kept: ${dir}`;
  const by = mode === undefined || mode === "filesystem" ? "" : ` (by ${mode})`;
  return removed === false ? `kept on the server: ${run_id}${by}` : `${run_id}${by}`;
}

function statusOf(step: StepReport): number | undefined {
  const actual = step.actual;
  if (typeof actual !== "object" || actual === null || Array.isArray(actual)) return undefined;
  return typeof actual["status"] === "number" ? actual["status"] : undefined;
}
