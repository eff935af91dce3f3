/** The end of a play for people: what did not match, what was done, where the evidence lies, how to go on. */
import { explainComparison } from "../compare/explain.ts";
import { notMatchedCounts } from "../compare/told.ts";
import { isLeftOut, isOutside, type Report } from "../model/report.ts";
import { troubleWords } from "../model/troubles.ts";
import { counted } from "../text/counted.ts";
import { formatDuration } from "../text/duration.ts";
import { shellWord } from "../text/shell_word.ts";
import { printable, WIDTH } from "../text/wrap.ts";
import { labelled } from "./failure.ts";

/** How much is shown. */
export interface SummaryView {
  /** Differences shown of one comparison. */
  most?: number;
  /** Columns of the terminal. */
  width?: number;
}

/** Comparisons that are explained; further ones are named. */
const EXPLAINED = 40;

/** The lines, without the last one, which names the verdict. */
export function summaryLines(report: Report, { most = Infinity, width = WIDTH }: SummaryView = {}): string[] {
  const lines = [...expectationLines(report, width), ...comparisonLines(report, most, width)];
  for (const note of report.notes) lines.push(`note  ${printable(note)}`);
  if (report.error !== undefined) {
    const { message, position, remedy } = report.error;
    lines.push(...labelled("error", message, width));
    if (position !== undefined) lines.push(`at        ${position}`);
    if (remedy !== undefined) lines.push(...labelled("do", remedy, width));
  }
  return [...lines, "", ...countLines(report), ...evidenceLines(report)];
}

function expectationLines({ expectations }: Report, width: number): string[] {
  return expectations.filter(({ verdict }) => verdict !== "passed").flatMap(({ what, message }) => [
    `FAIL  expected ${printable(what)}`,
    ...labelled("got", message, width - 6).map((line) => `      ${line}`),
  ]);
}

function comparisonLines(report: Report, most: number, width: number): string[] {
  const inPart = report.steps.some(isOutside);
  const stopped = report.error !== undefined || report.failed_step !== null || inPart;
  const telling = report.comparisons.filter(({ verdict }) =>
    verdict !== "passed" && !(stopped && verdict === "skipped")
  );
  const explained = most === Infinity ? telling : telling.slice(0, EXPLAINED);
  const more = telling.slice(explained.length);
  return [
    ...explained.flatMap((comparison) => [
      ...explainComparison(comparison, most, width),
      ...(comparison.at === undefined ? [] : [`  at ${comparison.at}`]),
    ]),
    ...more.map(({ verdict, target, method }) => `${verdict.padEnd(7)}  ${target}  ${method}`),
    ...(more.length === 0
      ? []
      : ["the last ones by name only; --verbose or report.json shows their differences"]),
  ];
}

function countLines(report: Report): string[] {
  const { counts: { steps, comparisons }, sandbox, resumed } = report;
  const target = [report.target, ...troubleWords(report)].join(", ");
  const lines = [`profile   ${report.profile} on ${target}, ${formatDuration(report.duration_ms)}`];
  if (sandbox !== null) {
    lines.push(`sandbox   ${sandboxWords(sandbox)}`);
  }
  const cutShort = report.verdict === "interrupted" || report.verdict === "terminated";
  const label = (cutShort ? "stopped" : "failed").padEnd(10);
  for (const step of report.steps) {
    if (step.verdict !== "failed" && step.verdict !== "error") continue;
    lines.push(`${label}${step.id}${step.at === undefined ? "" : `  ${step.at}`}`);
  }
  lines.push(
    `steps     ${steps.passed} of ${steps.planned} passed` +
      (steps.failed > 0 ? `, ${steps.failed} failed` : "") +
      (resumed === undefined ? "" : `, ${resumed.steps} of them before it was resumed`) +
      (steps.skipped > 0 ? `, ${steps.skipped} not run` : "") +
      leftOutWords(report),
  );
  const ran = comparisons.planned === 0 || comparisons.ran > 0;
  const why = report.error !== undefined || report.failed_step !== null
    ? ": the play stopped before"
    : report.steps.some(isOutside)
    ? ": only a part of the steps was played"
    : "";
  lines.push(
    ran
      ? `compared  ${comparisons.passed} of ${comparisons.planned} comparisons matched` +
        notMatchedCounts(report.comparisons).map((words) => `, ${words}`).join("")
      : `compared  none of ${comparisons.planned} comparisons${why}`,
  );
  lines.push(...thenLines(report));
  for (const { step, before_ms, ms } of report.slower ?? []) {
    lines.push(`slower    ${step}  ${formatDuration(ms)}, was ${formatDuration(before_ms)}`);
  }
  return lines;
}

/** Where everything lies, and what to type next. Never wrapped: it is there to be copied. */
function evidenceLines(report: Report): string[] {
  const { artifacts } = report;
  const failed = report.steps.find(({ id }) => id === report.failed_step);
  const lines: string[] = [];
  for (const name of ["result", "report", "pending", "bundle", "zip"]) {
    const path = name === "report" ? artifacts["html"] : artifacts[name];
    // A page is for those who ask why.
    if (path === undefined || (name === "report" && report.verdict === "passed")) continue;
    const words = { bundle: "  (begin with README.md)", report: "  (open it in a browser)" }[name] ?? "";
    lines.push(`${name.padEnd(9)} ${path}${words}`);
  }
  // The embedded server is gone when somebody reads this.
  if (failed?.curl !== undefined && report.target !== "embedded") {
    lines.push(`curl      ${printable(failed.curl)}`);
  }
  if (report.rerun !== undefined) lines.push(`rerun     ${report.rerun}`);
  // Another baseline is not to be taken without a look at what differs; a play with drift gives none.
  const first = report.verdict === "nothing-compared" && artifacts["pending"] !== undefined;
  if (first && troubleWords(report).length === 0) {
    lines.push(
      `next      profile update-baseline ${shellWord(report.profile)} --all --reason "first baseline"`,
    );
  }
  return lines;
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
