/** Where a bundle lies: in the result, or, when it is heavy, in the repository for data. */
import { cp, rename, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { codeOf } from "../../errors.ts";
import { writeAtomic } from "../../files/atomic.ts";
import { makeFolder } from "../../files/make_folder.ts";
import { formatBytes } from "../../text/bytes.ts";

/** Larger bundles go to `data_repo`, bytes. */
export const BUNDLE_LIMIT = 50_000_000;

/** What decides. */
export interface BundlePlace {
  /** Where it was written. */
  folder: string;
  size: number;
  limit: number;
  /** As in `metadata.data_repo`, relative to the data root. */
  dataRepo: string | undefined;
  dataRoot: string;
  slug: string;
  /** Name of the result's folder. */
  timestamp: string;
}

/**
 * Moves a heavy bundle to `<data_repo>/results-bundles/<slug>/<timestamp>` and leaves its address in `bundle.txt`.
 *
 * @returns where it lies, and what is to be said about it
 */
export async function placeBundle(place: BundlePlace): Promise<{ folder: string; note?: string }> {
  const { folder, size, limit, dataRepo, dataRoot, slug, timestamp } = place;
  if (size <= limit) return { folder };
  const heavy = `the bundle has ${formatBytes(size)}, more than bundle.limit (${formatBytes(limit)})`;
  if (dataRepo === undefined) {
    return { folder, note: `${heavy}; the profile names no metadata.data_repo, so it stays in the result` };
  }
  const repo = resolve(dataRoot, dataRepo);
  const there = await stat(repo).then((found) => found.isDirectory(), () => false);
  if (!there) {
    return { folder, note: `${heavy}, but metadata.data_repo ${repo} is not there; it stays in the result` };
  }
  const target = join(repo, "results-bundles", slug, timestamp);
  await makeFolder(dirname(target));
  await move(folder, target);
  await writeAtomic(`${folder}.txt`, `${target}\n`);
  return { folder: target, note: `${heavy}: it lies in ${target}` };
}

async function move(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (codeOf(error) !== "EXDEV") throw error;
    await cp(from, to, { recursive: true });
    await rm(from, { recursive: true });
  }
}
