/** Whether a file can be written at a place, found out before the work whose outcome it shall hold. */
import { access, constants, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { codeOf } from "../errors.ts";

/**
 * Looks at the place of a file that does not have to be there yet, and changes nothing.
 *
 * @param path absolute
 * @returns why it cannot be written, as a clause; undefined when nothing speaks against it
 */
export async function whyNotWritable(path: string): Promise<string | undefined> {
  const there = await stat(path).catch(() => undefined);
  if (there?.isDirectory() === true) return "it is a folder";
  if (there !== undefined && !there.isFile()) return "it is no regular file";
  for (let folder = dirname(path);; folder = dirname(folder)) {
    try {
      if (!(await stat(folder)).isDirectory()) return `${folder} is no folder`;
      await access(folder, constants.W_OK | constants.X_OK);
      return undefined;
    } catch (error) {
      const code = codeOf(error) ?? "error";
      // Below a file, stat says no more than that; the loop comes to the file itself.
      const missing = code === "ENOENT" || code === "ENOTDIR";
      if (!missing || folder === dirname(folder)) return `${folder} cannot be written to (${code})`;
    }
  }
}
