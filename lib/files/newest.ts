/** When a folder was last worked in. */
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";

/**
 * The latest change of anything below a folder, the folder itself included; links are not followed.
 *
 * @returns ms since 1970; errors of the file system are thrown as they are
 */
export async function newestChange(path: string): Promise<number> {
  const found = await lstat(path);
  let newest = found.mtimeMs;
  if (!found.isDirectory()) return newest;
  for (const name of await readdir(path)) newest = Math.max(newest, await newestChange(join(path, name)));
  return newest;
}

/** Bytes of the plain files below a folder. */
export async function bytesBelow(path: string): Promise<number> {
  const found = await lstat(path);
  if (!found.isDirectory()) return found.isFile() ? found.size : 0;
  let sum = 0;
  for (const name of await readdir(path)) sum += await bytesBelow(join(path, name));
  return sum;
}
