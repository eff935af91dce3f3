/** A page of nothing but the evidence of comparisons, for looking at it before and apart from any report. */
import { type Html, markup } from "../../lib/html/markup.ts";
import { renderPage } from "../../lib/html/page.ts";
import type { ComparisonReport } from "../../lib/model/report.ts";
import {
  evidenceOf,
  evidenceScript,
  evidenceStyle,
  type ReadArtifact,
} from "../../lib/report/html/evidence/mod.ts";

/** The page: each comparison that did not pass under a heading of its own. */
export async function evidencePage(
  comparisons: readonly ComparisonReport[],
  read: ReadArtifact,
): Promise<string> {
  const parts: Html[] = [];
  for (const one of comparisons.filter(({ verdict }) => verdict !== "passed")) {
    parts.push(
      markup`<section data-target="${one.target}"><h3>${one.target} <span class="badge ${one.verdict}">${one.verdict}</span></h3>
<p class="dim">${one.method}</p>${one.notes.map((note) => markup`<p>${note}</p>`)}${await evidenceOf(
        one,
        read,
      )}</section>`,
    );
  }
  return renderPage({
    title: "Evidence",
    body: markup`<main><h1>Evidence</h1><h2>Comparisons</h2>${parts}</main>`,
    styles: [evidenceStyle],
    scripts: [evidenceScript],
  });
}
