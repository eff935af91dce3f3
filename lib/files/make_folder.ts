/** Makes folders, also where a user named a place in which there cannot be any. */
import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { codeOf } from "../errors.ts";

/**
 * Makes a folder and those above it. What `mkdir` does with `recursive`, which never returns below `/proc`: there a
 * folder that exists takes no new one and says that it does not exist.
 *
 * @param mode of the folders that are made
 * @throws the system's error
 */
export async function makeFolder(path: string, mode = 0o777): Promise<void> {
  try {
    await makeOne(path, mode);
  } catch (error) {
    const parent = dirname(path);
    if (codeOf(error) !== "ENOENT" || parent === path) throw error;
    // A parent that is there now may have been made by another just after we failed: tried again, once.
    if (!await isFolder(parent)) await makeFolder(parent, mode);
    await makeOne(path, mode);
  }
}

/** A folder that is there is good. */
async function makeOne(path: string, mode: number): Promise<void> {
  await mkdir(path, { mode }).catch(async (error: unknown) => {
    // Systems differ in what they say of a root, or of a folder on a disk that is read only.
    if (!await isFolder(path)) throw error;
  });
}

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then((found) => found.isDirectory(), () => false);
}
