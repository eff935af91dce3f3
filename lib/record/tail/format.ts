/** Exchanges, events and problems as lines for people. */
import type { LogSummary } from "../../events/summary.ts";
import type { Exchange, LocatedEvent, LogProblem } from "../../events/types.ts";
import type { AuditEvent } from "../../model/event.ts";
import { isObject } from "../../model/json.ts";
import { counted } from "../../text/counted.ts";
import { actionOf } from "./action.ts";
import { jobsOf, statusOf } from "./filter.ts";
import type { LogGap } from "./types.ts";

const LONGEST_DETAIL = 120;

/** A text in a style: colours where the terminal has them. */
export type Paint = (text: string, ...styles: ("dim" | "red" | "green" | "yellow" | "cyan")[]) => string;

/** No colours. */
export const plain: Paint = (text) => text;

/** How an exchange is shown. */
export interface ExchangeStyle {
  paint?: Paint;
  /** Time since the line before, `+1.2 s`. */
  relative?: string;
  /** Stands in place of the outcome while there is none. */
  waiting?: string | undefined;
  /** Reading did not begin at the log's start, so the request may stand before. */
  partial?: boolean;
}

/**
 * One line for an exchange: time, method, what was called, status, time taken, job.
 *
 * @example
 * `12:03:11 +1.2 s POST build-landuse 202 154 ms job 5f0c…`
 */
export function formatExchange(exchange: Exchange, style: ExchangeStyle = {}): string {
  const { request, end } = exchange;
  const { paint = plain, relative = "", waiting = "no answer in the log", partial = false } = style;
  const lonely = partial ? "(request came before)" : "(request not in the log)";
  const event = request?.event ?? end?.event ?? {};
  const jobs = end === undefined
    ? []
    : jobsOf(end.event).filter((id) => !actionOf(event).includes(id.slice(0, 8)));
  return [
    paint(timeOf(event), "dim"),
    ...(relative === "" ? [] : [paint(relative, "dim")]),
    paint(event.method ?? "-", "cyan"),
    actionOf(event),
    ...(end === undefined ? [paint(waiting, "yellow")] : outcomeOf(end.event, paint)),
    ...jobs.map((id) => `job ${id.length > 8 ? id.slice(0, 8) + "…" : id}`),
    ...(request === undefined ? [paint(lonely, "yellow")] : []),
  ].join(" ");
}

/** Milliseconds of an event's own clock, else of the server's. */
export function momentOf(event: AuditEvent): number | undefined {
  const moment = Date.parse(event.timestamp ?? event.received_at ?? "");
  return Number.isNaN(moment) ? undefined : moment;
}

/** `+1.2 s` from one moment to another, `+3 min` for long ones; empty when either is not known. */
export function since(before: number | undefined, moment: number | undefined): string {
  if (before === undefined || moment === undefined) return "";
  const seconds = (moment - before) / 1000;
  const sign = seconds < 0 ? "-" : "+";
  const size = Math.abs(seconds);
  return size < 120 ? `${sign}${size.toFixed(1)} s` : `${sign}${Math.round(size / 60)} min`;
}

/** One line for an event that is neither request nor end of one. */
export function formatOther(at: LocatedEvent): string {
  const { event } = at;
  const job = isObject(event.payload) ? event.payload["job"] ?? event.payload["task"] : undefined;
  const words = [timeOf(event), event.stage ?? event.category ?? "event"];
  if (typeof job === "string") words.push(job);
  return [...words, `(line ${at.line})`].join(" ");
}

/** `line N @ offset: what is wrong`. */
export function formatProblem(problem: LogProblem | LogGap): string {
  return `line ${problem.line} @ ${problem.offset}: ${problem.message}`;
}

/** The counts of a log, a line each. */
export function formatSummary(summary: LogSummary): string[] {
  const { request, response, error, other } = summary.stages;
  const categories = Object.entries(summary.categories).map(([name, count]) => `${name} ${count}`).join(", ");
  return [
    `lines       ${summary.lines}: ${counted(summary.events, "event")}, ${summary.broken} broken`,
    `stages      request ${request}, response ${response}, error ${error}, other ${other}`,
    `categories  ${categories === "" ? "none" : categories}`,
    `pairs       ${summary.pairs}; ${counted(summary.requests_without_end, "request")} without an end, ` +
    `${counted(summary.ends_without_request, "end")} without a request`,
    `recorder    ${summary.generation ?? "not known"}`,
    ...summary.problems.map(formatProblem),
  ];
}

/** `12:03:11` of the browser's clock, else of the server's. */
function timeOf(event: AuditEvent): string {
  return /T(\d\d:\d\d:\d\d)/.exec(event.timestamp ?? event.received_at ?? "")?.[1] ?? "--:--:--";
}

function outcomeOf(event: AuditEvent, paint: Paint): string[] {
  const status = statusOf(event);
  const failed = event.stage === "error" || event.ok === false || (status ?? 0) >= 400;
  const words = [
    paint(status === undefined ? failed ? "failed" : "-" : String(status), failed ? "red" : "green"),
  ];
  if (typeof event.durationMs === "number") words.push(`${Math.round(event.durationMs)} ms`);
  const detail = event.stage === "error" ? detailOf(event.error) : "";
  return detail === "" ? words : [...words, detail];
}

/** The server's own words where it gave some, on one line. */
function detailOf(error: unknown): string {
  const words = isObject(error) ? wordsOf(error["detail"]) ?? wordsOf(error["message"]) : wordsOf(error);
  const line = (words ?? "").replaceAll(/<[^<>]{0,200}>/g, " ").replaceAll(/[\s\p{Cc}]+/gu, " ").trim();
  return line.length <= LONGEST_DETAIL ? line : line.slice(0, LONGEST_DETAIL - 1).toWellFormed() + "…";
}

function wordsOf(value: unknown): string | undefined {
  if (typeof value === "string") return value === "" ? undefined : value;
  if (!isObject(value)) return undefined;
  return wordsOf(value["message"]) ?? wordsOf(value["Error"]) ?? wordsOf(value["error"]) ??
    JSON.stringify(value);
}
