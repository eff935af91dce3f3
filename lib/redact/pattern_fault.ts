/** Says what is wrong with a regular expression of the user's, before it meets text of any length. */

/** Longest pattern that is taken, characters. */
const LONGEST = 500;

/**
 * What is wrong with a pattern: not valid, matches nothing, or of a shape whose time explodes with the text.
 *
 * The shapes that are found are a repetition inside a repetition (`(a+)+`), alternatives that begin alike inside
 * a repetition (`(a|ab)*`), and several unbounded wildcards in a row (`.*.*.*`). It is no proof for the others.
 *
 * @returns words for a message, or undefined
 */
export function patternFault(pattern: string, flags = ""): string | undefined {
  if (pattern.length > LONGEST) return `is longer than ${LONGEST} characters`;
  let compiled: RegExp;
  try {
    compiled = new RegExp(pattern, flags);
  } catch (error) {
    return (error instanceof Error ? error.message : "is not valid").replace(
      /^Invalid regular expression: /,
      "is no regular expression: ",
    );
  }
  if (compiled.test("")) return "matches the empty text, so it would match everywhere";
  return shapeFault(pattern);
}

interface Group {
  start: number;
  /** Holds an unbounded repetition, at any depth. */
  repeats: boolean;
  alternatives: string[];
  from: number;
}

/** Walks over the pattern once, group by group. */
function shapeFault(pattern: string): string | undefined {
  const groups: Group[] = [{ start: 0, repeats: false, alternatives: [], from: 0 }];
  let wild = 0;
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at] ?? "";
    const top = groups.at(-1);
    if (top === undefined) return undefined;
    if (char === "(") {
      const start = at + (/^\((?:\?(?:[:=!]|<[=!]|<\w+>))?/.exec(pattern.slice(at))?.[0].length ?? 1);
      groups.push({ start, repeats: false, alternatives: [], from: start });
      at = start - 1;
      continue;
    }
    if (char === "|") {
      top.alternatives.push(pattern.slice(top.from, at));
      top.from = at + 1;
      wild = 0;
      continue;
    }
    const end = atomEnd(pattern, at);
    const repeated = isUnbounded(pattern, end);
    if (char === ")") {
      const group = groups.pop();
      if (group === undefined) return undefined;
      const alternatives = [...group.alternatives, pattern.slice(group.from, at)];
      if (repeated && group.repeats) return "repeats a repetition, such as (a+)+: that can take forever";
      if (repeated && beginAlike(alternatives)) {
        return "repeats alternatives that begin alike, such as (a|ab)*: that can take forever";
      }
      const outer = groups.at(-1);
      if (outer !== undefined && (repeated || group.repeats)) outer.repeats = true;
      continue;
    }
    const atom = pattern.slice(at, end);
    if (repeated) {
      top.repeats = true;
      wild = isWild(atom) ? wild + 1 : 0;
      if (wild >= 3) return "has several wildcards in a row, such as .*.*.*: that can take forever";
    } else if (!"*+?{}".includes(char) && !isWild(atom)) wild = 0;
    at = end - 1;
  }
  return undefined;
}

/** End of the escape, class or character that begins at a place. */
function atomEnd(pattern: string, at: number): number {
  if (pattern[at] === "\\") return at + 2;
  if (pattern[at] !== "[") return at + 1;
  let end = at + 1;
  while (end < pattern.length && pattern[end] !== "]") end += pattern[end] === "\\" ? 2 : 1;
  return end + 1;
}

function isUnbounded(pattern: string, at: number): boolean {
  return /^(?:[*+]|\{\d*,\})/.test(pattern.slice(at)) || /^\{\d*,\d{3,}\}/.test(pattern.slice(at));
}

function isWild(atom: string): boolean {
  return atom === "." || /^\\[wWsSdD]$/.test(atom) || atom.startsWith("[");
}

/** Alternatives that a text can enter by the same character. */
function beginAlike(alternatives: readonly string[]): boolean {
  const starts = alternatives.map((one) => one.slice(0, atomEnd(one, 0)));
  return alternatives.length > 1 &&
    (new Set(starts).size < starts.length || starts.some((start) => isWild(start)));
}
