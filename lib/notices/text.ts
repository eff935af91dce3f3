/** The notice as text: the verdict, counts, and of each profile that did not pass what differs first. */
import { type Case, casesOf } from "../report/cases.ts";
import type { PlaysDocument } from "../report/document.ts";
import { oneLine } from "../report/plain_text.ts";
import type { Report } from "../model/report.ts";
import { counted } from "../text/counted.ts";

/** Profiles that are told of, and differences of each: a notice is read on a phone. */
const PROFILES = 20;
const FIRST = 3;
/** Longest line, characters. */
const LINE = 300;

/** What a notice tells. */
export interface NoticeContent {
  /** The last line of the command. */
  summary: string;
  /** Clean of secrets already. */
  whole: PlaysDocument;
  /** Where the reports of the whole are, when they stay there. */
  places: readonly string[];
  /** What went wrong on the way: it was not published, say. */
  troubles?: readonly string[];
}

/**
 * The text of a notice; ends with a line's end.
 *
 * @example
 * ```ts
 * import { noticeText } from "./text.ts";
 * const whole = { verdict: "passed", exit_code: 0, reports: [] } as const;
 * noticeText({ summary: "passed", whole, places: [] }); // "profile: passed\n"
 * ```
 */
export function noticeText({ summary, whole, places, troubles = [] }: NoticeContent): string {
  const { reports, not_played = [], missing = [], doubles = [], uncounted = [], shard } = whole;
  const bad = reports.filter(({ verdict }) => verdict !== "passed");
  const more = bad.length - PROFILES;
  const lines = [
    `profile: ${summary}`,
    ...(shard === undefined ? [] : [`shard ${shard.index}/${shard.count}`]),
    ...(reports.length < 2 ? [] : [countsOf(reports)]),
    ...bad.slice(0, PROFILES).flatMap((report) => ["", ...profileLines(report)]),
    ...(more > 0 ? ["", `and ${counted(more, "further profile")} that did not pass`] : []),
  ];
  const open = [
    ...(not_played.length === 0 ? [] : [`not played: ${not_played.join(", ")}`]),
    ...missing,
    ...doubles,
    ...uncounted,
    ...troubles,
    ...places,
  ];
  if (open.length > 0) lines.push("", ...open);
  return lines.map((line) => `${oneLine(line, LINE)}\n`).join("");
}

/** `passed 3, differences 1`. */
function countsOf(reports: readonly Report[]): string {
  const counts = new Map<string, number>();
  for (const { verdict } of reports) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  return [...counts].map(([verdict, count]) => `${verdict} ${count}`).join(", ");
}

function profileLines(report: Report): string[] {
  const cases = casesOf(report).filter(({ verdict }) => verdict === "failed" || verdict === "error");
  const first = cases.slice(0, FIRST).map((one) => `- ${firstOf(one)}`);
  const left = cases.length - FIRST;
  const { target, profile, summary, artifacts } = report;
  return [
    `${profile}: ${summary}${target === "" || target === "embedded" ? "" : ` at ${target}`}`,
    ...first,
    ...(left > 0 ? [`- and ${left} more`] : []),
    ...(artifacts["result"] === undefined ? [] : [`result: ${artifacts["result"]}`]),
    ...(report.rerun === undefined ? [] : [`rerun: ${report.rerun}`]),
  ];
}

/** A comparison's first difference says more than how many there are. */
function firstOf({ kind, name, lines: [message = "", detail] }: Case): string {
  const said = kind === "comparison" ? detail ?? message : message;
  return kind === "play" ? said : `${name}: ${said}`;
}
