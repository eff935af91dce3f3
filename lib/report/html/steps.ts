/** The steps of a play as a timeline, with filter and search. */
import { type Html, markup, type Part } from "../../html/markup.ts";
import { formatDuration } from "../../text/duration.ts";
import { axis, bar, legend } from "./bars.ts";
import { exchangeTable } from "./exchange.ts";
import { heading } from "./parts.ts";
import { stepItem } from "./step.ts";
import { slowSteps, type Span, timelineOf } from "./timeline.ts";
import { isBad } from "./verdict.ts";
import type { PlayView } from "./view.ts";

/** Page of the transcript that belongs to no step. */
const SET_UP = "set-up";

/** The section; nothing for a play that had no step. */
export function stepsSection(view: PlayView): Part {
  const { report, transcript, level, prefix } = view;
  if (report.steps.length === 0) return undefined;
  const { total, steps, setUp, after } = timelineOf(report, transcript);
  const slow = slowSteps(report);
  const id = `${prefix}steps`;
  const items = report.steps.map((step, index) =>
    stepItem(step, { index, span: steps.get(index), total, slow: slow.has(index) }, view)
  );
  return markup`<section class="filtered" aria-labelledby="${id}">${heading(level + 1, "Steps", id)}
${controls(view, slow.size)}
${legend()}${axis(total)}
<ol class="items steps">
${setUpItem(view, setUp, total)}${items}${afterItem(after, total)}</ol></section>`;
}

function controls({ report: { steps }, prefix }: PlayView, slow: number): Html {
  const count = (...verdicts: string[]) => steps.filter(({ verdict }) => verdicts.includes(verdict)).length;
  const choices = [
    ["all", "All", steps.length],
    ["failed", "Failed", steps.filter(({ verdict }) => isBad(verdict)).length],
    ["slow", "Slow", slow],
    ["skipped", "Skipped", count("skipped")],
  ] as const;
  const actions = [...new Set(steps.map(({ action }) => action))].sort();
  return markup`<div class="controls no-print" hidden>
<div role="group" aria-label="Which steps">${
    choices.map(([name, word, found]) =>
      markup`<button type="button" data-show="${name}" aria-pressed="${String(name === "all")}">${word} <span
class="dim">${found}</span></button>`
    )
  }</div>
<label>Action <select data-action-choice><option value="">any</option>${
    actions.map((action) => markup`<option>${action}</option>`)
  }</select></label>
<label class="search">Search <input type="search" data-search placeholder="id, path, text" aria-describedby="${prefix}steps-found"></label>
<button type="button" data-all-open aria-pressed="false">Open all</button>
<p role="status" class="dim" id="${prefix}steps-found" data-found data-word="step"></p></div>`;
}

/** Login, tokens and workers, as they take a part of the axis, too. */
function setUpItem({ transcript, brief }: PlayView, span: Span | undefined, total: number): Part {
  const exchanges = transcript?.get(SET_UP)?.exchanges ?? [];
  if (span === undefined && exchanges.length === 0) return undefined;
  const line =
    markup`<span></span><span></span><span class="what dim">set-up: login, token, worker</span><span
class="status"></span><span class="took">${span && formatDuration(span.wait)}</span>${
      bar(span, total, "other")
    }`;
  return markup`<li class="rest">${
    exchanges.length === 0 || brief
      ? markup`<div class="line">${line}</div>`
      : markup`<details><summary>${line}</summary><div class="body">${
        exchangeTable(exchanges, "Requests")
      }</div></details>`
  }</li>\n`;
}

function afterItem(span: Span | undefined, total: number): Part {
  return span && markup`<li class="rest"><div class="line"><span></span><span></span><span
class="what dim">expectations, comparisons, result</span><span class="status"></span><span
class="took">${formatDuration(span.wait)}</span>${bar(span, total, "other")}</div></li>`;
}
