/** One line from its parts, in the width there is: parts get shorter words, then they go, the least needed first. */
import { cellsOf, cutToCells } from "../../lib/text/cells.ts";

/** A part of a line. */
export interface Part {
  /** What it says, from long to short; an empty text leaves it out. */
  texts: readonly string[];
  /** What is needed less gets shorter first. */
  keep: number;
  /** It may be cut there, as far as it stays readable; one part of a line. */
  cut?: "start" | "end";
}

const GAP = "  ";
/** A part that is cut further says nothing, cells. */
const READABLE = 14;
/** How much less is lost with shorter words. */
const SHORTER = 1.5;

/**
 * The parts in a line.
 *
 * @param width cells, from 1
 */
export function fitParts(parts: readonly Part[], width: number): string {
  const levels = parts.map(() => 0);
  const textOf = (at: number) => parts[at]?.texts[levels[at] ?? 0] ?? "";
  while (true) {
    const texts = parts.map((_, at) => textOf(at));
    const over = cellsOf(join(texts)) - width;
    if (over <= 0) return join(texts);
    const flexible = parts.findIndex(({ cut }, at) => cut !== undefined && texts[at] !== "");
    const room = flexible === -1 ? 0 : cellsOf(texts[flexible] ?? "") - over;
    const next = leastNeeded(parts, levels);
    if (room >= READABLE || (next === undefined && room > 1)) {
      texts[flexible] = cutToCells(texts[flexible] ?? "", room, parts[flexible]?.cut);
      return join(texts);
    }
    if (next === undefined) return cutToCells(join(texts), width);
    levels[next] = (levels[next] ?? 0) + 1;
  }
}

function join(texts: readonly string[]): string {
  return texts.filter((text) => text !== "").join(GAP);
}

/** The part that has shorter words and is needed least; less is lost with shorter words than with none. */
function leastNeeded(parts: readonly Part[], levels: readonly number[]): number | undefined {
  const open = parts.flatMap(({ texts, keep }, at) => {
    const next = texts[(levels[at] ?? 0) + 1];
    return next === undefined ? [] : [{ at, loss: next === "" ? keep : keep - SHORTER }];
  });
  return open.sort((a, b) => a.loss - b.loss)[0]?.at;
}
