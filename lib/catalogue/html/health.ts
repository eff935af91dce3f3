/** The top of the catalogue: how the library is, and what somebody should look at first. */
import { type Html, markup, type Part } from "../../html/markup.ts";
import { oneLine } from "../../report/plain_text.ts";
import { formatBytes } from "../../text/bytes.ts";
import { counted } from "../../text/counted.ts";
import { ATTENTION, type Catalogue, type CatalogueProfile } from "../document.ts";
import { section } from "./frame.ts";
import { ago, flagBadge, hrefOf, lookOf, minute } from "./words.ts";

/** Profiles that are named; the table has them all. */
const NAMED = 6;
/** Longer lists are cut, characters. */
const LONGEST = 200;
/** Verdicts in the order of the bar. */
export const LAST_ORDER = [
  "passed",
  "partial",
  "nothing-compared",
  "differences",
  "incomplete",
  "unavailable",
  "refused",
  "usage",
  "internal",
  "interrupted",
  "terminated",
  "unreadable",
  "never",
];

/** The section. */
export function healthSection(catalogue: Catalogue): Html {
  const { counts } = catalogue;
  const passed = counts.last["passed"] ?? 0;
  return section(
    "health",
    "Health",
    markup`<div class="health">
<div class="panel">
<p class="headline"><strong>${passed}</strong> of ${
      counted(counts.profiles, "profile")
    } passed when last played</p>
${bar(catalogue)}
<dl class="figures">${figures(catalogue)}</dl>
</div>
<div class="panel">
<h3 id="attention-head">Needs attention <span class="count">${counts.needing_attention}</span></h3>
${attentionList(catalogue)}
</div>
</div>`,
  );
}

function bar({ counts }: Catalogue): Html {
  const parts = LAST_ORDER.flatMap((name) => {
    const count = counts.last[name] ?? 0;
    return count === 0 ? [] : [{ count, look: lookOf(name) }];
  });
  if (parts.length === 0) return markup``;
  return markup`<div class="bar" aria-hidden="true">${
    parts.map(({ count, look }) => markup`<span class="${look.tone}" style="flex-grow: ${count}"></span>`)
  }</div>
<ul class="legend">${
    parts.map(({ count, look: { tone, sign, word } }) =>
      markup`<li><span class="badge ${tone}"><span aria-hidden="true">${sign}</span> ${count} ${word}</span></li>`
    )
  }</ul>`;
}

function figures({ counts, profiles, made_at }: Catalogue): Html[] {
  const newest = profiles.flatMap(({ results: [last] }) => last?.started_at ?? []).sort().at(-1);
  const draftWords = counts.drafts_soon === 0 ? "" : `${counts.drafts_soon} about to expire`;
  return [
    figure(
      "Last play",
      newest === undefined ? "never" : ago(newest, made_at),
      newest && `${minute(newest)} UTC`,
    ),
    figure("Results", counts.results, "in the histories"),
    figure("Drafts", markup`<a href="#drafts">${counts.drafts}</a>`, draftWords || "waiting for review"),
    figure("Archived", markup`<a href="#archived">${counts.archived}</a>`, "retired"),
    figure("On disk", formatBytes(counts.bytes), "without results"),
  ];
}

function figure(name: string, value: Part, more: string | undefined): Html {
  return markup`<div><dt>${name}</dt><dd>${value}<small>${more}</small></dd></div>`;
}

/** The most pressing first, then by slug; drafts that are about to go at the end. */
function attentionList({ profiles, drafts }: Catalogue): Html {
  const rank = ({ attention: [first] }: CatalogueProfile) =>
    first === undefined ? ATTENTION.length : ATTENTION.indexOf(first.kind);
  const flagged = profiles.filter(({ attention }) => attention.length > 0).sort((a, b) => rank(a) - rank(b));
  const going = drafts.filter(({ soon }) => soon);
  if (flagged.length + going.length === 0) {
    return markup`<p class="calm"><span aria-hidden="true">✓</span> Nothing: all is well.</p>`;
  }
  const more = flagged.length - NAMED;
  return markup`<ul class="attention" aria-labelledby="attention-head">${
    flagged.slice(0, NAMED).map(({ slug, page, attention }) =>
      markup`<li><a href="${hrefOf(page)}">${slug}</a> ${attention.map(({ kind }) => flagBadge(kind))}
<span class="dim">${attention[0]?.words}</span></li>`
    )
  }${
    more > 0 &&
    markup`<li><a href="#need=any">and ${counted(more, "more profile")}</a></li>`
  }${
    going.length > 0 &&
    markup`<li><a href="#drafts">${
      counted(going.length, "draft")
    }</a> <span class="badge warn">about to expire</span>
<span class="dim">${oneLine(going.map(({ draft }) => draft).join(", "), LONGEST)}</span></li>`
  }</ul>`;
}
