/** JUnit XML: a suite a profile, a case a step, an expectation or a comparison; `error` where the play could not judge. */
import { explainComparison } from "../compare/explain.ts";
import type { ComparisonReport, ItemVerdict, Report, StepReport } from "../model/report.ts";
import type { Reporter } from "./types.ts";

/** One case, before it is XML. */
interface Case {
  name: string;
  verdict: ItemVerdict;
  /** First line is the message, the whole is the content. */
  lines: string[];
  seconds: number;
}

export const junitReporter: Reporter = {
  name: "junit",
  file: "junit.xml",
  help: "write a JUnit XML report",
  render: (reports) =>
    `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${reports.map(suite).join("")}</testsuites>\n`,
};

function suite(report: Report): string {
  const cases = [
    ...report.steps.map(stepCase),
    ...report.expectations.map(({ what, verdict, message }) => ({
      name: what,
      verdict,
      lines: [message],
      seconds: 0,
    })),
    ...report.comparisons.map(comparisonCase),
  ];
  // A play that proved nothing or stopped before its first step must not look green.
  const told = cases.some((one) => one.verdict === "failed" || one.verdict === "error");
  if (report.verdict !== "passed" && !told) {
    const lines = [report.error?.message ?? report.summary, report.error?.remedy ?? ""];
    cases.push({ name: "verdict", verdict: "error", lines, seconds: 0 });
  }
  const count = (verdict: ItemVerdict) => cases.filter((one) => one.verdict === verdict).length;
  const seconds = (report.duration_ms / 1000).toFixed(3);
  return `  <testsuite name="${attribute(report.profile)}" tests="${cases.length}" failures="${
    count("failed")
  }" ` +
    `errors="${count("error")}" skipped="${count("skipped")}" time="${seconds}" ` +
    `timestamp="${attribute(report.started_at)}">\n${
      cases.map((one) => testcase(one, report.profile)).join("")
    }` +
    `  </testsuite>\n`;
}

function stepCase({ id, verdict, failures, reason, at, job, timings }: StepReport): Case {
  const lines = [
    ...failures,
    ...(reason === undefined ? [] : [reason]),
    ...(at === undefined ? [] : [`at ${at}`]),
  ];
  if (verdict !== "passed") lines.push(...job?.tree ?? [], ...job?.traceback?.split("\n") ?? []);
  return { name: id, verdict, lines, seconds: ((timings?.total ?? 0) + (timings?.waited ?? 0)) / 1000 };
}

function comparisonCase(comparison: ComparisonReport): Case {
  const { target, method, verdict } = comparison;
  return { name: `${target} (${method})`, verdict, lines: explainComparison(comparison), seconds: 0 };
}

function testcase({ name, verdict, lines, seconds }: Case, profile: string): string {
  const head = `    <testcase classname="${attribute(profile)}" name="${attribute(name)}" time="${
    seconds.toFixed(3)
  }"`;
  if (verdict === "passed") return `${head}/>\n`;
  const message = attribute(lines[0] ?? verdict);
  if (verdict === "skipped") return `${head}>\n      <skipped message="${message}"/>\n    </testcase>\n`;
  const element = verdict === "failed" ? "failure" : "error";
  return `${head}>\n      <${element} message="${message}">${
    content(lines.join("\n"))
  }</${element}>\n    </testcase>\n`;
}

/** XML 1.0 has no place for other characters: a report with one is read as no report at all. */
function legal(text: string): string {
  return text.replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "\u{FFFD}");
}

function content(text: string): string {
  return legal(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function attribute(text: string): string {
  return content(text).replaceAll('"', "&quot;").replace(/\s+/g, " ");
}
