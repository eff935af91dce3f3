/** Scratch space: `<root>/<slug>/<timestamp>…/`, shared by the users of a machine as /tmp is, each folder private. */
import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { codeOf, ProfileError } from "../errors.ts";
import { makeFolder } from "./make_folder.ts";
import { isAlive } from "./owner.ts";

/**
 * Makes a folder of scratch space.
 *
 * @param root folder of all scratch space
 * @param folder below a folder of the root; others who share the machine can make theirs beside it
 * @throws ProfileError unavailable when it cannot be made
 */
export async function makeScratch(root: string, folder: string): Promise<void> {
  await orUnavailable(folder, async () => {
    await makeFolder(folder);
    await share(root, folder);
  });
}

/**
 * Makes a folder that only this user can enter, with a name that nobody can foresee. Folders that processes of this
 * machine left under the same name when they were killed are removed.
 *
 * @param name begin of the folder's name
 */
export async function makePrivateScratch(root: string, slug: string, name: string): Promise<string> {
  const parent = join(root, slug);
  return await orUnavailable(parent, async () => {
    await makeFolder(parent);
    await share(root, join(parent, "x"));
    await removeLeftBehind(parent);
    return await mkdtemp(join(parent, `${name}-${process.pid}${PRIVATE}`));
  });
}

const PRIVATE = "-derived-";

async function removeLeftBehind(parent: string): Promise<void> {
  for (const entry of await readdir(parent)) {
    const pid = new RegExp(`-(\\d{1,10})${PRIVATE}[A-Za-z0-9]{6}$`).exec(entry)?.[1];
    if (pid === undefined || await isAlive({ pid: Number(pid), host: hostname() })) continue;
    await rm(join(parent, entry), { recursive: true, force: true }).catch(() => {});
  }
}

async function share(root: string, folder: string): Promise<void> {
  for (const shared of [root, dirname(folder)]) await chmod(shared, 0o1777).catch(() => {});
}

async function orUnavailable<T>(folder: string, make: () => Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    throw new ProfileError(
      "unavailable",
      `Cannot make the scratch folder ${folder}: ${codeOf(error) ?? "error"}`,
      {
        remedy: "Name a writable folder with --scratch",
        cause: error,
      },
    );
  }
}
