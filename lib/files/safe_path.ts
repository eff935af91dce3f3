/** Paths from recordings, servers and profiles are data: they never leave their folder. */
import { lstat, realpath } from "node:fs/promises";
import { isAbsolute, join, relative, sep } from "node:path";
import { ProfileError } from "../errors.ts";

/**
 * The path below the folder, or an error when it would leave it (absolute, `..`, NUL, backslash, empty).
 * Symbolic links are followed for the check as far as the path exists.
 *
 * @param folder the folder that must not be left
 * @param path a relative path with forward slashes
 * @param what what the path is, for the error: `seed`, `target`, …
 */
export async function pathBelow(folder: string, path: string, what = "path"): Promise<string> {
  if (!isPlainRelative(path)) refuse(what, path, folder);
  const full = join(folder, path);
  const realFolder = await realpathIfThere(folder);
  const realFull = await realpathIfThere(full);
  if (realFolder === undefined || realFull === undefined) return full;
  const inside = relative(realFolder, realFull);
  if (inside.startsWith("..") || isAbsolute(inside)) refuse(what, path, folder);
  return full;
}

/** True for a relative path of plain segments. */
export function isPlainRelative(path: string): boolean {
  if (path === "" || path.includes("\0") || path.includes("\\") || isAbsolute(path)) return false;
  return path.split("/").every((part) => part !== ".." && part !== ".");
}

/** One plain file or folder name: no separators, no `.` or `..`, no NUL. */
export function isPlainName(name: string): boolean {
  return isPlainRelative(name) && !name.includes("/") && !name.includes(sep);
}

/** True when something is there, be it a dangling link. */
export async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch {
    return false;
  }
}

async function realpathIfThere(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch {
    return undefined;
  }
}

function refuse(what: string, path: string, folder: string): never {
  throw new ProfileError("refused", `The ${what} ${JSON.stringify(path)} leaves its folder ${folder}`, {
    remedy: "Use a relative path without .. below that folder",
  });
}
