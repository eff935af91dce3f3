/** A command written as one line, taken apart without any shell. */

/**
 * The words of a command line: separated by blanks, `'…'` and `"…"` keep blanks, a backslash keeps the next
 * character. Nothing is looked up: no variables, no patterns, no pipes.
 *
 * @throws RangeError for a quote that is not closed
 * @example
 * ```ts
 * import { splitWords } from "./split_words.ts";
 * splitWords("python -m 'my jobs' {{job}}"); // ["python", "-m", "my jobs", "{{job}}"]
 * ```
 */
export function splitWords(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = "";
  for (let at = 0; at < line.length; at++) {
    const char = line[at] ?? "";
    if (char === "\\" && quote !== "'") word = (word ?? "") + (line[++at] ?? "");
    else if (quote !== "" && char === quote) quote = "";
    else if (quote === "" && (char === '"' || char === "'")) {
      quote = char;
      word ??= "";
    } else if (quote === "" && /\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? "") + char;
  }
  if (word !== undefined) words.push(word);
  if (quote !== "") throw new RangeError(`the quote ${quote} is not closed`);
  return words;
}
