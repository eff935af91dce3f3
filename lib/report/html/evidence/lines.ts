/** Lines of both sides beside one another; on a narrow page one below the other. */
import { type Html, markup, type Part } from "../../../html/markup.ts";
import { markWords } from "./words.ts";

/** One side of a row. */
interface SidedLine {
  /** Its number, where it has one. */
  number?: number | undefined;
  text: string;
}

/** One row: what stands on each side; nothing where a side has no such line. */
export interface SidedRow {
  baseline?: SidedLine | undefined;
  produced?: SidedLine | undefined;
  /** It does not differ: it is there to find one's way. */
  same: boolean;
}

/** Rows that belong together. */
export interface SidedGroup {
  title: Part;
  rows: readonly SidedRow[];
}

/**
 * A table of such rows.
 *
 * @param name what the rows are, for those who do not see them
 */
export function sidedLines(name: string, groups: readonly SidedGroup[]): Html {
  return markup`<table class="ev-lines"><caption class="hidden-text">${name}</caption>
<colgroup><col class="no"><col><col class="no"><col></colgroup><thead><tr><th scope="col" colspan="2">baseline</th><th scope="col" colspan="2">produced</th></tr></thead>
${
    groups.map(({ title, rows }) =>
      markup`<tbody><tr class="title"><th scope="rowgroup" colspan="4">${title}</th></tr>${
        rows.map(rowOf)
      }</tbody>`
    )
  }</table>`;
}

function rowOf({ baseline, produced, same }: SidedRow): Html {
  const [before, after] = same || baseline === undefined || produced === undefined
    ? [baseline?.text, produced?.text]
    : markWords(baseline.text, produced.text);
  // Where numbers differ within the tolerance, both sides are worth their place on a narrow page, too.
  const once = same && baseline?.text === produced?.text;
  return markup`<tr${once && markup` class="once"`}>${
    sideOf(baseline?.number, before, same ? undefined : "-")
  }${sideOf(produced?.number, after, same ? undefined : "+")}</tr>`;
}

function sideOf(number: number | undefined, text: Part, sign: "-" | "+" | undefined): Html {
  if (text === undefined) return markup`<td class="none"></td><td class="none"></td>`;
  const kind = sign === undefined ? "" : sign === "-" ? " removed" : " added";
  const word = kind !== "" && markup`<span class="hidden-text">${kind.trim()}: </span>`;
  return markup`<td class="no${kind}">${number}</td><td class="line${kind}">${
    sign !== undefined && markup`<span class="sign" aria-hidden="true">${sign}</span>`
  }${word}<code>${text}</code></td>`;
}
