/** The first page of the catalogue: one look at the health of the library. */
import { type Html, markup } from "../../html/markup.ts";
import { formatAge } from "../../text/duration.ts";
import type { Catalogue } from "../document.ts";
import { archivedSection, draftsSection } from "./drafts.ts";
import { framed, section } from "./frame.ts";
import { healthSection } from "./health.ts";
import { profilesSection } from "./profiles_table.ts";
import { signs } from "./words.ts";
import script from "./catalogue.js" with { type: "text" };

/** The page as text. */
export function indexPage(catalogue: Catalogue): string {
  const { made_at, program } = catalogue;
  return framed({
    title: "Profile library",
    heading: markup`<h1>Profile library</h1>`,
    content: [
      healthSection(catalogue),
      profilesSection(catalogue),
      draftsSection(catalogue),
      archivedSection(catalogue),
      rulesSection(catalogue),
      warningsSection(catalogue),
    ],
    made_at,
    program,
    scripts: [script],
  });
}

function rulesSection({ rules }: Catalogue): Html {
  const limit = rules.stale_ms === null ? "" : ` (--stale, ${formatAge(rules.stale_ms)})`;
  return section(
    "rules",
    "What the flags mean",
    markup`<details><summary>The rules</summary>
<dl class="rules">
<dt>flaky</dt><dd>${rules.flaky}.</dd>
<dt>slow</dt><dd>${rules.slow}.</dd>
<dt>stale</dt><dd>${rules.stale}${limit}.</dd>
<dt>old recording</dt><dd>${rules.old}.</dd>
<dt>not played</dt><dd>a play asked for it after its last result, and did not come to it.</dd>
<dt>History</dt><dd>the last ${rules.history} results, old to new; the newest lead to their reports: ${
      Object.entries(signs()).map(([sign, word]) => `${sign} ${word}`).join(", ")
    }. All times are UTC.</dd>
</dl></details>`,
  );
}

function warningsSection({ warnings }: Catalogue): Html | undefined {
  if (warnings.length === 0) return undefined;
  return section(
    "left-out",
    "Left out",
    markup`<ul>${warnings.map((words) => markup`<li>${words}</li>`)}</ul>`,
  );
}
