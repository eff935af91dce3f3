/** Removing a sandbox of ours, and nothing else, whatever others do to its place meanwhile. */
import { rename, rm, rmdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import process from "node:process";
import { codeOf } from "../errors.ts";
import { forgetSandbox, identityOf, isSame, type SandboxEntry } from "./index.ts";

/** Folder below the playback root for runs that the embedded server creates. */
export const CREATED = "created";

/**
 * Removes the folder of an entry, then the entry. The folder first loses its name, is looked at once more, and only
 * then emptied: what was put in its place between two looks gets its name back and stays. Links in it are removed, never
 * followed.
 *
 * @param dir where the folder is, see `judgeSandbox`
 * @returns false when something else lies there; nothing was removed then
 * @throws the system's error when the folder cannot be removed; what is left of it is found again by the entry
 */
export async function removeSandbox(dataRoot: string, entry: SandboxEntry, dir: string): Promise<boolean> {
  if (entry.identity === null) {
    // Killed before the folder was noted: nothing was written into it, so an empty one is all that can be ours.
    await rmdir(dir);
    await forgetSandbox(dataRoot, entry.id);
    return true;
  }
  if (!isSame(await identityOf(dir), entry.identity)) return false;
  const hidden = join(dirname(dir), `.${basename(entry.dir ?? dir)}.pruned-${process.pid}`);
  if (dir !== hidden) await rename(dir, hidden);
  if (!isSame(await identityOf(hidden), entry.identity)) {
    await rename(hidden, dir);
    return false;
  }
  await rm(hidden, { recursive: true, force: true, maxRetries: 2 });
  await forgetSandbox(dataRoot, entry.id);
  // Created runs lie in `created/<2>/<run>`: folders between that became empty go, too.
  const root = dirname(dirname(dir));
  if (entry.mode === "create" && basename(root) === CREATED) {
    for (const folder of [dirname(dir), root]) {
      await rmdir(folder).catch((error: unknown) => ignoreFull(error));
    }
  }
  return true;
}

function ignoreFull(error: unknown): void {
  if (!["ENOTEMPTY", "EEXIST", "ENOENT"].includes(codeOf(error) ?? "")) throw error;
}
