/** Listing the files below a folder. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";

/**
 * Paths of all plain files below a folder, relative, with forward slashes, sorted. Symbolic links are not
 * followed and not listed. A missing folder has no files.
 */
export async function walkFiles(folder: string): Promise<string[]> {
  const found: string[] = [];
  const visit = async (relative: string): Promise<void> => {
    for (const entry of await entriesOf(join(folder, relative))) {
      const path = relative === "" ? entry.name : `${relative}/${entry.name}`;
      if (entry.isDirectory()) await visit(path);
      else if (entry.isFile()) found.push(path);
    }
  };
  await visit("");
  return found.sort();
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
