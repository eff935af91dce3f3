/** What to do next with a draft, in the same words on the terminal and in its README. */
import { shellWord } from "../text/shell_word.ts";
import { slugFor } from "./slug.ts";

/** How far a draft is. */
export interface Progress {
  /** `_drafts/<name>`. */
  draft: string;
  holes: number;
  /** Changes that the recording lacks. */
  absent: number;
  suspects: number;
}

/**
 * The next command, with what it is good for.
 *
 * @example
 * ```ts
 * import { nextWords } from "./next_words.ts";
 * nextWords({ draft: "_drafts/mill", holes: 0, absent: 0, suspects: 0 }); // "profile promote _drafts/mill mill"
 * ```
 */
export function nextWords({ draft, holes, absent, suspects }: Progress): string {
  const name = shellWord(draft);
  if (absent > 0) return "profile record proxy --target URL --out DIR; this draft cannot be promoted";
  if (holes > 0) return `profile review ${name} shows and fills the holes; or assemble with --holes drop`;
  const promote = `profile promote ${name} ${slugFor(draft)}`;
  return suspects > 0 ? `profile review ${name}, then ${promote}` : promote;
}
