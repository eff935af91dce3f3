/** The page of one profile: what it is, how its plays went, what it is compared with, who decided what. */
import { type Html, markup } from "../../html/markup.ts";
import type { CatalogueProfile } from "../document.ts";
import { lastAs } from "../counts.ts";
import type { ProfileDetail } from "../profile.ts";
import { baselineSection } from "./baseline.ts";
import { framed, rows, section } from "./frame.ts";
import { ledgerSection } from "./ledger.ts";
import { aboutSection } from "./about.ts";
import { resultsSection } from "./results.ts";
import { flagBadge, verdictBadge } from "./words.ts";
import script from "./catalogue.js" with { type: "text" };

/** The page as text. */
export function profilePage(
  profile: CatalogueProfile,
  detail: ProfileDetail,
  { made_at, program }: { made_at: string; program: string },
): string {
  const { slug, title, attention, fault } = profile;
  return framed({
    title: `${slug}: profile library`,
    trail: markup`<nav aria-label="Library"><a href="../../index.html">Profile library</a></nav>`,
    heading: markup`<h1>${slug}</h1>${title !== undefined && markup`<p class="title">${title}</p>`}<p>${
      verdictBadge(lastAs(profile))
    } ${profile.tags.map((tag) => markup`<span class="tag">${tag}</span> `)}</p>`,
    content: [
      fault !== undefined && markup`<p class="note failed">${fault}</p>`,
      attention.length > 0 && attentionSection(profile),
      resultsSection(profile, made_at),
      aboutSection(profile, detail),
      stepsSection(detail),
      comparisonsSection(detail),
      baselineSection(profile, detail),
      ledgerSection(detail),
    ],
    made_at,
    program,
    scripts: [script],
  });
}

function attentionSection({ attention }: CatalogueProfile): Html {
  return section(
    "attention",
    "Needs attention",
    markup`<ul class="attention">${
      attention.map(({ kind, words }) => markup`<li>${flagBadge(kind)} ${words}</li>`)
    }</ul>`,
  );
}

function stepsSection({ content }: ProfileDetail): Html | undefined {
  if (content === undefined) return undefined;
  const { steps, holes } = content;
  return section("steps", `Steps (${steps.length})`, [
    holes.length > 0 &&
    markup`<p>Holes keep it from being played:</p><ul>${holes.map((hole) => markup`<li>${hole}</li>`)}</ul>`,
    rows(
      "Steps",
      ["#", "Step", "Does", "And"],
      steps.map(({ id, does, more, optional }, index) => [
        String(index + 1),
        markup`<code>${id}</code>`,
        markup`<code>${does.replaceAll("/runs/{{run_id}}/{{config}}", "/runs/…")}</code>`,
        [...more, ...(optional ? ["optional"] : [])].join(", "),
      ]),
    ),
  ]);
}

function comparisonsSection({ content }: ProfileDetail): Html | undefined {
  if (content === undefined) return undefined;
  const { comparisons } = content;
  return section(
    "comparisons",
    `Comparisons (${comparisons.length})`,
    rows(
      "Comparisons",
      ["Target", "Method", "Tolerance"],
      comparisons.map(({ target, method, tolerance }) => [
        markup`<code>${target}</code>`,
        method,
        tolerance,
      ]),
    ),
  );
}
