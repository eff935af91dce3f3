/** Whether the folder of a baseline holds what its manifest says: every kept file with its bytes, and no others. */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { summaryPath } from "../compare/keep.ts";
import { isLfsPointer } from "../compare/lfs.ts";
import { sha256File } from "../files/hash.ts";
import { walkFiles } from "../files/walk.ts";
import type { BaselineFile } from "../model/manifest.ts";
import { MANIFEST, readManifest } from "./manifest.ts";

/** One file that is not as the manifest says. */
export interface DamagedFile {
  /** Below the folder of the baseline. */
  path: string;
  /** In words that follow the path. */
  fault: string;
}

/** What helps against it. */
export const RESTORE = "git checkout restores kept files; remove those that are not listed";

/** Files that no manifest needs to list: git's own. */
const OWN: ReadonlySet<string> = new Set([MANIFEST, ".gitattributes", ".gitignore", ".gitkeep"]);

/**
 * What of a baseline is not as its manifest says. A Git LFS pointer is no fault: its content is elsewhere.
 *
 * @param baselineDir folder of one set; one that is not there has no faults
 * @throws ProfileError usage when the manifest itself is damaged
 */
export async function damagedFiles(baselineDir: string): Promise<DamagedFile[]> {
  const manifest = await readManifest(baselineDir);
  if (manifest === undefined) return [];
  const found: DamagedFile[] = [];
  const listed = new Set(OWN);
  for (const file of manifest.files) {
    const expected = keptOf(file);
    if (expected === undefined) continue;
    listed.add(expected.path);
    const fault = await faultOf(join(baselineDir, expected.path), expected);
    if (fault !== undefined) found.push({ path: expected.path, fault });
  }
  for (const path of await walkFiles(baselineDir)) {
    if (!listed.has(path)) found.push({ path, fault: `is not listed in ${MANIFEST}` });
  }
  return found;
}

interface Kept {
  path: string;
  sha256: string | undefined;
  /** Bytes, where the manifest has them. */
  size?: number;
}

/** What lies on the disk for an entry; nothing where the hash alone is kept. */
function keptOf({ path, kept, sha256, size, summary_sha256 }: BaselineFile): Kept | undefined {
  if (kept === "hash") return undefined;
  return kept === "file" ? { path, sha256, size } : { path: summaryPath(path), sha256: summary_sha256 };
}

async function faultOf(file: string, { sha256, size }: Kept): Promise<string | undefined> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile() !== true) return `is listed in ${MANIFEST} but not there`;
  if (await isLfsPointer(file)) return undefined;
  const same = (size === undefined || found.size === size) && await sha256File(file) === sha256;
  return same ? undefined : `is not what ${MANIFEST} says`;
}
