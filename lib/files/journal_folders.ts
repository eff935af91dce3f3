/**
 * Changes of whole folders in a journal: a folder that was built in the staging folder takes the place of another,
 * or a folder moves. A rename each, however large the folder is; what was replaced is removed at the end.
 */
import { lstat, readdir, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { codeOf, ProfileError } from "../errors.ts";
import { syncFolder } from "./atomic.ts";
import { sha256 } from "./hash.ts";
import { makeFolder } from "./make_folder.ts";
import { exists, pathBelow } from "./safe_path.ts";

/** A folder that replaces what is at its path. */
export const FolderChange = z.strictObject({
  path: z.string(),
  /** Name of the new folder in the staging folder. */
  folder: z.string(),
  /** Fingerprint of what is replaced; null when there is nothing. */
  old: z.string().nullable(),
});
export type FolderChange = z.infer<typeof FolderChange>;

/** A folder that moves to a path where nothing is. */
export const MoveChange = z.strictObject({ path: z.string(), from: z.string() });
export type MoveChange = z.infer<typeof MoveChange>;

/** End of the name, in the staging folder, of a folder that was replaced. */
export const REPLACED = ".old";

/**
 * Names, sizes and times of everything in a folder, as a hash; null when there is none.
 *
 * @throws ProfileError refused when something else is at the path
 */
export async function fingerprintOf(folder: string): Promise<string | null> {
  if (!await exists(folder)) return null;
  if (!(await lstat(folder)).isDirectory()) throw inTheWay(folder);
  const parts: string[] = [];
  const visit = async (relative: string): Promise<void> => {
    for (const entry of await readdir(join(folder, relative), { withFileTypes: true })) {
      const path = join(relative, entry.name);
      if (entry.isDirectory()) await visit(path);
      else {
        const { size, mtimeMs } = await lstat(join(folder, path));
        parts.push(JSON.stringify([path, size, mtimeMs]));
      }
    }
  };
  await visit("");
  return sha256(parts.sort().join("\n"));
}

/**
 * Puts a folder in its place; nothing when it is there already.
 *
 * @param staging folder that holds the new one
 * @param conflict makes the error for a place that somebody changed in between
 */
export async function placeFolder(
  root: string,
  staging: string,
  change: FolderChange,
  step: (what: string) => Promise<void>,
  conflict: (target: string) => ProfileError,
): Promise<void> {
  const staged = join(staging, change.folder);
  if (!await exists(staged)) return;
  const target = await pathBelow(root, change.path);
  const aside = staged + REPLACED;
  if (await exists(target)) {
    if (await exists(aside) || await fingerprintOf(target) !== change.old) throw conflict(target);
    await step(`put aside ${change.path}`);
    await rename(target, aside);
    await syncFolder(dirname(target));
  }
  await makeFolder(dirname(target));
  await step(`move ${change.path}`);
  await rename(staged, target);
  await syncFolder(dirname(target));
}

/** True when the folder has moved, or nothing is left to move. */
export async function hasMoved(root: string, { path, from }: MoveChange): Promise<boolean> {
  return !await exists(join(root, from)) && await exists(join(root, path));
}

/**
 * Checks that a folder can move.
 *
 * @throws ProfileError refused when there is none, or something is in its way
 */
export async function checkMove(root: string, { path, from }: MoveChange): Promise<void> {
  const [target, source] = [await pathBelow(root, path), await pathBelow(root, from)];
  if (await exists(target)) throw inTheWay(target);
  const isFolder = await lstat(source).then((found) => found.isDirectory(), (error: unknown) => {
    if (codeOf(error) === "ENOENT") return false;
    throw error;
  });
  if (isFolder) return;
  throw new ProfileError("refused", `${source} is no folder`, { remedy: "Check its name" });
}

/** Moves a folder. */
export async function moveFolder(
  root: string,
  change: MoveChange,
  step: (what: string) => Promise<void>,
): Promise<void> {
  await checkMove(root, change);
  const [target, source] = [join(root, change.path), join(root, change.from)];
  await makeFolder(dirname(target));
  await step(`move ${change.path}`);
  await rename(source, target);
  await syncFolder(dirname(target));
  await syncFolder(dirname(source));
}

function inTheWay(path: string): ProfileError {
  return new ProfileError("refused", `${path} is in the way`, {
    position: { file: path },
    remedy: "Move it away, or choose another name",
  });
}
