/** The history of a profile: a row a result, with what was copied of it. */
import { type Html, markup } from "../../html/markup.ts";
import { counted } from "../../text/counted.ts";
import { formatDuration } from "../../text/duration.ts";
import type { CatalogueProfile, CatalogueResult } from "../document.ts";
import { section, wideTable } from "./frame.ts";
import { historyStrip } from "./history_strip.ts";
import { sparkline } from "./sparkline.ts";
import { aged, bestFile, hrefOf, nameOf, verdictBadge } from "./words.ts";

/** A page of the catalogue lies so deep. */
const DEPTH = 2;
const FILES: Readonly<Record<string, string>> = {
  page: "report",
  report: "report.json",
  junit: "junit.xml",
  transcript: "transcript.har",
  log: "play.log",
  bundle: "bundle.zip",
};

/** The section. */
export function resultsSection(
  { slug, results, unfinished, unreadable = 0, usual_ms }: CatalogueProfile,
  madeAt: string,
): Html {
  if (results.length === 0) {
    const words = unreadable === 0
      ? markup`<p>Never played.</p>`
      : markup`<p>${
        counted(unreadable, "result")
      } cannot be read: <a href="../../index.html#left-out">why</a>.</p>`;
    return section("results", "Results", [words, markup`<pre>profile play ${slug}</pre>`]);
  }
  const most = Math.max(1, ...results.map(({ duration_ms }) => duration_ms));
  return section("results", "Results", [
    markup`<p class="history-line">${historyStrip(results, DEPTH)} ${sparkline(results, 200)}${
      usual_ms !== undefined && markup` <span class="dim">usual duration ${formatDuration(usual_ms)}</span>`
    }</p>`,
    wideTable(
      "Results",
      markup`<table class="results"><caption class="hidden-text">Results, newest first</caption>
<thead><tr><th scope="col">Played</th><th scope="col">Verdict</th><th scope="col">Duration</th><th scope="col">On</th><th scope="col">What did not pass</th><th scope="col">Files</th></tr></thead>
<tbody>${results.map((result) => row(result, most, madeAt))}</tbody></table>`,
    ),
    unfinished > 0 &&
    markup`<p class="dim">${
      counted(unfinished, "result folder")
    } without a report: killed, or still at it.</p>`,
    markup`<pre>profile play ${slug}</pre>`,
  ]);
}

function row(result: CatalogueResult, most: number, madeAt: string): Html {
  const { started_at, duration_ms, target, overlay, trouble, summary, from } = result;
  const badge = verdictBadge(nameOf(result));
  const best = bestFile(result);
  const width = Math.max(1, Math.round(duration_ms / most * 100));
  return markup`<tr><td>${aged(started_at, madeAt)}</td><td>${
    best === undefined ? badge : markup`<a href="${hrefOf(best, DEPTH)}">${badge}</a>`
  }${
    result.partial === true && markup`<small>${summary}</small>`
  }</td><td class="duration"><span class="meter" aria-hidden="true"><span style="width: ${width}%"></span></span>${
    formatDuration(duration_ms)
  }</td><td>${target}${overlay !== null && markup`<small>overlay ${overlay}</small>`}${
    from !== undefined && markup`<small>from ${from}</small>`
  }</td><td>${trouble}</td><td class="files">${
    shownFiles(result).map(([what, path]) =>
      markup`<a href="${hrefOf(path, DEPTH)}"${
        (what === "bundle" || what === "transcript") && markup` download`
      }>${FILES[what] ?? what}</a> `
    )
  }</td></tr>
`;
}

/** The page first, for it is what people look at; what the embedded server saw is for the page to link. */
function shownFiles({ files = {} }: CatalogueResult): [what: string, path: string][] {
  return Object.keys(FILES).flatMap((what) => files[what] === undefined ? [] : [[what, files[what]]]);
}
