/** The comparisons of a play, each with its evidence. */
import { type Html, markup, type Part } from "../../html/markup.ts";
import { messageOf } from "../../errors.ts";
import type { ComparisonReport, ItemVerdict } from "../../model/report.ts";
import { counted } from "../../text/counted.ts";
import { evidenceOf } from "./evidence/mod.ts";
import { figuresTable } from "./figures.ts";
import { facts, heading } from "./parts.ts";
import { badge, isBad } from "./verdict.ts";
import { comparisonAnchor, type PlayView } from "./view.ts";

/** So many that differ are open at first; of more only the first, so that the page can be looked over. */
const OPEN = 3;
/** Differences that are listed where there is no room for evidence, and files of one comparison. */
const MOST_LINES = 10;
const MOST_FILES = 20;

/** The section; nothing for a play that compares nothing. */
export async function comparisonsSection(view: PlayView): Promise<Part> {
  const { report: { comparisons }, level, prefix } = view;
  if (comparisons.length === 0) return undefined;
  const id = `${prefix}comparisons`;
  const bad = comparisons.flatMap(({ verdict }, index) => isBad(verdict) ? [index] : []);
  const items = [];
  // What did not pass comes first: it is what the page is opened for, and has the room for its evidence.
  const rest = [...comparisons.keys()].filter((index) => !bad.includes(index));
  for (const index of [...bad, ...rest]) {
    const comparison = comparisons[index];
    if (comparison === undefined) continue;
    const open = isBad(comparison.verdict) && (bad.length <= OPEN || index === bad[0]);
    items.push(await item(comparison, index, open, view));
  }
  return markup`<section class="filtered" aria-labelledby="${id}">${heading(level + 1, "Comparisons", id)}
${controls(comparisons, prefix)}
<ol class="items comparisons">
${items}</ol></section>`;
}

function controls(comparisons: readonly ComparisonReport[], prefix: string): Html {
  const count = (test: (verdict: ItemVerdict) => boolean) =>
    comparisons.filter(({ verdict }) => test(verdict)).length;
  const choices = [
    ["all", "All", comparisons.length],
    ["failed", count((verdict) => verdict === "error") === 0 ? "Differ" : "Not matched", count(isBad)],
    ["passed", "Match", count((verdict) => verdict === "passed")],
    ["skipped", "Skipped", count((verdict) => verdict === "skipped")],
  ] as const;
  return markup`<div class="controls no-print" hidden>
<div role="group" aria-label="Which comparisons">${
    choices.map(([name, word, found]) =>
      markup`<button type="button" data-show="${name}" aria-pressed="${String(name === "all")}">${word} <span
class="dim">${found}</span></button>`
    )
  }</div>
<label class="search">Search <input type="search" data-search placeholder="file, method, text" aria-describedby="${prefix}comparisons-found"></label>
<button type="button" data-all-open aria-pressed="false">Open all</button>
<p role="status" class="dim" id="${prefix}comparisons-found" data-found data-word="comparison"></p></div>`;
}

async function item(
  comparison: ComparisonReport,
  index: number,
  open: boolean,
  view: PlayView,
): Promise<Html> {
  const { target, method, verdict, counts, notes } = comparison;
  const bad = isBad(verdict);
  const found = (["missing", "extra", "changed"] as const).flatMap((kind) =>
    counts[kind] === 0 ? [] : [`${counts[kind]} ${kind}`]
  );
  const id = comparisonAnchor(view, index);
  return markup`<li class="item${bad && " bad"}" data-verdict="${verdict}"><details id="${id}"${
    open && markup` open`
  }><summary>${badge(verdict)}<span class="what">${
    heading(view.level + 2, target)
  }<span class="dim path">${method}${
    bad && notes[0] !== undefined && ` · ${notes[0]}`
  }</span></span><span class="status">${found.join(", ")}</span></summary>
<div class="body">${await body(comparison, view)}</div></details></li>
`;
}

async function body(comparison: ComparisonReport, view: PlayView): Promise<Part> {
  const { reason, at, files, target, verdict, notes, differences, facts: figures } = comparison;
  const evident = isBad(verdict) || differences.length > 0;
  return [
    reason !== undefined && markup`<p>${reason}</p>`,
    // The first stands in the line above.
    (isBad(verdict) ? notes.slice(1) : notes).map((note) => markup`<p>${note}</p>`),
    facts([
      ["Place", at && markup`<code>${at}</code>`],
      ["Files", files.length > 0 && (files.length > 1 || files[0] !== target) && fileNames(files)],
    ]),
    evident && await evidence(comparison, view),
    view.brief ? undefined : figuresTable(figures),
  ];
}

function fileNames(files: readonly string[]): string {
  const more = files.length - MOST_FILES;
  return files.slice(0, MOST_FILES).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/** Nothing that is odd about a file may keep the report from being written. */
async function evidence(comparison: ComparisonReport, view: PlayView): Promise<Html> {
  try {
    const found = await evidenceOf(comparison, (name) => view.files.read(name));
    if (view.evidence.takeWhole(found.text.length)) return found;
    return inShort(comparison, "There is more in the result folder than this page has room for.", view);
  } catch (error) {
    return inShort(comparison, `The evidence cannot be shown: ${messageOf(error)}`, view);
  }
}

function inShort(
  { differences, omitted, artifacts }: ComparisonReport,
  why: string,
  { files }: PlayView,
): Html {
  const more = differences.length + omitted - MOST_LINES;
  return markup`<p class="dim">${why}</p><ul>${
    differences.slice(0, MOST_LINES).map(({ where, message, file }) =>
      markup`<li>${file !== undefined && `${file}: `}${where}: ${message}</li>`
    )
  }</ul>${more > 0 && markup`<p>and ${counted(more, "more difference")}</p>`}${
    artifacts.map((name) => {
      const href = files.href(name);
      return markup`<p>${
        href === undefined ? markup`<code>${name}</code>` : markup`<a href="${href}">${name}</a>`
      }</p>`;
    })
  }`;
}
