/** Words of commands that users are told to type. */

/**
 * The word as a shell takes it: quoted where it has to be.
 *
 * @example
 * ```ts
 * import { shellWord } from "./shell_word.ts";
 * shellWord("my session"); // "'my session'"
 * ```
 */
export function shellWord(word: string): string {
  return /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
