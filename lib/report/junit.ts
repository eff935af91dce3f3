/**
 * JUnit XML as CI systems read it (the form of Jenkins' `junit-10.xsd`): a suite a profile, a case a step, an
 * expectation or a comparison; `failure` for what differs, `error` where the play could not judge.
 */
import type { Report } from "../model/report.ts";
import { type Case, casesOf } from "./cases.ts";
import type { PlaysDocument } from "./document.ts";
import { type OpenCase, openCases } from "./open_cases.ts";
import { cutText, oneLine, plainText } from "./plain_text.ts";
import type { Reporter } from "./types.ts";

/** Longest message attribute, content of a failure, and system-out, characters. */
const MESSAGE = 400;
const CONTENT = 32 * 1024;
const OUTPUT = 16 * 1024;

export const junitReporter = {
  name: "junit",
  file: "junit.xml",
  help: "write a JUnit XML report",
  render(reports: readonly Report[], whole?: PlaysDocument) {
    // The schema asks for a time: that of the play before it.
    const last = (reports.at(-1)?.started_at ?? new Date(0).toISOString()).slice(0, 19);
    const suites = [...reports.map(suite), ...openCases(whole).map((open) => openSuite(open, last))];
    return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join("")}</testsuites>\n`;
  },
} satisfies Reporter;

/** A suite of one case for what was not played. */
function openSuite({ profile, verdict, message }: OpenCase, timestamp: string): string {
  const [errors, skipped] = verdict === "error" ? [1, 0] : [0, 1];
  const suite = { name: profile, tests: 1, failures: 0, errors, skipped, time: "0.000", timestamp };
  const found: Case = { kind: "play", name: "", verdict, lines: [message], seconds: 0 };
  return `  <testsuite${attributesOf(suite)}>\n${testcase(found, { profile })}  </testsuite>\n`;
}

function suite(report: Report): string {
  const cases = casesOf(report);
  const count = (verdict: Case["verdict"]) => cases.filter((one) => one.verdict === verdict).length;
  const attributes = {
    name: report.profile,
    tests: cases.length,
    failures: count("failed"),
    errors: count("error"),
    skipped: count("skipped"),
    time: (report.duration_ms / 1000).toFixed(3),
    timestamp: report.started_at.slice(0, 19),
  };
  return `  <testsuite${attributesOf(attributes)}>\n` + properties(report) +
    cases.map((one) => testcase(one, report)).join("") +
    element("system-out", cutTo(outputOf(report), OUTPUT), 4) +
    `  </testsuite>\n`;
}

/** What tells one play from another, for those who sort results. */
function properties(report: Report): string {
  const values: Record<string, string | undefined> = {
    "profile.target": report.target,
    "profile.overlay": report.overlay ?? undefined,
    "profile.verdict": report.verdict,
    "profile.exit_code": String(report.exit_code),
    "profile.sandbox": report.sandbox?.run_id,
    "profile.source": report.source.file,
    "profile.steps_sha256": report.source.steps_sha256,
    "profile.version": report.program,
    "profile.result": report.artifacts["result"],
    "profile.bundle": report.artifacts["bundle"],
  };
  const lines = Object.entries(values).filter(([, value]) => value !== undefined).map(([name, value]) =>
    `      <property${attributesOf({ name, value: value ?? "" })}/>\n`
  );
  return `    <properties>\n${lines.join("")}    </properties>\n`;
}

/** The last line, notes, and how to repeat what failed. */
function outputOf(report: Report): string {
  const failed = report.steps.find(({ id }) => id === report.failed_step);
  return [
    report.summary,
    ...report.notes.map((note) => `note: ${note}`),
    ...(failed?.curl === undefined ? [] : [`${failed.id}: ${failed.curl}`]),
  ].join("\n");
}

function testcase(
  { name, verdict, lines, seconds, kind, at }: Case,
  { profile }: Pick<Report, "profile">,
): string {
  const head = `    <testcase${
    attributesOf({ classname: profile, name: name === "" ? kind : name, time: seconds.toFixed(3) })
  }`;
  if (verdict === "passed") return `${head}/>\n`;
  const message = oneLine(lines[0] ?? verdict, MESSAGE);
  if (verdict === "skipped") {
    return `${head}>\n      <skipped${attributesOf({ message })}/>\n    </testcase>\n`;
  }
  const content = [...lines, ...(at === undefined ? [] : [`at ${at}`])].join("\n");
  const tag = verdict === "failed" ? "failure" : "error";
  return `${head}>\n${element(tag, cutTo(content, CONTENT), 6, { message, type: verdict })}    </testcase>\n`;
}

function element(
  tag: string,
  content: string,
  indent: number,
  attributes: Record<string, string> = {},
): string {
  return `${" ".repeat(indent)}<${tag}${attributesOf(attributes)}>${escaped(content)}</${tag}>\n`;
}

function cutTo(text: string, most: number): string {
  return text.length <= most ? text : `${cutText(text, most)}\n… ${text.length - most} characters left out`;
}

function attributesOf(values: Record<string, string | number>): string {
  return Object.entries(values).map(([name, value]) =>
    ` ${name}="${escaped(String(value).replace(/\s+/g, " ")).replaceAll('"', "&quot;")}"`
  ).join("");
}

/** `>` too: `]]>` may not stand in content. A carriage return would be read as a line feed. */
function escaped(text: string): string {
  return plainText(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
    .replaceAll("\r", "&#13;");
}
