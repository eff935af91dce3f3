/** Differences of two texts: the lines beside one another. */
import { type Html, markup } from "../../../html/markup.ts";
import type { TextView } from "../../../model/evidence.ts";
import { sidedLines } from "./lines.ts";
import { andMore } from "./part.ts";

/** The hunks of a file. */
export function textPart({ file, hunks, omitted }: TextView): Html {
  const groups = hunks.map((rows) => {
    const first = rows.find(({ same }) => !same) ?? rows[0];
    const number = first?.baseline?.number ?? first?.produced?.number ?? 1;
    return { title: `line ${number}`, rows };
  });
  return markup`<div class="ev-text">${sidedLines(`Lines of ${file} that differ`, groups)}${
    andMore(omitted, omitted === 1 ? "line that differs" : "lines that differ")
  }</div>`;
}
