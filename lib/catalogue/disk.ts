/** What a profile takes on disk, and which of its files are Git LFS pointers, or were fetched. */
import { lstat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { isLfsPointer } from "../compare/lfs.ts";
import { gitLfs } from "../files/size_guard.ts";
import { walkFiles } from "../files/walk.ts";
import type { LfsState } from "./document.ts";

/** Larger files are no pointers, bytes. */
const LARGEST_POINTER = 1024;

/** The files of a profile. */
export interface Disk {
  bytes: number;
  /** Absolute. */
  files: string[];
  pointers: ReadonlySet<string>;
}

/** Looks at all plain files below some folders; one that is not there holds nothing. */
export async function diskOf(folders: readonly string[]): Promise<Disk> {
  let bytes = 0;
  const files = new Set<string>();
  const pointers = new Set<string>();
  for (const folder of folders) {
    for (const path of await walkFiles(folder, { unreadable: () => {} })) {
      const file = join(folder, path);
      if (files.has(file)) continue;
      files.add(file);
      const size = await lstat(file).then((found) => found.size, () => 0);
      bytes += size;
      if (size <= LARGEST_POINTER && await isLfsPointer(file).catch(() => false)) pointers.add(file);
    }
  }
  return { bytes, files: [...files], pointers };
}

/**
 * What git keeps in LFS of each; git is asked once for each root.
 *
 * @param roots folders of repositories: the data root, and what `metadata.data_repo` names
 */
export async function lfsStates(disks: readonly Disk[], roots: readonly string[]): Promise<LfsState[]> {
  const tracked = new Set<string>();
  const all = disks.flatMap(({ files }) => files);
  for (const root of roots) {
    const inside = all.filter((file) => file.startsWith(root + sep));
    if (inside.length === 0) continue;
    const paths = new Map(inside.map((file) => [relative(root, file).split(sep).join("/"), file]));
    for (const path of await gitLfs(root, ".")([...paths.keys()])) tracked.add(paths.get(path) ?? "");
  }
  return disks.map(({ files, pointers }) => {
    const fetched = files.filter((file) => tracked.has(file) && !pointers.has(file)).length;
    return { state: stateOf(pointers.size, fetched), pointers: pointers.size, fetched };
  });
}

function stateOf(pointers: number, fetched: number): LfsState["state"] {
  if (pointers > 0) return fetched > 0 ? "mixed" : "pointers";
  return fetched > 0 ? "fetched" : "none";
}
