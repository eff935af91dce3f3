/** How shells hand words over and want them back: what is quoted on the line, and how an offer is written there. */
import type { Offer } from "./shape.ts";

/** The shells that have a script. */
export const SHELLS = ["bash", "zsh", "fish", "powershell"] as const;
export type Shell = (typeof SHELLS)[number];

/** A word without its quotes. */
export interface Unquoted {
  text: string;
  /** The quote that is still open at its end. */
  open?: "'" | '"';
}

/**
 * What the shell would make of a word as it is typed. Nothing is expanded: `$HOME` stays as it is.
 *
 * @example
 * ```ts
 * import { unquote } from "./words.ts";
 * unquote('"us and ni'); // { text: "us and ni", open: '"' }
 * ```
 */
export function unquote(word: string): Unquoted {
  let text = "";
  let open: "'" | '"' | undefined;
  for (let at = 0; at < word.length; at++) {
    const letter = word[at] ?? "";
    if (open === undefined && (letter === "'" || letter === '"')) open = letter;
    else if (letter === open) open = undefined;
    else if (letter === "\\" && open !== "'") text += word[++at] ?? "";
    else text += letter;
  }
  return { text, ...(open === undefined ? {} : { open }) };
}

/** Letters that mean something to bash; `=` and `:` mean something to its line editor alone. */
const BASH_SPECIAL = /[^\w./:@%+=,~-]/gu;
const POWERSHELL_SPECIAL = /[^\w./:%+=~*?\\-]/u;

/**
 * The line that the script of a shell reads for an offer: the value, and behind a tab what it means. Bash shows no
 * meanings; it and PowerShell put on the line what they get, so that it is quoted here.
 *
 * @param lead what stands before the value in the same word: `--tag=`
 * @param open the quote that the user has opened
 */
export function offerLine(shell: Shell, { value, summary = "" }: Offer, lead: string, open?: string): string {
  const meaning = summary.replace(/\s+/g, " ").trim();
  switch (shell) {
    case "bash":
      // Behind an open quote bash takes the word to begin there.
      return open === undefined ? lead + value.replace(BASH_SPECIAL, "\\$&").replace(/^~/, "\\~") : value;
    case "powershell":
      return `${lead}${
        POWERSHELL_SPECIAL.test(value) ? `'${value.replaceAll("'", "''")}'` : value
      }\t${meaning}`;
    default:
      return `${lead}${value}\t${meaning}`;
  }
}
