/** The data root: the folder that holds `profiles/`. */
import { stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { ProfileError } from "../errors.ts";

/**
 * The data root in effect: as given, else the nearest folder upwards that holds `profiles/`.
 *
 * @param given `--data-root` or `PROFILE_DATA_ROOT`
 * @param cwd folder to look upwards from
 * @throws ProfileError usage when there is none
 */
export async function findDataRoot(given: string | undefined, cwd: string): Promise<string> {
  if (given !== undefined) {
    const folder = resolve(cwd, given);
    if (await isFolder(folder)) return folder;
    throw new ProfileError("usage", `The data root ${folder} is not a folder`, {
      remedy: "Give an existing folder with --data-root or PROFILE_DATA_ROOT",
    });
  }
  for (let folder = resolve(cwd);; folder = dirname(folder)) {
    if (await isFolder(join(folder, "profiles"))) return folder;
    if (folder === dirname(folder)) break;
  }
  throw new ProfileError("usage", `No folder "profiles" here or above ${cwd}`, {
    remedy: "Change into a data root, or name one with --data-root",
  });
}

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then((found) => found.isDirectory(), () => false);
}
