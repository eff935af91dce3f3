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
 * The only name that the given one shortens, else the nearest, if one is near enough to be meant.
 *
 * @example
 * ```ts
 * import { closest } from "./closest.ts";
 * closest("us-smal", ["us-small", "sbs-reupload"]); // "us-small"
 * ```
 */
export function closest(given: string, known: Iterable<string>): string | undefined {
  // Read twice, which an iterator cannot be.
  const names = [...known];
  let best: string | undefined;
  // Of one letter nothing is left that could be near.
  let least = Math.min(Math.max(1, Math.floor(given.length / 3)) + 1, Math.max(1, given.length));
  for (const name of names) {
    const edits = distance(given.toLowerCase(), name.toLowerCase());
    if (edits < least) [best, least] = [name, edits];
  }
  return shortened(given.toLowerCase(), names) ?? best;
}

/** Shorter names shorten too many. */
const SHORTEST = 4;

/** The only name that begins as the given one does, at least with half of it, and holds the rest of it in its order. */
function shortened(given: string, names: readonly string[]): string | undefined {
  if (given.length < SHORTEST) return undefined;
  const start = given.slice(0, Math.ceil(given.length / 2));
  const found = names.filter((name) => {
    const whole = name.toLowerCase();
    let at = 0;
    for (const letter of whole) if (letter === given[at]) at++;
    return whole.startsWith(start) && at === given.length;
  });
  return found.length === 1 ? found[0] : undefined;
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
