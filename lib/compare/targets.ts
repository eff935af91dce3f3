/** Which files a comparison is about, on both sides. */
import { volatileReason } from "./volatile.ts";
import { globMatcher, isGlob } from "../files/glob.ts";
import { distance } from "../text/closest.ts";

/**
 * Files that a target names, sorted: kept ones and produced ones. A glob does not pick up logs and other
 * files that differ in every run, unless the baseline keeps them or the method can compare them all the same.
 *
 * @param readsVolatile that of the method
 */
export function matchTarget(
  target: string,
  kept: Iterable<string>,
  produced: Iterable<string>,
  readsVolatile: (path: string) => boolean = () => false,
): string[] {
  const matches = isGlob(target) ? globMatcher(target) : (path: string) => path === target;
  const found = new Set([...kept].filter(matches));
  for (const path of produced) {
    if (found.has(path) || !matches(path)) continue;
    if (!isGlob(target) || volatileReason(path) === undefined || readsVolatile(path)) found.add(path);
  }
  return [...found].sort();
}

/** The produced file that was most likely meant: the same name elsewhere, else the path with the fewest edits. */
export function closestProduced(path: string, produced: readonly string[]): string | undefined {
  const name = baseName(path);
  const sameName = produced.filter((candidate) => baseName(candidate) === name);
  const near = sameName.length > 0
    ? sameName
    : produced.filter((candidate) => isNear(stemOf(candidate), stemOf(path)));
  return near.map((candidate) => ({ candidate, edits: distance(candidate, path) }))
    .toSorted((a, b) => a.edits - b.edits)[0]?.candidate;
}

/** Few edits apart, or one goes on where the other ends: `loss`, `loss_pw0`. */
function isNear(a: string, b: string): boolean {
  const goesOn = Math.min(a.length, b.length) > 2 && (a.startsWith(b) || b.startsWith(a));
  return goesOn || distance(a, b) <= Math.max(2, b.length / 3);
}

/** File name up to its first dot. */
function stemOf(path: string): string {
  const name = baseName(path);
  const dot = name.indexOf(".", 1);
  return dot < 0 ? name : name.slice(0, dot);
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
