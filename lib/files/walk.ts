/** Listing the files below a folder. */
import type { Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { codeOf } from "../errors.ts";

/** What a walk does not list, when somebody wants to know. Paths are relative. */
export interface Unlisted {
  /** A folder that cannot be read; without this the walk ends with the system's error. */
  unreadable?(path: string, error: unknown): void;
  /** A symbolic link, a socket or another thing that is no plain file. */
  odd?(path: string, what: "link" | "other"): void;
}

/**
 * Paths of all plain files below a folder, relative, with forward slashes, sorted. Symbolic links are not
 * followed and not listed. A missing folder has no files.
 */
export async function walkFiles(folder: string, unlisted: Unlisted = {}): Promise<string[]> {
  const found: string[] = [];
  const visit = async (relative: string): Promise<void> => {
    for (const entry of await entriesOf(folder, relative, unlisted)) {
      const path = relative === "" ? entry.name : `${relative}/${entry.name}`;
      if (entry.isDirectory()) await visit(path);
      else if (entry.isFile()) found.push(path);
      else unlisted.odd?.(path, entry.isSymbolicLink() ? "link" : "other");
    }
  };
  await visit("");
  return found.sort();
}

async function entriesOf(folder: string, relative: string, { unreadable }: Unlisted): Promise<Dirent[]> {
  try {
    return await readdir(join(folder, relative), { withFileTypes: true });
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    if (unreadable === undefined) throw error;
    unreadable(relative, error);
    return [];
  }
}
