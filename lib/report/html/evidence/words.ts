/** Which words of two lines differ. */
import { commonRuns } from "../../../compare/text/common_runs.ts";
import { markup, type Part } from "../../../html/markup.ts";

/** Numbers are one word; what is neither word nor number stands for itself. */
const WORD = /[-+]?(?:\d+\.?\d*|\.\d+)(?:[eEdD][-+]?\d+)?|[\p{L}_]+|\s+|./gsu;
/** Words up to which lines are looked into. */
const MOST_WORDS = 400;

/**
 * Both lines with the words marked that the other does not have: those of the baseline as removed, those of the produced
 * line as added. Lines that have no word in common are not marked.
 */
export function markWords(baseline: string, produced: string): [baseline: Part, produced: Part] {
  const [a, b] = [baseline.match(WORD) ?? [], produced.match(WORD) ?? []];
  if (a.length > MOST_WORDS || b.length > MOST_WORDS) return [baseline, produced];
  const runs = commonRuns(a.length, b.length, (i, j) => a[i] === b[j]) ?? [];
  const isWord = (text: string | undefined) => /\S/.test(text ?? "");
  if (!runs.some(({ i, count }) => a.slice(i, i + count).some(isWord))) return [baseline, produced];
  const inOne = new Set(runs.flatMap(({ i, count }) => Array.from({ length: count }, (_, at) => i + at)));
  const inOther = new Set(runs.flatMap(({ j, count }) => Array.from({ length: count }, (_, at) => j + at)));
  return [marked(stretches(a, inOne), "del"), marked(stretches(b, inOther), "ins")];
}

/** Blanks beside a word that differs are not marked, as columns move; blanks alone are. */
function marked(found: readonly Stretch[], tag: "del" | "ins"): Part {
  return found.map(({ text, same }) => {
    if (same) return text;
    const [, before = "", words = "", after = ""] = /^(\s*)(\S.*\S|\S)(\s*)$/s.exec(text) ??
      ["", "", text, ""];
    return [before, tag === "del" ? markup`<del>${words}</del>` : markup`<ins>${words}</ins>`, after];
  });
}

/** Words beside one another. */
interface Stretch {
  text: string;
  /** The other line has them, too. */
  same: boolean;
}

/** Words that are next to one another and alike in being the same or not. */
function stretches(words: readonly string[], common: ReadonlySet<number>): Stretch[] {
  const found: Stretch[] = [];
  for (const [at, word] of words.entries()) {
    const same = common.has(at);
    const last = found.at(-1);
    if (last?.same === same) last.text += word;
    else found.push({ text: word, same });
  }
  return found;
}
