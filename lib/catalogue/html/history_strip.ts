/** The last verdicts in a row, a sign each, old to new; those that were copied lead to their reports. */
import { groupBy } from "../../model/group_by.ts";
import { type Html, markup } from "../../html/markup.ts";
import { counted } from "../../text/counted.ts";
import type { CatalogueResult } from "../document.ts";
import { bestFile, hrefOf, lookOf, minute, nameOf } from "./words.ts";

/** Minutes since 1970, by which a script writes the time of each sign. */
const MINUTE = 60_000;

/**
 * The strip. Cells without a link are short: there are thousands of them, and a script adds their times.
 *
 * @param results newest first, at least one
 * @param depth folders between the page and the top of the catalogue
 */
export function historyStrip(results: readonly CatalogueResult[], depth = 0): Html {
  const linked = results.findIndex((result) => bestFile(result) === undefined);
  const count = linked === -1 ? results.length : linked;
  const times = results.map(({ started_at }) => Math.floor(Date.parse(started_at) / MINUTE).toString(36));
  return markup`<span class="strip" data-at="${times.toReversed().join(" ")}"><span class="hidden-text">${
    stripWords(results)
  }</span>${
    count < results.length &&
    markup`<span aria-hidden="true">${results.slice(count).toReversed().map(plainCell)}</span>`
  }${results.slice(0, count).toReversed().map((result) => linkedCell(result, depth))}</span>`;
}

/** `30 results: 27 passed, 3 differences.` */
export function stripWords(results: readonly CatalogueResult[]): string {
  const counts = groupBy(results, (result) => lookOf(nameOf(result)).word);
  return `${counted(results.length, "result")}: ${
    [...counts].map(([word, of]) => `${of.length} ${word}`).join(", ")
  }. `;
}

function plainCell(result: CatalogueResult): Html {
  const { tone, sign } = lookOf(nameOf(result));
  return markup`<i class="${tone[0]}">${sign}</i>`;
}

function linkedCell(result: CatalogueResult, depth: number): Html {
  const { tone, sign, word } = lookOf(nameOf(result));
  const href = hrefOf(bestFile(result) ?? "", depth);
  return markup`<a class="${tone[0]}" href="${href}" aria-label="${word} ${
    minute(result.started_at)
  }">${sign}</a>`;
}
