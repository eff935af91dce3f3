/** "Did you mean": the nearest of a list of names. */

/** Edits (insert, delete, replace, swap of two neighbours) that turn one text into the other. */
export function distance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = swapped ? (before[j - 2] ?? 0) + 1 : Infinity;
      next.push(Math.min(replace, swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    [before, row] = [row, next];
  }
  return row[b.length] ?? 0;
}

/**
 * The nearest name, if one is near enough to be meant.
 *
 * @example
 * ```ts
 * import { closest } from "./closest.ts";
 * closest("us-smal", ["us-small", "sbs-reupload"]); // "us-small"
 * ```
 */
export function closest(given: string, names: Iterable<string>): string | undefined {
  let best: string | undefined;
  // Of one letter nothing is left that could be near.
  let least = Math.min(Math.max(1, Math.floor(given.length / 3)) + 1, Math.max(1, given.length));
  for (const name of names) {
    const edits = distance(given.toLowerCase(), name.toLowerCase());
    if (edits < least) [best, least] = [name, edits];
  }
  return best;
}

/**
 * The remedy for a name that nobody knows: the nearest one, or other words where none is near.
 *
 * @example
 * ```ts
 * import { meant } from "./closest.ts";
 * meant("frok", ["fork", "archive"], "Use fork or archive"); // 'Did you mean "fork"?'
 * ```
 */
export function meant(given: string, names: Iterable<string>, otherwise: string): string {
  const near = closest(given, names);
  return near === undefined ? otherwise : `Did you mean "${near}"?`;
}
