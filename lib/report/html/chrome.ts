/** What stands around the plays: the way to the parts, the switch of colours, the list of keys. */
import { type Html, markup } from "../../html/markup.ts";
import { linkTo } from "./parts.ts";

/** The bar on top; only what is on the page has a link. */
export function topBar(links: readonly (readonly [id: string, name: string])[]): Html {
  return markup`<a class="skip" href="#content">Skip to the content</a>
<div class="top no-print"><nav aria-label="Parts">${
    links.map(([id, name]) => markup`${linkTo(id, name)} `)
  }</nav><span class="tools"><button type="button" data-keys hidden>Keys <kbd>?</kbd></button>
<button type="button" data-theme-switch aria-pressed="false">Dark</button></span></div>`;
}

const KEYS = [
  ["/", "search"],
  ["j", "next that did not pass"],
  ["k", "the one before"],
  ["?", "this list"],
  ["Esc", "close this list, leave the search"],
] as const;

/** The list of keys, and where a screen reader is told what was done. */
export function keysDialog(): Html {
  return markup`<dialog id="keys" aria-labelledby="keys-title"><h2 id="keys-title">Keys</h2><dl class="facts">${
    KEYS.map(([key, what]) => markup`<div><dt><kbd>${key}</kbd></dt><dd>${what}</dd></div>`)
  }</dl><form method="dialog"><button>Close</button></form></dialog>
<p role="status" class="hidden-text" id="told"></p>`;
}
