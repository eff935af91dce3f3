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
  // Folders of one depth are read side by side, and looked at in their order.
  for (let level = [""]; level.length > 0;) {
    const listed = await Promise.all(level.map((relative) => entriesOf(folder, relative)));
    const below: string[] = [];
    for (const [index, entries] of listed.entries()) {
      const relative = level[index] ?? "";
      if (entries instanceof Unreadable) entries.tell(relative, unlisted);
      else {
        for (const entry of entries) {
          const path = relative === "" ? entry.name : `${relative}/${entry.name}`;
          if (entry.isDirectory()) below.push(path);
          else if (entry.isFile()) found.push(path);
          else unlisted.odd?.(path, entry.isSymbolicLink() ? "link" : "other");
        }
      }
    }
    level = below;
  }
  return found.sort();
}

/** A folder that could not be read. */
class Unreadable {
  constructor(readonly error: unknown) {}

  /** @throws what the system said, when nobody wants to know */
  tell(path: string, { unreadable }: Unlisted): void {
    if (unreadable === undefined) throw this.error;
    unreadable(path, this.error);
  }
}

async function entriesOf(folder: string, relative: string): Promise<Dirent[] | Unreadable> {
  try {
    return await readdir(join(folder, relative), { withFileTypes: true });
  } catch (error) {
    return codeOf(error) === "ENOENT" ? [] : new Unreadable(error);
  }
}
