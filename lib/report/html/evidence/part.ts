/** What the parts of the evidence share: headings, numbers and values as text, tables that sort. */
import { formatDelta, formatNumber } from "../../../compare/numbers.ts";
import { shorten } from "../../../compare/shorten.ts";
import { type Html, markup, type Part } from "../../../html/markup.ts";
import type { EvidenceCell } from "../../../model/evidence.ts";
import type { JsonValue } from "../../../model/json.ts";

/** Letters of a value in a table. */
const LONGEST = 300;

/** One column of a table. */
export interface Column {
  name: string;
  /** Its cells hold numbers. */
  isNumber?: boolean;
}

/** A cell: what is shown, and by what it is sorted where that is another. */
export interface TableCell {
  shown: Part;
  sort?: number | string | undefined;
}

/** A row, and what the script finds it by. */
export interface TableRow {
  cells: readonly TableCell[];
  /** Group of rows that a filter shows. */
  group?: string | undefined;
}

/**
 * A table that sorts by a click on its head, in a frame that scrolls by itself.
 *
 * @param label what the table is, for those who do not see it
 */
export function sortableTable(label: string, columns: readonly Column[], rows: readonly TableRow[]): Html {
  return scrolling(
    label,
    markup`<table class="ev-table" data-sortable><thead><tr>${
      columns.map(({ name, isNumber = false }) =>
        markup`<th scope="col" class="${isNumber ? "num" : ""}"><button type="button">${name}</button></th>`
      )
    }</tr></thead><tbody>${
      rows.map(({ cells, group }) =>
        markup`<tr${group === undefined ? "" : markup` data-group="${group}"`}>${
          cells.map(({ shown, sort }, index) =>
            markup`<td class="${columns[index]?.isNumber === true ? "num" : ""}"${
              sort === undefined ? "" : markup` data-sort="${sort}"`
            }>${shown}</td>`
          )
        }</tr>`
      )
    }</tbody></table>`,
  );
}

/** What is wider than the page scrolls by itself, with the keyboard, too. */
export function scrolling(label: string, content: Part): Html {
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="${label}">${content}</div>`;
}

/** A value of a report as text. */
export function valueText(value: JsonValue | undefined): string {
  if (value === undefined) return "";
  const text = typeof value === "string"
    ? value
    : typeof value === "number"
    ? formatNumber(value, 9)
    : JSON.stringify(value);
  return shorten(text.replace(/[\r\n]+/g, " "), LONGEST);
}

/** A number as short as its precision allows: `0.4`, not `0.400000006`. @param isSingle it has 32 bits */
export function numberText(value: number, isSingle: boolean): string {
  for (let digits = 6; isSingle && digits < 9; digits++) {
    const text = formatNumber(value, digits);
    if (Math.fround(Number(text)) === value) return text;
  }
  return formatNumber(value, isSingle ? 9 : 15);
}

/** A value in a table; what is not there is said in words. */
export function valueCell(value: EvidenceCell | JsonValue | undefined, none: string): TableCell {
  if (value === undefined || value === null) {
    return { shown: markup`<span class="dim">${none}</span>`, sort: "" };
  }
  const text = valueText(value);
  const shown = markup`<code>${text}</code>`;
  return typeof value === "number" ? { shown, sort: value } : { shown };
}

/** How far two numbers lie apart, sorted by the size of it; nothing where one is none. */
export function deltaCell(
  baseline: EvidenceCell | JsonValue | undefined,
  produced: EvidenceCell | JsonValue | undefined,
): TableCell {
  if (typeof baseline !== "number" || typeof produced !== "number") return { shown: "", sort: "" };
  return { shown: formatDelta(baseline, produced), sort: Math.abs(produced - baseline) };
}

/** `and 12 more`; nothing when that is none. */
export function andMore(count: number, words: string): Html | false {
  return count > 0 && markup`<p class="dim">And ${count} more ${words}.</p>`;
}
