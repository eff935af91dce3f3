/** What went wrong in a step, for people: expected and got side by side, the answer, the job. */
import type { JobReport, StepReport } from "../model/report.ts";
import { cutText, plainText } from "../report/plain_text.ts";
import { printable, WIDTH, wrapWords } from "../text/wrap.ts";

/** Columns before the text of a labelled line. */
const LABEL = 10;
/** Characters of an answer. */
const ANSWER = 400;
/** Lines of an answer, of a job tree and of a traceback that are shown; the bundle has all. */
const ANSWER_LINES = 3;
const TREE_LINES = 8;
const TRACE_LINES = 12;

/**
 * The lines below the step's own line.
 *
 * @param width columns of the terminal
 */
export function failureLines(step: StepReport, width = WIDTH): string[] {
  if (step.verdict === "passed" || step.verdict === "skipped") return [];
  const { at, failures, job, answer } = step;
  const lines = [
    ...(at === undefined ? [] : [`at        ${at}`]),
    ...(step.request === undefined
      ? []
      : [`request   ${step.request.method} ${shortAddress(step.request.url)}`]),
    ...failures.flatMap((failure) => pairLines(failure, width - INDENT.length)),
    ...(answer === undefined || job !== undefined || answer.body === ""
      ? []
      : labelled("answer", answerWords(answer), width - INDENT.length, ANSWER_LINES)),
    ...(job === undefined ? [] : jobLines(job, width - INDENT.length)),
  ];
  return lines.map((line) => `${INDENT}${line}`);
}

const INDENT = "      ";

/** `expected` and `got` below one another where a failure tells both; else the reason. */
function pairLines(failure: string, width: number): string[] {
  const [, subject, expected, got] = /^(?:(.{1,120}?): )?expected (.+?), got (.+)$/s.exec(failure) ?? [];
  if (expected === undefined || got === undefined) return labelled("reason", failure, width);
  return [
    ...labelled("expected", subject === undefined ? expected : `${subject}: ${expected}`, width),
    ...labelled("got", got, width),
  ];
}

/**
 * A label and words that are fit to the width, the further lines aligned. Nothing in them moves the cursor.
 *
 * @param most lines; the rest is cut off
 */
export function labelled(label: string, words: string, width = WIDTH, most = 12): string[] {
  const text = printable(plainText(words).replace(/[\t\r\n]+/g, " ").trim());
  const room = Math.max(20, width - LABEL);
  const lines = wrapWords(cutText(text, room * (most + 1)), room);
  const shown = lines.slice(0, most);
  if (lines.length > most) shown[most - 1] = `${cutText(shown[most - 1] ?? "", room - 2)} …`;
  return shown.map((line, index) =>
    index === 0 ? `${label.padEnd(LABEL)}${line}` : `${" ".repeat(LABEL)}${asWords(line)}`
  );
}

/** At the start of a line two colons begin a command of GitHub's runner: others stand in their place. */
function asWords(line: string): string {
  return line.replace(/^::/, "\ua789\ua789");
}

/** Path of an address; the sandbox is named below. */
function shortAddress(url: string): string {
  const path = url.replace(/^[a-z]+:\/\/[^/]*/i, "");
  return printable(path.replace(/(\/runs\/)[^/]+\/[^/]+(?=\/)/, "$1…"));
}

/** A page is told by its title: its beginning is the same for all. */
function answerWords({ type, body, cut }: NonNullable<StepReport["answer"]>): string {
  const end = cut || body.length > ANSWER ? " …" : "";
  if (type !== "text/html") return cutText(body, ANSWER) + end;
  const title = /<title[^>]*>([^<]*)<\/title>/i.exec(body)?.[1]?.trim() ?? "";
  const text = body.replace(/<(script|style|title)\b[\s\S]*?(?:<\/\1>|$)/gi, " ").replace(/<[^>]*>?/g, " ");
  return `an HTML page${title === "" ? "" : ` "${title}"`}: ${
    cutText(text.replace(/\s+/g, " ").trim(), ANSWER)
  }${end}`;
}

/** The job's tree without what finished well, and the end of the traceback. */
function jobLines({ tree = [], traceback }: JobReport, width: number): string[] {
  const bar = (line: string) => `| ${cutLine(line, width - 2)}`;
  const telling = tree.length <= TREE_LINES
    ? tree
    : tree.filter((line) => !/^\s*\S.*? {2}finished(?: |$)/.test(line));
  const finished = tree.length - telling.length;
  const shown = telling.slice(0, TREE_LINES);
  const more = telling.length - shown.length;
  const trace = traceback?.trimEnd().split("\n") ?? [];
  return [
    ...shown.map(bar),
    ...(more > 0 ? [`| … ${more} more jobs did not finish`] : []),
    ...(finished > 0 ? [`| … ${finished} jobs finished`] : []),
    ...(trace.length > TRACE_LINES
      ? [bar(trace[0] ?? ""), "|   …", ...trace.slice(1 - TRACE_LINES, -1).map(bar)]
      : trace.slice(0, -1).map(bar)),
    ...exceptionLines(trace.at(-1), width),
  ];
}

/** The last line of a traceback says what happened: it is shown whole. */
function exceptionLines(line: string | undefined, width: number): string[] {
  if (line === undefined) return [];
  const text = printable(plainText(cutText(line, ANSWER * 2)).replaceAll("\t", "    "));
  return wrapWords(text, Math.max(20, width - 2)).map((part) => `| ${part}`);
}

function cutLine(line: string, width: number): string {
  const indent = /^[ \t]*/.exec(line)?.[0].replaceAll("\t", "    ") ?? "";
  const text = printable(plainText(line.trim()).replaceAll("\t", "    "));
  const room = Math.max(20, width - indent.length);
  return indent + (text.length <= room ? text : `${cutText(text, room - 1)}…`);
}
