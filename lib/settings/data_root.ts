/** The data root: the folder that holds `profiles/`. */
import { stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { markIn } from "../catalogue/earlier.ts";
import { ProfileError } from "../errors.ts";
import { shellWord } from "../text/shell_word.ts";

/**
 * The data root in effect: as given, else the nearest folder upwards that holds `profiles/`. The site of a catalogue
 * has such a folder, too, and is none: the next catalogue removes what is in it.
 *
 * @param given `--data-root` or `PROFILE_DATA_ROOT`
 * @param cwd folder to look upwards from
 * @throws ProfileError usage when there is none
 */
export async function findDataRoot(given: string | undefined, cwd: string): Promise<string> {
  if (given !== undefined) {
    const folder = resolve(cwd, given);
    if (await isSite(folder)) {
      throw new ProfileError("usage", `${folder} is no data root: it holds a catalogue that report wrote`, {
        remedy: "Name the library that it was made from with --data-root or PROFILE_DATA_ROOT",
      });
    }
    if (await isFolder(join(folder, "profiles"))) return folder;
    const above = basename(folder) === "profiles" && await isFolder(folder);
    throw new ProfileError("usage", `${folder} is no data root: there is no folder "profiles" in it`, {
      remedy: above
        ? `Name the folder above it: --data-root ${shellWord(dirname(folder))}`
        : `Name another with --data-root or PROFILE_DATA_ROOT, or make this one: profile init ${
          shellWord(folder)
        }`,
    });
  }
  for (let folder = resolve(cwd);; folder = dirname(folder)) {
    if (await isFolder(join(folder, "profiles")) && !await isSite(folder)) return folder;
    if (folder === dirname(folder)) break;
  }
  throw new ProfileError("usage", `No folder "profiles" here or above ${cwd}`, {
    remedy: "Change into a data root, name one with --data-root, or make one: profile init",
  });
}

/** The data root by WEPPcloud's own name of the folder `profiles/` itself, where the environment has it. */
export function playbackRoot(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const folder = env["PROFILE_PLAYBACK_ROOT"];
  return folder === undefined ? undefined : dirname(resolve(folder));
}

/** A document alone, as `report --json` prints it, is somebody's own file. */
async function isSite(folder: string): Promise<boolean> {
  return await isFile(join(folder, "index.html")) && await markIn(folder) !== undefined;
}

async function isFile(path: string): Promise<boolean> {
  return await stat(path).then((found) => found.isFile(), () => false);
}

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then((found) => found.isDirectory(), () => false);
}
