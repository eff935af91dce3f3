/** Small pieces that several parts of the run report are made of. */
import { type Html, markup, type Part, raw } from "../../html/markup.ts";
import type { Cut } from "./budget.ts";

/** A heading of a level; headings below each other never leave one out. */
export function heading(level: number, text: Part, id?: string): Html {
  const name = raw(`h${Math.min(6, level)}`);
  return markup`<${name}${id === undefined ? "" : markup` id="${id}"`}>${text}</${name}>`;
}

/** Names and values, those without a value left out. */
export function facts(pairs: readonly (readonly [string, Part])[]): Html {
  const there = pairs.filter(([, value]) => value !== undefined && value !== false && value !== "");
  return markup`<dl class="facts">${
    there.map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>\n`)
  }</dl>`;
}

/** A command that can be copied. */
export function copyable(text: string, what: string): Html {
  const box = markup`<pre tabindex="0" role="region" aria-label="${what}">${text}</pre>`;
  return markup`<div class="copyable">${box}<button type="button" class="copy no-print" data-copy>Copy<span
    class="hidden-text"> ${what}</span></button></div>`;
}

/** A text in a box of its own, with a note when its end was left out. */
export function textBox({ text, left }: Cut, label: string): Html {
  const box = markup`<pre tabindex="0" role="region" aria-label="${label}">${text}</pre>`;
  return left === 0 ? box : markup`${box}${cutNote(left)}`;
}

/** How much was left out, and where the whole is. */
export function cutNote(left: number): Html {
  return markup`<p class="dim cut">${left} more characters are not in this page</p>`;
}

/** An id of an element, also for a link to it. */
export function linkTo(id: string, text: Part): Html {
  return markup`<a href="#${encodeURIComponent(id)}">${text}</a>`;
}
