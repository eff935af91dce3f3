/** How many cells of a terminal a text takes, and texts cut to so many: a Chinese letter takes two. */

/** East Asian Width W and F, and emoji that are drawn as such (Unicode Standard Annex 11). */
const WIDE = new RegExp(
  "[\\u1100-\\u115f\\u2e80-\\u303e\\u3041-\\u4dbf\\u4e00-\\ua4cf\\ua960-\\ua97f\\uac00-\\ud7a3\\uf900-\\ufaff" +
    "\\ufe30-\\ufe6f\\uff01-\\uff60\\uffe0-\\uffe6\\u{17000}-\\u{18cff}\\u{1f300}-\\u{1f64f}\\u{1f900}-\\u{1f9ff}" +
    "\\u{20000}-\\u{3fffd}\\p{Emoji_Presentation}]",
  "u",
);
/** What stands over the letter before it. */
const NONE = /[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff]/u;
const PLAIN = /^[\x20-\x7e]*$/;

/** Cells of one letter: 0, 1 or 2. */
function cellsOfLetter(letter: string): number {
  return NONE.test(letter) ? 0 : WIDE.test(letter) ? 2 : 1;
}

/**
 * Cells that a text without control characters takes on one line.
 *
 * @example
 * ```ts
 * import { cellsOf } from "./cells.ts";
 * [cellsOf("soil"), cellsOf("土壤"), cellsOf("e\u0301")]; // [4, 4, 1]
 * ```
 */
export function cellsOf(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let cells = 0;
  for (const letter of text) cells += cellsOfLetter(letter);
  return cells;
}

/**
 * The text in no more than so many cells, with `…` where letters were left out.
 *
 * @param cells from 1
 * @param side where they are left out; of a path the end says more
 */
export function cutToCells(text: string, cells: number, side: "start" | "end" = "end"): string {
  if (cellsOf(text) <= cells) return text;
  const letters = side === "end" ? [...text] : [...text].reverse();
  const kept: string[] = [];
  let left = cells - 1;
  for (const letter of letters) {
    left -= cellsOfLetter(letter);
    if (left < 0) break;
    kept.push(letter);
  }
  return side === "end" ? `${kept.join("")}…` : `…${kept.reverse().join("")}`;
}

/** Rows that a line takes where it wraps: a wide letter does not begin in the last cell. */
export function rowsOf(text: string, columns: number): number {
  if (PLAIN.test(text)) return Math.max(1, Math.ceil(text.length / columns));
  let rows = 1;
  let column = 0;
  for (const letter of text) {
    const cells = cellsOfLetter(letter);
    if (column + cells > columns) {
      rows++;
      column = 0;
    }
    column += cells;
  }
  return rows;
}
