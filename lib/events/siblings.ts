/** Files that a rotation left beside a log: `profile.events.jsonl.1`, `profile.events.jsonl-20261122`. */
import type { BigIntStats } from "node:fs";
import { lstat, readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isInside } from "../files/inside.ts";
import { counted } from "../text/counted.ts";
import { packedParts, partsOf, plainName } from "./compressed/format.ts";

/** One rotated file. */
export interface Sibling {
  path: string;
  dev: string;
  ino: string;
  mtimeNs: bigint;
  /** In bytes. */
  size: bigint;
  /** N of `.N`: the higher, the older. */
  number: number | undefined;
}

const SUFFIX = /^[.-]\d[\dT_.:-]*$/;
const PACKED = /\.(?:gz|zst|bz2|xz)$/;
/** Most files that are named. */
const MOST_NAMED = 5;

/** The rotated files of a log, the oldest first. */
export async function siblingsOf(log: string): Promise<Sibling[]> {
  return await beside(log, (suffix) => SUFFIX.test(suffix));
}

/**
 * The files of a log that reading it leaves out: rotated ones, compressed or not, and a second packing of a part.
 *
 * @param log as a source gives it
 * @returns their names, the oldest first; empty ones are not among them
 * @example
 * `["profile.events.jsonl.2.gz", "profile.events.jsonl.1"]` of `run/_logs/profile.events.jsonl`
 */
export async function unreadSiblings(log: string): Promise<string[]> {
  const plain = plainName(log);
  const read = new Set([
    log,
    ...[...await partsOf(log), ...await packedParts(plain)].map(({ path }) => path),
  ]);
  const found = await beside(plain, (suffix) => {
    const bare = suffix.replace(PACKED, "");
    return SUFFIX.test(bare) || (bare === "" && suffix !== "");
  });
  return found.filter(({ path, size }) => size > 0n && !read.has(path)).map(({ path }) => basename(path));
}

/** What is said of files that were left out; undefined when there are none. */
export function unreadWarning(names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : "";
  const [lie, were, one] = names.length === 1 ? ["lies", "was", "it"] : ["lie", "were", "one"];
  return `${counted(names.length, "older file")} of this log ${lie} beside it and ${were} not read: ${
    names.slice(0, MOST_NAMED).join(", ")
  }${more}; name ${one} to read it`;
}

/** What is known of a plain file, in one look, as the next rotation may rename it; a link must not lead out. */
async function fileAt(path: string, folder: string): Promise<BigIntStats | undefined> {
  const found = await lstat(path, { bigint: true }).catch(() => undefined);
  if (found?.isSymbolicLink() !== true) return found?.isFile() === true ? found : undefined;
  if (!await isInside(folder, path)) return undefined;
  const target = await stat(path, { bigint: true }).catch(() => undefined);
  return target?.isFile() === true ? target : undefined;
}

/** The files whose name is that of the log with a suffix. */
async function beside(log: string, fits: (suffix: string) => boolean): Promise<Sibling[]> {
  const found: Sibling[] = [];
  for (const name of await readdir(dirname(log)).catch(() => [])) {
    const suffix = name.startsWith(basename(log)) ? name.slice(basename(log).length) : "";
    if (!fits(suffix)) continue;
    const path = join(dirname(log), name);
    const status = await fileAt(path, dirname(log));
    if (status === undefined) continue;
    const number = /^\.(\d{1,6})(?:\.[a-z]+\d?)?$/.exec(suffix)?.[1];
    found.push({
      path,
      dev: String(status.dev),
      ino: String(status.ino),
      mtimeNs: status.mtimeNs,
      size: status.size,
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
