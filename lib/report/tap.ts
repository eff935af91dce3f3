/** TAP 14 (testanything.org): a test point a step, an expectation or a comparison, with what went wrong as YAML. */
import type { Report } from "../model/report.ts";
import { type Case, casesOf } from "./cases.ts";
import type { PlaysDocument } from "./document.ts";
import { openCases } from "./open_cases.ts";
import { cutText, oneLine, plainText } from "./plain_text.ts";
import type { Reporter } from "./types.ts";

/** Lines of a diagnosis, and characters of each. */
const MOST_LINES = 80;
const LONGEST_LINE = 1000;

/** What a point tells of its play. */
type Told = Pick<Report, "profile" | "artifacts">;

export const tapReporter = {
  name: "tap",
  help: "write a TAP 14 report",
  render(reports: readonly Report[], whole?: PlaysDocument) {
    const points: { one: Case; report: Told }[] = [
      ...reports.flatMap((report) => casesOf(report).map((one) => ({ one, report }))),
      ...openCases(whole).map(({ profile, verdict, message }) => ({
        one: { kind: "play" as const, name: "", verdict, lines: [message], seconds: 0 },
        report: { profile, artifacts: {} },
      })),
    ];
    const lines = points.flatMap(({ one, report }, index) => point(one, report, index + 1));
    return `${["TAP version 14", `1..${points.length}`, ...lines].join("\n")}\n`;
  },
} satisfies Reporter;

function point({ name, verdict, lines, seconds, kind, at }: Case, report: Told, number: number): string[] {
  const ok = verdict === "passed" || verdict === "skipped" ? "ok" : "not ok";
  const title = escaped(oneLine(`${report.profile} ${kind} ${name}`.trimEnd(), 300));
  const reason = escaped(oneLine(lines[0] ?? "", 300));
  const head = `${ok} ${number} - ${title}${verdict === "skipped" ? ` # SKIP ${reason}`.trimEnd() : ""}`;
  if (ok === "ok") return [head];
  const shown = lines.slice(0, MOST_LINES).map((line) => clean(line));
  const more = lines.length - shown.length;
  return [
    head,
    "  ---",
    `  message: ${quoted(clean(lines[0] ?? verdict))}`,
    `  severity: ${verdict === "failed" ? "fail" : "error"}`,
    ...(at === undefined ? [] : [`  at: ${quoted(clean(at))}`]),
    `  duration_ms: ${Math.round(seconds * 1000)}`,
    ...(report.artifacts["bundle"] === undefined
      ? []
      : [`  bundle: ${quoted(clean(report.artifacts["bundle"]))}`]),
    ...(shown.length < 2 ? [] : ["  details:", ...shown.map((line) => `    - ${quoted(line)}`)]),
    ...(more > 0 ? [`  left_out: ${more}`] : []),
    "  ...",
  ];
}

function clean(line: string): string {
  const text = plainText(line);
  return text.length <= LONGEST_LINE ? text : `${cutText(text, LONGEST_LINE - 1)}…`;
}

/** JSON strings are YAML, but for a few characters that YAML does not count as printable. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u{7F}-\u{9F}\u{2028}\u{2029}\u{FEFF}\u{FFFE}\u{FFFF}]/gu,
    (char) => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`,
  );
}

/** `#` begins a directive, and a backslash takes its meaning. */
function escaped(text: string): string {
  return text.replace(/[\\#]/g, "\\$&");
}
