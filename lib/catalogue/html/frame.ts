/** What stands around the content of every page of the catalogue. */
import { type Html, markup, type Part } from "../../html/markup.ts";
import { renderPage } from "../../html/page.ts";
import { minute, signs } from "./words.ts";
import catalogueStyle from "./catalogue.css" with { type: "text" };
import mediaStyle from "./media.css" with { type: "text" };

/** A page of the catalogue. */
export interface Framed {
  title: string;
  /** Above the title: the way back. */
  trail?: Part;
  heading: Part;
  content: Part;
  made_at: string;
  program: string;
  scripts?: readonly string[];
}

/** The page as text. */
export function framed({ title, trail, heading, content, made_at, program, scripts = [] }: Framed): string {
  return renderPage({
    title,
    styles: [catalogueStyle, mediaStyle],
    scripts,
    body: markup`<a class="skip" href="#main">To the content</a>
<header class="top">
<div class="top-words">${trail}${heading}
<p class="dim made">As of <time datetime="${made_at}">${minute(made_at)} UTC</time></p></div>
<button type="button" class="no-print" data-theme-switch aria-pressed="false">Dark</button>
</header>
<main id="main" tabindex="-1" data-signs="${JSON.stringify(signs())}">
${content}
</main>
<footer class="dim">Made by profile ${program}; needs no network.</footer>`,
  });
}

/** A part of the page with its heading. */
export function section(id: string, heading: string, content: Part): Html {
  return markup`<section id="${id}" aria-labelledby="${id}-head">
<h2 id="${id}-head">${heading}</h2>
${content}
</section>
`;
}

/** A table that scrolls sideways where it is too wide, also by keyboard. */
export function wideTable(label: string, table: Html): Html {
  return markup`<div class="scroll" role="region" aria-label="${label}" tabindex="0">${table}</div>`;
}

/** Longer tables are folded. */
const FOLDED = 30;

/** A table; a long one is folded. */
export function rows(label: string, heads: readonly string[], cells: readonly (readonly Part[])[]): Html {
  if (cells.length === 0) return markup`<p class="dim">None.</p>`;
  const table = wideTable(
    label,
    markup`<table><caption class="hidden-text">${label}</caption>
<thead><tr>${heads.map((head) => markup`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${
      cells.map((row) => markup`<tr>${row.map((cell) => markup`<td>${cell}</td>`)}</tr>\n`)
    }</tbody></table>`,
  );
  return cells.length <= FOLDED
    ? table
    : markup`<details><summary>All ${cells.length}</summary>${table}</details>`;
}
