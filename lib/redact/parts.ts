/** Which parts of a text were taken out of it, by holding it beside what the redactor made of it. */
import { MARKS } from "./marks.ts";

/** A piece that stayed, or a mark with what had stood there. */
export type Part = { kept: string } | { mark: string; raw: string };

/** More marks than this in one text are not told apart. */
const MOST_MARKS = 50;

/**
 * The clean text as pieces and marks, each mark with the characters that it stands for. Put together, the raw
 * characters give the raw text again.
 *
 * @param raw the text as it was
 * @param clean what the redactor made of it
 * @returns undefined when the two do not lie beside each other: something was encoded anew around a mark
 */
export function partsOf(raw: string, clean: string): Part[] | undefined {
  const parts: Part[] = [];
  const marks = [...clean.matchAll(MARKS)];
  if (marks.length === 0 || marks.length > MOST_MARKS) return undefined;
  let at = 0;
  let before = 0;
  for (const [index, mark] of marks.entries()) {
    const piece = clean.slice(before, mark.index);
    if (!raw.startsWith(piece, at)) return undefined;
    at += piece.length;
    before = mark.index + mark[0].length;
    const next = clean.slice(before, marks[index + 1]?.index ?? clean.length);
    const end = endOfRaw(raw, at, next, index === marks.length - 1);
    if (end === undefined) return undefined;
    if (piece !== "") parts.push({ kept: piece });
    parts.push({ mark: mark[0], raw: raw.slice(at, end) });
    at = end;
  }
  const rest = clean.slice(before);
  if (raw.slice(at) !== rest) return undefined;
  if (rest !== "") parts.push({ kept: rest });
  return parts;
}

/** Where the raw characters of a mark end: before the next piece that stayed. */
function endOfRaw(raw: string, at: number, next: string, isLast: boolean): number | undefined {
  if (isLast) {
    const end = raw.length - next.length;
    return raw.endsWith(next) && end > at ? end : undefined;
  }
  if (next === "") return undefined;
  const end = raw.indexOf(next, at + 1);
  return end === -1 ? undefined : end;
}
