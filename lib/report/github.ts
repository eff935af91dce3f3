/**
 * GitHub Actions: annotations as workflow commands (`::error file=…,line=…::…`), and a job summary in Markdown.
 * Source: docs.github.com, "Workflow commands for GitHub Actions".
 */
import { isAbsolute, relative, resolve, sep } from "node:path";
import type { Report } from "../model/report.ts";
import { formatDuration } from "../text/duration.ts";
import { type Case, casesOf } from "./cases.ts";
import { parsePlace } from "./place.ts";
import { cell, code } from "./markdown_cell.ts";
import { cutText, oneLine, plainText } from "./plain_text.ts";

/** GitHub shows ten errors of a step of a workflow; the rest would be dropped without a word. */
const MOST = 10;
/** Longest message of an annotation, characters. */
const MESSAGE = 2000;
/** GitHub takes 1 MiB of summary from a step of a workflow; other commands write into the same file. */
const SUMMARY = 64 * 1024;
/** Failures that the summary shows of one profile. */
const SHOWN = 8;

/** Folders that files are told from. */
export interface Folders {
  /** `GITHUB_WORKSPACE`, else the current folder. */
  workspace: string;
  /** What a report names by a relative path lies below it. */
  dataRoot: string;
}

/** One line for each thing that did not pass, at most ten; the last says how many are left out. */
export function githubAnnotations(reports: readonly Report[], folders: Folders): string[] {
  const found = reports.flatMap((report) =>
    casesOf(report).filter(isBad).map((one) => annotation(one, report, folders))
  );
  if (found.length <= MOST) return found;
  const left = found.length - (MOST - 1);
  return [...found.slice(0, MOST - 1), `::error title=profile::${left} more did not pass: see report.json`];
}

function annotation({ name, kind, verdict, lines, at }: Case, report: Report, folders: Folders): string {
  const { file, line, column } = parsePlace(at ?? report.source.file);
  const title = `${report.profile}: ${kind === "play" ? report.summary : `${kind} ${name}`} ${
    verdict === "failed" ? "failed" : "could not be judged"
  }`;
  const parts = [
    `file=${property(within(file, folders))}`,
    ...(line === undefined ? [] : [`line=${line}`]),
    ...(column === undefined ? [] : [`col=${column}`]),
    `title=${property(oneLine(title, 200))}`,
  ];
  const text = plainText(lines.length === 0 ? report.summary : lines.join("\n"));
  const message = text.length <= MESSAGE ? text : `${cutText(text, MESSAGE)}\n…`;
  return `::error ${parts.join(",")}::${data(message)}`;
}

/** The file as GitHub knows it, when it lies in the workspace. */
function within(file: string, { workspace, dataRoot }: Folders): string {
  // A profile that was not even found has no file.
  if (file === "") return file;
  const place = resolve(dataRoot, file);
  const path = relative(workspace, place);
  return path.startsWith("..") || isAbsolute(path) ? place : path.split(sep).join("/");
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/** The job summary: a table of the profiles, then what did not pass. */
export function githubSummary(reports: readonly Report[]): string {
  const passed = reports.filter(({ verdict }) => verdict === "passed").length;
  const parts = [
    `### profile: ${passed} of ${reports.length} passed`,
    "",
    "| profile | verdict | steps | compared | time | target |",
    "| --- | --- | --- | --- | --- | --- |",
    ...reports.map(row),
    "",
    ...reports.filter(({ verdict }) => verdict !== "passed").flatMap(details),
  ];
  const text = `${parts.join("\n")}\n`;
  return text.length <= SUMMARY ? text : `${cutText(text, SUMMARY)}\n\n… cut: see the reports\n`;
}

function row({ profile, summary, verdict, counts, duration_ms, target }: Report): string {
  const { steps, comparisons } = counts;
  const cells = [
    code(profile),
    `${verdict === "passed" ? "✅" : "❌"} ${cell(summary)}`,
    `${steps.passed} of ${steps.planned}`,
    `${comparisons.passed} of ${comparisons.planned}`,
    formatDuration(duration_ms),
    code(target),
  ];
  return `| ${cells.join(" | ")} |`;
}

function details(report: Report): string[] {
  const bad = casesOf(report).filter(isBad);
  const more = bad.length - SHOWN;
  const failed = report.steps.find(({ id }) => id === report.failed_step);
  return [
    `#### ${code(report.profile)}`,
    "",
    ...bad.slice(0, SHOWN).flatMap(({ kind, name, lines, at }) => [
      `${kind === "play" ? "the play" : kind} ${code(name)}${at === undefined ? "" : ` at ${code(at)}`}`,
      "",
      ...fenced(lines.slice(0, 40).join("\n")),
      "",
    ]),
    ...(more > 0 ? [`… and ${more} more`, ""] : []),
    ...(failed?.curl === undefined || report.target === "embedded"
      ? []
      : ["The request as a command:", "", ...fenced(failed.curl), ""]),
  ];
}

function isBad({ verdict }: Case): boolean {
  return verdict === "failed" || verdict === "error";
}

/** A block that its content cannot end. */
function fenced(content: string): string[] {
  const text = cutText(plainText(content), 8000);
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return [`${fence}text`, text, fence];
}
