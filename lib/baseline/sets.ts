/**
 * The sets of a baseline: the profile's own in `baseline/`, and one in `baseline@<overlay>/` for each overlay that needs
 * its own (`baseline: own`: another dataset, say).
 */
import { readdir } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { entriesOf, readManifest } from "./manifest.ts";

/**
 * Folder of a set.
 *
 * @param baselineDir folder of the profile's own set
 * @param set name of the overlay, several with "+" between; undefined for the profile's own
 * @example
 * ```ts
 * setDir("/data/profiles/us-small/baseline", "dry-year"); // …/us-small/baseline@dry-year
 * ```
 */
export function setDir(baselineDir: string, set: string | undefined): string {
  return set === undefined ? baselineDir : `${baselineDir}@${set}`;
}

/** Names of the sets of overlays that are on the disk, sorted. */
export async function overlaySets(baselineDir: string): Promise<string[]> {
  const start = `${basename(baselineDir)}@`;
  const entries = await readdir(dirname(baselineDir), { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory() && entry.name.startsWith(start))
    .map(({ name }) => name.slice(start.length)).sort();
}

/**
 * Paths that the other sets of a profile keep: a comparison that names one of them has its use.
 *
 * @param dir folder of the set that is left out, as {@link setDir} gives it
 * @param set its name
 * @throws ProfileError usage when one of their manifests is damaged
 */
export async function keptInOtherSets(dir: string, set: string | undefined): Promise<string[]> {
  const baselineDir = set === undefined ? dir : dir.slice(0, -`@${set}`.length);
  const others = [undefined, ...await overlaySets(baselineDir)].filter((name) => name !== set);
  const paths: string[] = [];
  for (const name of others) {
    paths.push(...entriesOf(await readManifest(setDir(baselineDir, name))).keys());
  }
  return paths;
}
