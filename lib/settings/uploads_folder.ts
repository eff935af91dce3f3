/** `--uploads <dir>`: the folder with files that a recording lacks. */
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { ProfileError } from "../errors.ts";

/**
 * Absolute path of the folder; undefined when none is named.
 *
 * @throws ProfileError usage when it is not there
 */
export async function uploadsFolder(given: string | undefined, cwd: string): Promise<string | undefined> {
  if (given === undefined) return undefined;
  const path = resolve(cwd, given);
  if (await stat(path).then((found) => found.isDirectory(), () => false)) return path;
  throw new ProfileError("usage", `There is no folder ${JSON.stringify(path)}`, {
    position: { file: path },
    remedy: "Name the folder with the uploaded files in --uploads",
  });
}
