/** How the files of a copy differ from those of its run, in words. */
import { counted } from "../../text/counted.ts";
import type { FileList } from "./run_files.ts";

/** So many names are told. */
const NAMED = 5;

/**
 * What the copy lacks, has beyond, or has in another size.
 *
 * @param copy how the copy is called in the words: `the forked run`
 * @param sized false for files whose size says nothing
 */
export function listDifferences(
  run: FileList,
  found: FileList,
  copy: string,
  sized: (path: string) => boolean,
): string[] {
  const missing = [...run.keys()].filter((path) => !found.has(path));
  const extra = [...found.keys()].filter((path) => !run.has(path));
  const other = [...run].filter(([path, size]) => {
    const there = found.get(path);
    return sized(path) && size !== undefined && there !== undefined && size !== there;
  }).map(([path]) => path);
  return [
    ...told(missing, `${copy} lacks`),
    ...told(extra, `${copy} has, and the run has not,`),
    ...told(other, `${copy} has in another size`),
  ];
}

/** `the archive lacks 3 files: a, b, c`. */
export function told(paths: readonly string[], words: string): string[] {
  if (paths.length === 0) return [];
  const names = paths.slice(0, NAMED).join(", ") + (paths.length > NAMED ? ", …" : "");
  return [`${words} ${counted(paths.length, "file")}: ${names}`];
}
