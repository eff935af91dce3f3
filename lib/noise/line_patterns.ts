/** Regular expressions for lines that vary, and which masks to try. */
import { escaped, startPattern } from "../baseline/propose.ts";

/** A number and all that is written at it. */
const NUMBER = "[-+]?\\.?\\d\\S*";
const IS_NUMBER = /^[-+]?\.?\d/;

/**
 * A pattern for a line by its words up to where it varies: `^\s*written`; by as much of what follows as it takes to know
 * it from lines that do not vary: `^\s*sum\s+[-+]?\.?\d\S*`.
 *
 * @param other the same line of another play, or the line itself where the other has none
 * @param isFree whether a pattern matches no line that it must not match
 * @returns undefined when no word stands before what varies, or nothing tells it from those lines
 */
export function linePattern(
  line: string,
  other = line,
  isFree: (pattern: string) => boolean = () => true,
): string | undefined {
  return candidates(line, other).find(isFree);
}

/** Tells whether patterns match none of some lines; each is tried once. */
export function matchesNone(lines: readonly string[]): (pattern: string) => boolean {
  const known = new Map<string, boolean>();
  return (pattern) => {
    const test = new RegExp(pattern, "u");
    const isFree = known.get(pattern) ?? !lines.some((line) => test.test(line));
    known.set(pattern, isFree);
    return isFree;
  };
}

/** Patterns for a line, the shortest first; none where no word stands before what varies. */
function candidates(line: string, other = line): string[] {
  let same = 0;
  while (same < line.length && line[same] === other[same]) same++;
  const start = /^[^\d]*/.exec(line.slice(0, same))?.[0] ?? "";
  const words = line === other
    ? start
    : start.replace(/\S+$/u, (word) => line[same] === " " ? word : wholeWord(word));
  if (!/[a-z]{3}/i.test(words)) return [];
  // A word or a number that goes on is not taken in part.
  const cut = same < line.length && !/\s/.test(line[same] ?? "") ? /\S*$/u : /$/u;
  const head = line.slice(0, same).replace(cut, "");
  const isFigure = [line, other].every((one) => IS_NUMBER.test(one.slice(head.length).trimStart()));
  const tokens = head.trim().split(/\s+/u).filter((token) => token !== "");
  const shapes = tokens.map((token) => IS_NUMBER.test(token) ? NUMBER : escaped(token));
  const shape = `^\\s*${[...shapes, ...(isFigure ? [NUMBER] : [])].join("\\s+")}`;
  const patterns = [startPattern(words), shape, startPattern(head), `${startPattern(head)}$`];
  return patterns.slice(0, line === other ? 4 : 3).filter((pattern) =>
    pattern.length > startPattern("").length
  );
}

/** A word that goes on differently is no word to know a line by. */
function wholeWord(word: string): string {
  return /[^\p{L}]$/u.test(word) ? word : "";
}

/** All choices among names, the smallest first. */
export function maskSubsets(names: readonly string[]): string[][] {
  const all = Array.from(
    { length: 2 ** names.length },
    (_, bits) => names.filter((_, at) => bits & (1 << at)),
  );
  return all.filter((some) => some.length > 0).sort((a, b) => a.length - b.length);
}
