/** The table of all profiles, with what it is searched and filtered by. */
import { type Html, markup } from "../../html/markup.ts";
import { formatBytes } from "../../text/bytes.ts";
import { formatDuration } from "../../text/duration.ts";
import { ATTENTION, type Catalogue, type CatalogueProfile, type LfsState } from "../document.ts";
import { lastAs } from "../counts.ts";
import { section } from "./frame.ts";
import { LAST_ORDER } from "./health.ts";
import { historyStrip } from "./history_strip.ts";
import { sparkline } from "./sparkline.ts";
import { aged, day, flagBadge, FLAGS, hrefOf, lookOf, verdictBadge } from "./words.ts";

/** Tags that are offered at once; the rest behind a switch. */
const TAGS = 14;
const COLUMNS = [
  "Profile",
  "Last result",
  "Played",
  "History",
  "Duration",
  "Attention",
  "Recorded",
  "Owner",
  "Size",
];
/** Parts of a row's attributes stand between these: no tag has one. */
const SEPARATOR = "\n";

/** The section. */
export function profilesSection(catalogue: Catalogue): Html {
  const { profiles } = catalogue;
  if (profiles.length === 0) {
    return section(
      "profiles",
      "Profiles",
      markup`<p>No profiles yet: <code>profile assemble</code> makes a draft, <code>profile promote</code> a profile of it.</p>`,
    );
  }
  return section(
    "profiles",
    "Profiles",
    markup`${filters(catalogue)}
<table class="profiles" data-sortable>
<caption class="hidden-text">Profiles of the library, one a row. A click on the head of a column sorts by it.</caption>
<thead><tr>${
      COLUMNS.map((name) =>
        markup`<th scope="col"${
          name === "Duration" && markup` class="num"`
        }><button type="button">${name}</button></th>`
      )
    }</tr></thead>
<tbody>
${profiles.map((profile) => row(profile, catalogue.made_at))}</tbody>
</table>
<p class="none" hidden>No profile fits. <button type="button" data-clear>Clear the filters</button></p>`,
  );
}

/** Shown by the script: without it there is nothing to filter with. */
function filters({ counts, profiles }: Catalogue): Html {
  const tags = new Map<string, number>();
  for (const tag of profiles.flatMap((profile) => [...new Set(profile.tags)])) {
    tags.set(tag, (tags.get(tag) ?? 0) + 1);
  }
  const ordered = [...tags].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const chips = (of: typeof ordered) => of.map(([tag, count]) => chip("tag", tag, tag, count));
  const last = LAST_ORDER.filter((name) => (counts.last[name] ?? 0) > 0);
  const flags = ATTENTION.filter((kind) => (counts.attention[kind] ?? 0) > 0);
  return markup`<form class="filters no-print" role="search" aria-label="Profiles" hidden>
<div class="filter-line"><label class="search"><span class="hidden-text">Search profiles</span>
<input type="search" name="q" placeholder="Search name, title, tag, owner  ( / )" autocomplete="off"></label>
<label class="sorter">Sort by <select name="sort">${
    COLUMNS.map((name, index) => markup`<option value="${index}">${name}</option>`)
  }</select></label>
<button type="button" data-clear>Clear</button>
<p class="matches" role="status" aria-live="polite"></p></div>
<div class="filter-line" role="group" aria-label="Last result"><span class="label">Last result</span>${
    last.map((name) => chip("last", name, lookOf(name).word, counts.last[name] ?? 0))
  }</div>
${
    flags.length > 0 &&
    markup`<div class="filter-line" role="group" aria-label="Needs attention"><span class="label">Attention</span>${
      chip("need", "any", "any", counts.needing_attention)
    }${flags.map((kind) => chip("need", kind, FLAGS[kind].word, counts.attention[kind] ?? 0))}</div>`
  }
${
    ordered.length > 0 &&
    markup`<div class="filter-line" role="group" aria-label="Tags"><span class="label">Tags</span>${
      chips(ordered.slice(0, TAGS))
    }${
      ordered.length > TAGS &&
      markup`<details><summary>${ordered.length - TAGS} more</summary>${chips(ordered.slice(TAGS))}</details>`
    }</div>`
  }
</form>`;
}

function chip(field: string, value: string, word: string, count: number): Html {
  return markup`<button type="button" class="chip" data-field="${field}" data-value="${value}" aria-pressed="false">${word} <span class="count">${count}</span></button>`;
}

function row(profile: CatalogueProfile, madeAt: string): Html {
  const { slug, title, tags, owner, results, attention, page, usual_ms, kind } = profile;
  const [last] = results;
  const name = lastAs(profile);
  const born = profile.recorded_at ?? profile.promoted_at;
  const passed = results.filter(({ verdict }) => verdict === "passed").length;
  return markup`<tr data-last="${name}" data-need="${
    attention.map((one) => one.kind).join(SEPARATOR)
  }" data-tag="${tags.join(SEPARATOR)}"><th scope="row" data-sort="${slug}"><a href="${
    hrefOf(page)
  }">${slug}</a>${title !== undefined && markup`<small>${title}</small>`}${
    kind !== "profile" && markup`<small>WEPPcloud's own recording</small>`
  }${
    tags.length > 0 && markup`<span class="tags">${tags.map((tag) => markup`<span>${tag}</span>`)}</span>`
  }</th><td data-sort="${LAST_ORDER.indexOf(name)}">${verdictBadge(name)}${
    last !== undefined && last.target === "embedded" && markup`<small>embedded</small>`
  }</td><td data-sort="${last === undefined ? "" : Date.parse(last.started_at)}">${
    last === undefined ? markup`<span class="dim">${name}</span>` : aged(last.started_at, madeAt)
  }</td><td data-sort="${results.length === 0 ? "" : Math.round(passed / results.length * 100)}">${
    last === undefined ? markup`<span class="dim">${lookOf(name).word}</span>` : historyStrip(results)
  }</td><td class="num" data-sort="${last?.duration_ms ?? ""}">${
    last !== undefined &&
    markup`${formatDuration(last.duration_ms)}${sparkline(results)}${
      usual_ms !== undefined && results.length > 1 && markup`<small>usual ${formatDuration(usual_ms)}</small>`
    }`
  }</td><td data-sort="${attention[0] === undefined ? 99 : ATTENTION.indexOf(attention[0].kind)}">${
    attention.map((one) =>
      markup`<span class="flag" title="${one.words}">${
        flagBadge(one.kind)
      }<span class="hidden-text"> ${one.words}. </span></span>`
    )
  }</td><td data-sort="${born === undefined ? "" : Date.parse(born)}">${
    profile.recorded_at !== undefined && day(profile.recorded_at)
  }${
    profile.promoted_at !== undefined && markup`<small>promoted ${day(profile.promoted_at)}</small>`
  }</td><td>${owner ?? markup`<span class="dim">none</span>`}</td><td data-sort="${profile.bytes}">${
    formatBytes(profile.bytes)
  }${lfsWords(profile.lfs)}</td></tr>
`;
}

/** Nothing for one that has no files in Git LFS. */
export function lfsWords({ state, pointers, fetched }: LfsState): Html | false {
  if (state === "none") return false;
  const words = state === "fetched"
    ? `LFS: ${fetched} fetched`
    : state === "pointers"
    ? `LFS: ${pointers} not fetched`
    : `LFS: ${pointers} of ${pointers + fetched} not fetched`;
  return markup`<small>${words}</small>`;
}
