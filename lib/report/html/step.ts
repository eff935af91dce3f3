/** One step: a line with its bar, and below it all that is known of it. */
import { escapeHtml, type Html, markup, type Part } from "../../html/markup.ts";
import type { StepReport } from "../../model/report.ts";
import { counted } from "../../text/counted.ts";
import { formatDuration } from "../../text/duration.ts";
import { bar } from "./bars.ts";
import { exchangeParts, pathOf } from "./exchange.ts";
import { jobPart } from "./job.ts";
import { copyable, facts, heading, textBox } from "./parts.ts";
import { prettyJson } from "./pretty.ts";
import type { Span } from "./timeline.ts";
import { badge, isBad } from "./verdict.ts";
import { KEPT_FOR_BAD, type PlayView, stepAnchor } from "./view.ts";

/** Characters of what was expected or found; of a command, for steps that did not pass and for others. */
const MOST_VALUE = 8000;
const MOST_CURL_BAD = 20_000;
const MOST_CURL = 1200;

/** How a step stands in its play. */
export interface StepPlace {
  /** From 0. */
  index: number;
  span: Span | undefined;
  /** Length of the axis, ms. */
  total: number;
  slow: boolean;
}

/** The step as an item of the list. */
export function stepItem(step: StepReport, place: StepPlace, view: PlayView): Html {
  const { verdict, action } = step;
  const bad = isBad(verdict);
  return markup`<li class="item${bad && " bad"}" data-verdict="${verdict}" data-action="${action}"${
    place.slow && markup` data-slow`
  }><details id="${stepAnchor(view, step.id)}"${bad && markup` open`}><summary>${
    line(step, place, view)
  }</summary>
<div class="body">${body(step, view)}</div></details></li>
`;
}

function line(step: StepReport, { index, span, total, slow }: StepPlace, { level, report }: PlayView): Html {
  const { id, verdict, request, action, reason, command, timings, resumed } = step;
  const took = timings === undefined || resumed === true ? undefined : timings.total + timings.waited;
  const status = statusOf(step);
  return markup`<span class="dim num">${index + 1}</span>${badge(verdict)}<span class="what">${
    heading(level + 2, id)
  }<span class="dim path">${
    request === undefined
      ? command ?? reason ?? action
      : `${request.method} ${shortPath(request.url, report.sandbox?.run_id)}`
  }</span></span><span class="status">${status}${
    slow && markup` <span class="badge warn">slow</span>`
  }</span><span
class="took">${took !== undefined && formatDuration(took)}</span>${bar(span, total)}`;
}

function body(step: StepReport, view: PlayView): Part {
  const { failures, reason, warnings = [], curl, verdict, job } = step;
  const exchanges = view.transcript?.get(step.id)?.exchanges ?? [];
  return [
    failures.length > 0 &&
    markup`<ul class="failures">${failures.map((one) => markup`<li>${one}</li>`)}</ul>`,
    reason !== undefined && markup`<p>${reason}</p>`,
    warnings.map((one) => markup`<p class="warning">${one}</p>`),
    facts([
      ["Place", step.at && markup`<code>${step.at}</code>`],
      ["Action", step.action],
      ["User", step.user],
      ["Recorded as", step.recorded && markup`<code>${step.recorded}</code>`],
      ["Run directly", step.command && markup`<code>${step.command}</code>`],
      ["Times", timesOf(step)],
      ["Sent again", wordsOf(step)],
      ["Correlation id", step.correlation_id && markup`<code>${step.correlation_id}</code>`],
    ]),
    isBad(verdict) && expectedPart(step, view),
    job === undefined ? undefined : jobPart(job, exchanges, view),
    view.brief ? undefined : exchangeParts(step, exchanges, view),
    curl === undefined || !hasRoom(curl, verdict, view) ? undefined : [
      heading(view.level + 3, "As a command"),
      copyable(curl, "curl command"),
    ],
  ];
}

/** A part of a command is none, so it is there as a whole or not at all. */
function hasRoom(curl: string, verdict: StepReport["verdict"], { brief, bodies }: PlayView): boolean {
  const cost = escapeHtml(curl).length;
  if (isBad(verdict)) return curl.length <= MOST_CURL_BAD && bodies.takeWhole(cost);
  return !brief && curl.length <= MOST_CURL && bodies.takeWhole(cost, KEPT_FOR_BAD);
}

function expectedPart({ expected, actual }: StepReport, { level, bodies }: PlayView): Part {
  if (expected === undefined && actual === undefined) return undefined;
  const side = (name: string, value: typeof expected) =>
    value !== undefined &&
    markup`<section>${heading(level + 3, name)}${
      textBox(bodies.take(prettyJson(value), MOST_VALUE), name)
    }</section>`;
  return markup`<div class="pair">${side("Expected", expected)}${side("Found", actual)}</div>`;
}

function statusOf({ actual, job }: StepReport): string {
  const status = typeof actual === "object" && actual !== null && !Array.isArray(actual)
    ? actual["status"]
    : undefined;
  return [
    ...typeof status === "number" ? [String(status)] : [],
    ...job === undefined ? [] : [`job ${job.status}`],
  ].join(" · ");
}

function timesOf({ timings, resumed }: StepReport): string | undefined {
  if (resumed === true) return "done by the play that this one went on with";
  if (timings === undefined) return undefined;
  const { connect, first_byte, total, waited } = timings;
  return [
    ...connect === undefined ? [] : [`connected after ${formatDuration(connect)}`],
    ...first_byte === undefined ? [] : [`first byte after ${formatDuration(first_byte)}`],
    `request ${formatDuration(total)}`,
    ...waited === 0 ? [] : [`waited ${formatDuration(waited)}`],
  ].join(", ");
}

function wordsOf({ retries = 0, renewals = 0, busy = 0 }: StepReport): string {
  return [
    ...retries > 0
      ? [`${counted(retries, "retry").replace("retrys", "retries")} after nothing had been done`]
      : [],
    ...renewals > 0 ? [`${counted(renewals, "time")} with a renewed session or token`] : [],
    ...busy > 0 ? [`${counted(busy, "time")} as another job held the run`] : [],
  ].join(", ");
}

/** The path without the id of the sandbox, which takes the room of what tells steps apart. */
function shortPath(url: string, runId: string | undefined): string {
  const path = pathOf(url);
  return runId === undefined || runId === ""
    ? path
    : path.replaceAll(runId, "…").replaceAll(encodeURIComponent(runId), "…");
}
