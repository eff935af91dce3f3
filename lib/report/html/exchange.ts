/** What a step sent and was answered: headers and bodies, and what else was asked on its behalf. */
import { type Html, markup, type Part } from "../../html/markup.ts";
import type { StepReport } from "../../model/report.ts";
import { formatBytes } from "../../text/bytes.ts";
import { counted } from "../../text/counted.ts";
import { formatDuration } from "../../text/duration.ts";
import { plainText } from "../plain_text.ts";
import { heading, textBox } from "./parts.ts";
import { prettyBody, prettyJson } from "./pretty.ts";
import { type Exchange, headerOf } from "./transcript.ts";
import { isBad } from "./verdict.ts";
import { KEPT_FOR_BAD, type PlayView } from "./view.ts";

/** Characters of a body: of a step that did not pass, of any other. */
const MOST_BAD = 40_000;
const MOST = 1200;
/** Longer bodies of steps that passed are not laid out. */
const MOST_LAID_OUT = 16_000;
/** Kinds of other requests that are listed of one step. */
const MOST_OTHERS = 40;

/** Request, answer, and the rest of the step's exchanges. */
export function exchangeParts(step: StepReport, exchanges: readonly Exchange[], view: PlayView): Part {
  const own = ownExchanges(step, exchanges);
  const last = own.at(-1);
  const others = exchanges.filter((one) => !own.includes(one));
  return [
    step.request === undefined && last === undefined
      ? undefined
      : markup`<div class="pair"><section>${heading(view.level + 3, "Request")}${
        requestPart(step, last, view)
      }</section><section>${heading(view.level + 3, "Answer")}${
        answerPart(step, last, view)
      }</section></div>`,
    own.length > 1
      ? markup`<p>Sent ${own.length} times; answered ${own.map(statusWord).join(", ")}</p>`
      : undefined,
    others.length === 0 ? undefined : exchangeTable(others, "Other requests of this step"),
  ];
}

/** Requests as a table, equal ones behind each other in one row; closed at first. */
export function exchangeTable(exchanges: readonly Exchange[], title: string): Html {
  const rows: { one: Exchange; count: number; ms: number }[] = [];
  for (const one of exchanges) {
    const row = rows.at(-1);
    if (row !== undefined && sameKind(row.one, one)) {
      row.count++;
      row.ms += one.time;
    } else rows.push({ one, count: 1, ms: one.time });
  }
  const listed = rows.slice(0, MOST_OTHERS);
  return markup`<details class="more"><summary>${title} (${exchanges.length})</summary><div class="scroll"><table>
<thead><tr><th scope="col">Request</th><th scope="col">Answer</th><th scope="col" class="num">Times</th><th
scope="col" class="num">Took</th></tr></thead><tbody>${
    listed.map(({ one, count, ms }) =>
      markup`<tr><td><code>${plainText(`${one.request.method} ${pathOf(one.request.url)}`)}</code></td><td>${
        statusWord(one)
      }</td><td
class="num">${count}</td><td class="num">${formatDuration(ms)}</td></tr>\n`
    )
  }</tbody></table></div>${
    rows.length > listed.length &&
    markup`<p class="dim">and ${rows.length - listed.length} more in transcript.har</p>`
  }</details>`;
}

/** Path and query of an address. */
export function pathOf(url: string): string {
  return URL.canParse(url) ? url.slice(new URL(url).origin.length) : url;
}

function sameKind(a: Exchange, b: Exchange): boolean {
  return a.request.method === b.request.method && a.request.url === b.request.url &&
    statusWord(a) === statusWord(b);
}

/** The exchanges of the step's own request: they carry its correlation id. */
function ownExchanges({ correlation_id, request }: StepReport, exchanges: readonly Exchange[]): Exchange[] {
  const marked = exchanges.filter((one) =>
    correlation_id !== undefined && headerOf(one.request.headers, "x-correlation-id") === correlation_id
  );
  if (marked.length > 0) return marked;
  return exchanges.filter((one) =>
    one.request.method === request?.method && pathOf(one.request.url) === pathOf(request.url)
  );
}

function statusWord({ response, comment = "no answer" }: Exchange): string {
  return response.status === 0 ? plainText(comment) : String(response.status);
}

function requestPart(step: StepReport, sent: Exchange | undefined, view: PlayView): Part {
  const method = sent?.request.method ?? step.request?.method ?? "";
  const url = sent?.request.url ?? step.request?.url ?? "";
  const body = sentBody(step, sent) ??
    (step.request?.body === undefined ? undefined : prettyJson(step.request.body));
  return [
    markup`<p class="first-line"><b>${plainText(method)}</b> <code>${plainText(url)}</code></p>`,
    headersPart(sent?.request.headers, step, view),
    body === undefined || body === "" ? undefined : boxed(body, "Body of the request", step, view),
  ];
}

function sentBody(step: StepReport, sent: Exchange | undefined): string | undefined {
  const { text, params } = sent?.request.postData ?? {};
  if (text !== undefined) return laidOut(text, step);
  return params?.map(({ name, value, fileName }) => `${name}: ${value ?? `file ${fileName ?? ""}`}`).join(
    "\n",
  );
}

function answerPart(step: StepReport, got: Exchange | undefined, view: PlayView): Part {
  const { answer } = step;
  if (got === undefined) {
    return answer === undefined ? markup`<p class="dim">What was answered is not kept.</p>` : [
      markup`<p class="first-line">${answer.type}</p>`,
      boxed(laidOut(answer.body, step), "Body of the answer", step, view),
      answer.cut && markup`<p class="dim">Only the beginning was kept.</p>`,
    ];
  }
  const { response: { headers, content }, time } = got;
  return [
    markup`<p class="first-line"><b>${statusWord(got)}</b> ${
      [plainText(content.mimeType.split(";")[0] ?? ""), formatBytes(content.size), formatDuration(time)]
        .filter((word) => word !== "").join(" · ")
    }</p>`,
    headersPart(headers, step, view),
    content.text === "" ? undefined : boxed(laidOut(content.text, step), "Body of the answer", step, view),
    content.comment !== undefined &&
    markup`<p class="dim">In the transcript, too: ${plainText(content.comment)}.</p>`,
  ];
}

function headersPart(
  headers: Exchange["request"]["headers"] | undefined,
  step: StepReport,
  view: PlayView,
): Part {
  if (headers === undefined || headers.length === 0) return undefined;
  const lines = headers.map(({ name, value }) => `${name}: ${value}`).join("\n");
  return markup`<details class="more"><summary>${counted(headers.length, "header")}</summary>${
    boxed(lines, "Headers", step, view)
  }</details>`;
}

function boxed(text: string, label: string, { verdict }: StepReport, { bodies }: PlayView): Html {
  const cut = isBad(verdict) ? bodies.take(text, MOST_BAD) : bodies.take(text, MOST, KEPT_FOR_BAD);
  return textBox({ ...cut, text: plainText(cut.text) }, label);
}

function laidOut(text: string, { verdict }: StepReport): string {
  return isBad(verdict) ? prettyBody(text) : prettyBody(text, MOST_LAID_OUT);
}
