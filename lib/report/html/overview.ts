/** The plays of one page as a table, what did not pass on top. */
import { type Html, markup } from "../../html/markup.ts";
import type { Report } from "../../model/report.ts";
import { counted } from "../../text/counted.ts";
import { formatDuration } from "../../text/duration.ts";
import type { PlaysDocument } from "../document.ts";
import { openCases } from "../open_cases.ts";
import { linkTo } from "./parts.ts";
import { badge } from "./verdict.ts";

/** Begins the ids of the n-th play of several. */
export function prefixOf(index: number): string {
  return `play-${index + 1}-`;
}

/** A row of the table. */
export interface OverviewRow {
  report: Report;
  /** The play has a section on this page. */
  here: boolean;
  /** Link to the page of the play alone. */
  page: string | undefined;
}

/** Verdict over all, what is missing, and a row a play. */
export function overview(rows: readonly OverviewRow[], whole: PlaysDocument): Html {
  const open = openCases(whole);
  const doubles = whole.doubles ?? [];
  const passed = rows.filter(({ report }) => report.verdict === "passed").length;
  const plays = counted(rows.length, "play");
  return markup`<header class="play-head"><p class="verdict">${
    badge(whole.verdict)
  } <span class="dim">${passed} of ${plays} passed</span></p>
<h1>${plays}</h1>${
    open.length + doubles.length > 0 && markup`<ul class="notes">${
      open.map(({ profile, verdict, message }) => markup`<li>${badge(verdict)} ${profile}: ${message}</li>`)
    }${
      doubles.map((line) => markup`<li>${line}</li>`)
    }</ul>`
  }
<div class="scroll" tabindex="0" role="region" aria-label="Plays"><table data-sortable class="plays"><thead><tr>${
    ["Profile", "Verdict", "Steps", "Comparisons", "Took", "Target"].map((name) =>
      markup`<th scope="col"><button type="button">${name}</button></th>`
    )
  }</tr></thead><tbody>
${rows.map(tableRow)}</tbody></table></div></header>`;
}

function tableRow({ report, here, page }: OverviewRow, index: number): Html {
  const { profile, verdict, counts: { steps, comparisons }, duration_ms, target } = report;
  return markup`<tr><th scope="row">${here ? linkTo(`${prefixOf(index)}play`, profile) : profile}${
    page !== undefined &&
    markup` <a class="own" href="${page}">own page<span class="hidden-text"> of ${profile}</span></a>`
  }</th><td>${
    badge(verdict)
  }</td><td>${steps.passed} of ${steps.planned}</td><td>${comparisons.passed} of ${comparisons.planned}</td><td data-sort="${duration_ms}">${
    formatDuration(duration_ms)
  }</td><td>${target}</td></tr>\n`;
}
