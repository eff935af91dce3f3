/**
 * Quoted values as programs print them: `'x'`, `\"x\"`, Python's `b'x'` and `u'x'`, and groups of them such as
 * `['x', 'y']`, `{'x': 'y'}` and `Markup('x')`.
 */

const OPENING = /(?:[bBuUrRfF]{1,2}(?=\\*["']))?(\\*)(["'`])/y;
const GROUP = /(?:[A-Za-z_][\w.]{0,60})?(?:[[({]\s{0,3}){1,4}(?=[bBuUrRfF]{0,2}\\*["'])/y;
/** In a group, what a value may stand behind, or may begin or end with. */
const MARKS = /[\\"'[\](){}]/g;
const IS_KEY = /\s{0,3}:/y;
/** Nobody prints a longer group of secrets; a bracket that is never closed ends here, characters. */
const LONGEST_GROUP = 20_000;
/** Nor a deeper one. */
const DEEPEST = 8;

/** A value without its quotes. */
export interface Range {
  start: number;
  end: number;
  /** Behind the closing quote. */
  behind: number;
}

/** The quoted value that begins at a place. */
export function quotedAt(text: string, at: number): Range | undefined {
  OPENING.lastIndex = at;
  const opening = OPENING.exec(text);
  if (opening === null) return undefined;
  const start = at + opening[0].length;
  const slashes = opening[1] ?? "";
  const end = closingQuote(text, start, slashes, opening[2] ?? '"');
  return { start, end, behind: Math.min(text.length, end + slashes.length + 1) };
}

/** The values of a group that begins at a place (keys left out), and the place behind it. */
export function groupAt(text: string, at: number): { values: Range[]; behind: number } | undefined {
  GROUP.lastIndex = at;
  const head = GROUP.exec(text)?.[0];
  if (head === undefined) return undefined;
  const values: Range[] = [];
  const limit = Math.min(text.length, at + LONGEST_GROUP);
  let depth = 0;
  for (
    let place = nextMark(text, at, limit);
    place < limit && depth <= DEEPEST;
    place = nextMark(text, place, limit)
  ) {
    const quoted = quotedAt(text, place);
    if (quoted !== undefined) {
      IS_KEY.lastIndex = quoted.behind;
      if (!IS_KEY.test(text)) values.push(quoted);
      place = quoted.behind;
      continue;
    }
    if ("[({".includes(text[place] ?? "")) depth++;
    else if ("])}".includes(text[place] ?? "") && --depth === 0) return { values, behind: place + 1 };
    place++;
  }
  return { values, behind: values.at(-1)?.behind ?? at };
}

function nextMark(text: string, from: number, limit: number): number {
  MARKS.lastIndex = from;
  return MARKS.exec(text)?.index ?? limit;
}

/** The quote with as many backslashes before it as the opening one had, or the end of the line. */
function closingQuote(text: string, from: number, slashes: string, quote: string): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === "\n") return at;
    if (text[at] !== quote) continue;
    let before = 0;
    while (at - before > from && text[at - 1 - before] === "\\") before++;
    if (before === slashes.length) return at - before;
  }
  return text.length;
}
