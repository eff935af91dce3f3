/** Reports as one page, which stays small enough to open at once, however much was played. */
import { markup, type Part } from "../../html/markup.ts";
import { renderPage } from "../../html/page.ts";
import { strongest } from "../../model/exit.ts";
import { type JsonValue, mapTexts } from "../../model/json.ts";
import type { Report } from "../../model/report.ts";
import { type PlaysDocument, playsDocument } from "../document.ts";
import { openCases } from "../open_cases.ts";
import { plainText } from "../plain_text.ts";
import { resultFiles } from "../result_files.ts";
import type { ResultFiles } from "../types.ts";
import { Budget } from "./budget.ts";
import { keysDialog, topBar } from "./chrome.ts";
import { evidenceScript, evidenceStyle } from "./evidence/mod.ts";
import { overview, prefixOf } from "./overview.ts";
import { playPart } from "./play.ts";
import { readTranscript } from "./transcript.ts";
import listStyle from "./lists.css" with { type: "text" };
import mediaStyle from "./media.css" with { type: "text" };
import reportStyle from "./report.css" with { type: "text" };
import reportScript from "./report.js" with { type: "text" };

/** Characters of bodies, headers and commands on a page; and of evidence of comparisons. */
const BODIES = 2_000_000;
const EVIDENCE = 2_500_000;
/** The page of a play in its own result folder. */
const PAGE = "report.html";
/** Plays that have a section; further ones have a row in the table alone. */
const MOST_PLAYS = 60;

/**
 * The page.
 *
 * @param reports clean of secrets
 * @param whole what several are together
 * @param files what lies beside each report, in their order
 */
export async function renderReports(
  reports: readonly Report[],
  whole?: PlaysDocument,
  files: readonly ResultFiles[] = [],
): Promise<string> {
  const shown = reports.map(shownReport);
  const [only] = shown;
  const room = { bodies: new Budget(BODIES), evidence: new Budget(EVIDENCE) };
  const single = shown.length === 1 && only !== undefined && isWhole(whole);
  const parts: Part[] = new Array<Part>(shown.length);
  // What did not pass is made first: it needs the room most.
  const order = [...shown.keys()].sort((a, b) => rank(shown[a]) - rank(shown[b]) || a - b);
  for (const [place, index] of order.entries()) {
    const report = shown[index];
    if (report === undefined || place >= MOST_PLAYS) continue;
    const beside = files[index] ?? resultFiles(undefined);
    const brief = !single && report.verdict === "passed";
    parts[index] = await playPart({
      report,
      transcript: brief ? undefined : await readTranscript((name) => beside.read(name)),
      files: beside,
      level: single ? 1 : 2,
      prefix: single ? "" : prefixOf(index),
      brief,
      ...room,
    });
  }
  const all = whole ?? playsDocument(strongest(shown.map(({ verdict }) => verdict)), shown, {});
  const rows = shown.map((report, index) => ({
    report,
    here: parts[index] !== undefined,
    page: files[index]?.href(PAGE),
  }));
  return renderPage({
    title: single ? `${only.profile}: ${only.verdict}` : `${shown.length} plays: ${all.verdict}`,
    body: markup`${topBar(single ? linksOf(only) : [["content", "All plays"]])}
<main id="content" tabindex="-1">
${single ? undefined : overview(rows, all)}${parts}
</main>
${keysDialog()}
`,
    styles: [reportStyle, listStyle, mediaStyle, evidenceStyle],
    scripts: [reportScript, evidenceScript],
  });
}

/** The report without escape sequences and characters that no page may have. */
function shownReport(report: Report): Report {
  return mapTexts(JSON.parse(JSON.stringify(report)) as JsonValue, plainText) as unknown as Report;
}

/** True when nothing is to be said beside the reports. */
function isWhole(whole: PlaysDocument | undefined): boolean {
  return whole === undefined || (openCases(whole).length === 0 && (whole.doubles ?? []).length === 0);
}

function rank(report: Report | undefined): number {
  return report?.verdict === "passed" ? 1 : 0;
}

/** The parts that this play has. */
function linksOf({ steps, expectations, comparisons }: Report): (readonly [string, string])[] {
  return [
    ["play", "Verdict"],
    ...steps.length > 0 ? [["steps", "Steps"] as const] : [],
    ...expectations.length > 0 ? [["expectations", "Expectations"] as const] : [],
    ...comparisons.length > 0 ? [["comparisons", "Comparisons"] as const] : [],
    ["environment", "Environment"],
  ];
}
