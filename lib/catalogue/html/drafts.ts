/** Drafts that wait for a review, and profiles that were retired. */
import { type Html, markup } from "../../html/markup.ts";
import { formatBytes } from "../../text/bytes.ts";
import { formatAge } from "../../text/duration.ts";
import type { Catalogue, CatalogueDraft } from "../document.ts";
import { section, wideTable } from "./frame.ts";
import { ago, day } from "./words.ts";

/** The drafts with what each lacks and when it goes. */
export function draftsSection({ drafts, made_at }: Catalogue): Html {
  if (drafts.length === 0) {
    return section("drafts", "Drafts", markup`<p class="dim">No draft waits for a review.</p>`);
  }
  const table = markup`<table>
<caption class="hidden-text">Drafts that wait for a review</caption>
<thead><tr><th scope="col">Draft</th><th scope="col">State</th><th scope="col" class="num">Steps</th><th scope="col" class="num">Holes</th><th scope="col">Age</th><th scope="col">Expires</th><th scope="col" class="num">Size</th></tr></thead>
<tbody>${
    drafts.map((draft) =>
      markup`<tr><th scope="row"><code>${draft.draft}</code>${
        draft.kind !== "draft" && markup`<small>${draft.kind}</small>`
      }</th><td><span class="badge ${
        draft.ready ? "passed" : "warn"
      }">${draft.state}</span></td><td class="num">${draft.steps ?? ""}</td><td class="num">${
        draft.holes ?? ""
      }</td><td>${draft.age_ms === undefined ? "" : formatAge(draft.age_ms)}</td><td>${
        expiry(draft, made_at)
      }</td><td class="num">${formatBytes(draft.bytes)}</td></tr>
`
    )
  }</tbody></table>`;
  return section("drafts", "Drafts", wideTable("Drafts", table));
}

function expiry({ kind, kept, expires_at, soon, overdue }: CatalogueDraft, madeAt: string): Html {
  if (kind === "WEPPcloud draft") return markup`<span class="dim">never: WEPPcloud's own</span>`;
  if (kept !== undefined) return markup`<span class="dim">${kept}</span>`;
  if (expires_at === undefined) return markup`<span class="dim">never</span>`;
  const when = markup`${day(expires_at)}<small>${ago(expires_at, madeAt)}</small>`;
  if (!soon) return when;
  return markup`<span class="badge warn">${overdue ? "expired" : "soon"}</span> ${when}`;
}

/** The retired profiles, with why, when and by whom. */
export function archivedSection({ archived }: Catalogue): Html {
  if (archived.length === 0) return section("archived", "Archived", markup`<p class="dim">None.</p>`);
  const table = markup`<table>
<caption class="hidden-text">Profiles that were retired</caption>
<thead><tr><th scope="col">Profile</th><th scope="col">Reason</th><th scope="col">Archived</th><th scope="col">By</th></tr></thead>
<tbody>${
    archived.map(({ slug, title, reason, archived_at, who }) =>
      markup`<tr><th scope="row">${slug}${title !== undefined && markup`<small>${title}</small>`}</th><td>${
        reason ?? markup`<span class="dim">its ledger says no reason</span>`
      }</td><td>${archived_at === undefined ? "" : day(archived_at)}</td><td>${who ?? ""}</td></tr>
`
    )
  }</tbody></table>`;
  return section("archived", "Archived", wideTable("Archived profiles", table));
}
