/** Numbers with their word. */

/**
 * `1 hole`, `2 holes`.
 *
 * @param word in the singular; the plural takes an `s`
 */
export function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
