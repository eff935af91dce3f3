/** Files of one folder whose names differ in a number only are one candidate: `wepp/output/H*.wat.dat`. */
import { globMatcher } from "../files/glob.ts";
import { groupBy } from "../model/group_by.ts";

/** So many alike are one group. */
const ALIKE = 4;

/** A target and the files that it names. */
export interface Group<File> {
  target: string;
  files: File[];
}

/**
 * Groups files. What a glob would name beside its own (`p*.run` names `pw0.run` too) joins its group, so that each
 * file has one target.
 *
 * @param files with paths below the run, sorted
 */
export function groupAlike<File extends { path: string }>(files: readonly File[]): Group<File>[] {
  const globs = [...groupBy(files, ({ path }) => numberless(path))]
    .filter(([glob, members]) => glob.includes("*") && members.length >= ALIKE)
    .map(([glob]) => glob)
    .toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1));
  const inFolder = groupBy(files, ({ path }) => folderOf(path));
  const targets = new Map<string, string>();
  for (const glob of globs) {
    const matches = globMatcher(glob);
    const named = (inFolder.get(folderOf(glob)) ?? []).filter(({ path }) => matches(path));
    // Where two globs name one file, the wider one has it, and the other's files stand for themselves.
    if (named.some(({ path }) => targets.has(path))) continue;
    for (const { path } of named) targets.set(path, glob);
  }
  return [...groupBy(files, ({ path }) => targets.get(path) ?? path)].map(([target, members]) => ({
    target,
    files: members,
  }));
}

/** The path with each number of the file's name as a star; a name that is no plain glob stays as it is. */
function numberless(path: string): string {
  const folder = folderOf(path);
  const name = path.slice(folder.length);
  return /[*?]/.test(path) ? path : folder + name.replace(/\d+/g, "*");
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}
