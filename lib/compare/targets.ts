/** Which files a comparison is about, on both sides. */
import { volatileReason } from "./volatile.ts";
import { globMatcher, isGlob } from "../files/glob.ts";
import { distance } from "../text/closest.ts";

/**
 * Files that a target names, sorted: kept ones and produced ones. A glob does not pick up logs and other
 * files that differ in every run, unless the baseline keeps them.
 */
export function matchTarget(target: string, kept: Iterable<string>, produced: Iterable<string>): string[] {
  const matches = isGlob(target) ? globMatcher(target) : (path: string) => path === target;
  const found = new Set([...kept].filter(matches));
  for (const path of produced) {
    if (matches(path) && (!isGlob(target) || volatileReason(path) === undefined)) found.add(path);
  }
  return [...found].sort();
}

/** The produced file that was most likely meant: the same name elsewhere, else the path with the fewest edits. */
export function closestProduced(path: string, produced: readonly string[]): string | undefined {
  const name = baseName(path);
  const sameName = produced.filter((candidate) => baseName(candidate) === name);
  const near = sameName.length > 0
    ? sameName
    : produced.filter((candidate) => distance(baseName(candidate), name) <= Math.max(2, name.length / 2));
  return near.map((candidate) => ({ candidate, edits: distance(candidate, path) }))
    .toSorted((a, b) => a.edits - b.edits)[0]?.candidate;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
