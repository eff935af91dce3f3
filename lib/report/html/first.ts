/** What failed first, with the way to it: the first thing that somebody wants to know of a play that did not pass. */
import { RANKS } from "../../baseline/candidates.ts";
import { placeInRank, rankOf } from "../../baseline/rank.ts";
import { notMatchedCounts } from "../../compare/told.ts";
import { type Html, markup } from "../../html/markup.ts";
import { counted } from "../../text/counted.ts";
import { heading, linkTo } from "./parts.ts";
import { isBad } from "./verdict.ts";
import { comparisonAnchor, type PlayView, stepAnchor } from "./view.ts";

/** So many comparisons are named. */
const MOST = 5;

const NAMES = new Intl.Collator("en", { numeric: true });

/** The box; nothing for a play without anything to tell. */
export function firstFailure(view: PlayView): Html | undefined {
  const { report, level, prefix } = view;
  const parts = [errorPart(view), stepPart(view), expectationPart(view), comparisonPart(view)]
    .filter((part) => part !== undefined);
  if (parts.length === 0) return undefined;
  const id = `${prefix}first`;
  const said = report.diagnosis ?? [];
  return markup`<section class="first" aria-labelledby="${id}">${
    heading(level + 1, "What failed first", id)
  }${parts}${
    said.length > 0 &&
    markup`<details class="more"><summary>As the console said it</summary><pre tabindex="0" role="region"
aria-label="Console">${said.join("\n")}</pre></details>`
  }</section>`;
}

function errorPart({ report: { error } }: PlayView): Html | undefined {
  if (error === undefined) return undefined;
  return markup`<p><b>${error.message}</b></p>${
    error.remedy !== undefined && markup`<p>What to do: ${error.remedy}</p>`
  }${error.position !== undefined && markup`<p class="dim">at <code>${error.position}</code></p>`}`;
}

function stepPart(view: PlayView): Html | undefined {
  const { steps } = view.report;
  const bad = steps.filter(({ verdict }) => isBad(verdict));
  const [first] = bad;
  if (first === undefined) return undefined;
  return markup`<p>Step ${linkTo(stepAnchor(view, first.id), first.id)}${
    bad.length > 1 && ` and ${counted(bad.length - 1, "later step")}`
  }${
    first.at !== undefined && markup` <span class="dim">at <code>${first.at}</code></span>`
  }</p><ul class="failures">${
    [...first.failures, ...lastLine(first.job?.traceback)].map((one) => markup`<li>${one}</li>`)
  }</ul>`;
}

/** What a traceback comes down to. */
function lastLine(traceback = ""): string[] {
  return traceback.trimEnd().split("\n").slice(-1).filter((line) => line !== "");
}

function expectationPart({ report: { expectations } }: PlayView): Html | undefined {
  const bad = expectations.filter(({ verdict }) => isBad(verdict));
  return bad.length === 0
    ? undefined
    : markup`<p>${counted(bad.length, "expectation")} not met:</p><ul class="failures">${
      bad.map(({ what, message }) => markup`<li>${message === "" ? what : message}</li>`)
    }</ul>`;
}

function comparisonPart(view: PlayView): Html | undefined {
  const { comparisons } = view.report;
  const bad = comparisons.flatMap((comparison, index) =>
    isBad(comparison.verdict) ? [{ comparison, index }] : []
  ).sort((a, b) => byTelling(a.comparison.target, b.comparison.target));
  if (bad.length === 0) return undefined;
  const counts = notMatchedCounts(view.report.comparisons).join(", ");
  const without = view.report.comparisons.every(({ verdict }) => verdict !== "error");
  const how = without ? bad.length === 1 ? "differs" : "differ" : `did not match (${counts})`;
  return markup`<p>${counted(bad.length, "comparison")} ${how}${
    bad.length > MOST && `, the first ${MOST}`
  }:</p><ul>${
    bad.slice(0, MOST).map(({ comparison: { target, reason, notes, method }, index }) =>
      markup`<li>${linkTo(comparisonAnchor(view, index), target)} <span class="dim">${
        reason ?? notes[0] ?? method
      }</span></li>`
    )
  }</ul>`;
}

/** Final results before files of single hillslopes; of one rank in the order of their names, H2 before H10. */
function byTelling(a: string, b: string): number {
  return RANKS.indexOf(rankOf(a)) - RANKS.indexOf(rankOf(b)) || placeInRank(a) - placeInRank(b) ||
    NAMES.compare(a, b);
}
