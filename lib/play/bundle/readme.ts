/** `README.md` of a bundle: what failed, what lies here, how to go on, for who has never seen one. */
import { notMatchedWords } from "../../compare/told.ts";
import type { Report } from "../../model/report.ts";
import { cutText, oneLine } from "../../report/plain_text.ts";
import { formatDuration } from "../../text/duration.ts";
import { failureLines } from "../failure.ts";
import type { BundleContents } from "./write.ts";

/** Comparisons that are named. */
const NAMED = 20;

/** The page; everything in it is told by the report. */
export function bundleReadme(report: Report, { files, left }: BundleContents): string {
  const failed = report.steps.find(({ id }) => id === report.failed_step);
  return [
    `# ${report.profile}: ${report.summary}`,
    "",
    `Played on ${report.target}, ${report.started_at}, in ${
      formatDuration(report.duration_ms)
    }. Secrets were taken out`,
    "of everything here, so that it can be handed on; what stands in the run's own files is worth a look first.",
    "",
    "## What did not pass",
    "",
    ...failedWords(report),
    "## What is here",
    "",
    "| file | what it is |",
    "| --- | --- |",
    "| `report.html` | the report to look at: open it in a browser, it needs no network |",
    "| `report.json` | every step, expectation and comparison, with what was expected and what came |",
    "| `play.log` | what was done when: every request, every change of a job's state |",
    "| `transcript.har` | requests and answers, a page a step; a browser's network tab opens it |",
    ...[...files].map(([name, what]) => `| \`${name.replaceAll("|", "\\|")}\` | ${cell(what)} |`),
    "",
    ...(left.length === 0 ? [] : ["Not here:", "", ...left.map((line) => `- ${cell(line)}`), ""]),
    "## How to go on",
    "",
    ...(report.sandbox?.dir === null || report.sandbox === null
      ? []
      : [`The run was kept: \`${report.sandbox.dir}\` (\`${report.sandbox.run_id}\`).`, ""]),
    ...(report.rerun === undefined ? [] : ["Go on from there:", "", block(report.rerun)]),
    ...(failed?.curl === undefined || report.target === "embedded"
      ? []
      : ["", "Send the failed request alone; the variables stand for credentials:", "", block(failed.curl)]),
    "",
  ].join("\n");
}

function failedWords(report: Report): string[] {
  const { error, steps, expectations, comparisons } = report;
  const bad = (verdict: string) => verdict === "failed" || verdict === "error";
  const differing = comparisons.filter(({ verdict }) => bad(verdict));
  return [
    ...(error === undefined ? [] : [
      block([error.message, error.position, error.remedy].filter((line) => line !== undefined).join("\n")),
      "",
    ]),
    ...steps.filter(({ verdict, failures }) => bad(verdict) && failures.length > 0).flatMap((step) => [
      `Step \`${step.id}\`${step.request === undefined ? "" : ` (${step.request.method})`}:`,
      "",
      block(failureLines(step, 120).map((line) => line.replace(/^ {6}/, "")).join("\n")),
      "",
    ]),
    ...expectations.filter(({ verdict }) => bad(verdict)).flatMap(({ what, message }) => [
      `Expected ${cell(what)}: ${cell(message)}`,
      "",
    ]),
    ...differing.slice(0, NAMED).map((one) => `- ${cell(notMatchedWords(one, `\`${one.target}\``))}`),
    ...(differing.length > NAMED ? [`- and ${differing.length - NAMED} more`] : []),
    ...(differing.length > 0 ? [""] : []),
  ];
}

function cell(text: string): string {
  return oneLine(text, 400).replaceAll("|", "\\|").replaceAll("<", "&lt;");
}

/** A block of code that its text cannot end. */
function block(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}\n${cutText(text, 16_000)}\n${fence}`;
}
