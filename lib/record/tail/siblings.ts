/** Files that a rotation left beside a log: `profile.events.jsonl.1`, `profile.events.jsonl-20261122`. */
import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** One rotated file. */
export interface Sibling {
  path: string;
  dev: string;
  ino: string;
  mtimeNs: bigint;
  /** N of `.N`: the higher, the older. */
  number: number | undefined;
}

const SUFFIX = /^[.-]\d[\dT_.:-]*$/;

/** The rotated files of a log, the oldest first. */
export async function siblingsOf(log: string): Promise<Sibling[]> {
  const found: Sibling[] = [];
  for (const name of await readdir(dirname(log)).catch(() => [])) {
    const suffix = name.startsWith(basename(log)) ? name.slice(basename(log).length) : "";
    if (!SUFFIX.test(suffix)) continue;
    const path = join(dirname(log), name);
    const status = await stat(path, { bigint: true }).catch(() => undefined);
    if (status?.isFile() !== true) continue;
    const number = /^\.(\d{1,6})$/.exec(suffix)?.[1];
    found.push({
      path,
      dev: String(status.dev),
      ino: String(status.ino),
      mtimeNs: status.mtimeNs,
      number: number === undefined ? undefined : Number(number),
    });
  }
  return found.sort(olderFirst);
}

/**
 * The files that were changed after a moment, in the order of their last change. Where rotation counts upwards the
 * numbers mislead, the times do not.
 *
 * @param files as {@link siblingsOf} gives them
 * @param mtimeNs nanoseconds since 1970
 */
export function newerThan(files: readonly Sibling[], mtimeNs: bigint): Sibling[] {
  return files.filter((one) => one.mtimeNs > mtimeNs)
    .sort((a, b) => a.mtimeNs === b.mtimeNs ? 0 : a.mtimeNs < b.mtimeNs ? -1 : 1);
}

/** Numbers say the order for certain; the time of the last change does so only where the clock ticked between. */
function olderFirst(a: Sibling, b: Sibling): number {
  if (a.number !== undefined && b.number !== undefined) return b.number - a.number;
  if (a.mtimeNs !== b.mtimeNs) return a.mtimeNs < b.mtimeNs ? -1 : 1;
  return a.path < b.path ? -1 : 1;
}
