/**
 * Scratch space: `<root>/<slug>/<timestamp>…/`. Temporary folders are shared by the users of a machine, so what lies
 * there already may be a trap: only plain folders that nobody else can exchange are used, and new ones are private.
 */
import { lstat, mkdtemp, readdir, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { codeOf, ProfileError } from "../errors.ts";
import { makeFolder } from "./make_folder.ts";
import { isAlive } from "./owner.ts";

/**
 * Makes a folder of scratch space that only this user can enter.
 *
 * @param root folder of all scratch space
 * @param folder below a folder of the root
 * @throws ProfileError unavailable when it cannot be made; refused when one of the three is a link, or another user's
 */
export async function makeScratch(root: string, folder: string): Promise<void> {
  await orUnavailable(folder, async () => {
    for (const path of [root, dirname(folder), folder]) await ownFolder(path);
  });
}

/**
 * Makes a folder that only this user can enter, with a name that nobody can foresee. Folders that processes of this
 * machine left under the same name when they were killed are removed.
 *
 * @param name begin of the folder's name
 * @throws ProfileError as {@link makeScratch}
 */
export async function makePrivateScratch(root: string, slug: string, name: string): Promise<string> {
  const parent = join(root, slug);
  return await orUnavailable(parent, async () => {
    for (const path of [root, parent]) await ownFolder(path);
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

const OTHERS_WRITE = 0o002;
const STICKY = 0o1000;

/** Makes a folder, or takes one that is there when nobody but this user and root can put another in its place. */
async function ownFolder(path: string): Promise<void> {
  await makeFolder(path, 0o700);
  const fault = await faultOf(path);
  if (fault === undefined) return;
  throw new ProfileError("refused", `The scratch folder ${path} ${fault}`, {
    position: { file: path },
    remedy: "Name a folder of your own with --scratch, or as scratch in profiles/profile.config.yaml",
  });
}

async function faultOf(path: string): Promise<string | undefined> {
  const found = await lstat(path);
  if (found.isSymbolicLink()) return "is a symbolic link, and links are not followed there";
  const own = process.getuid?.();
  if (own !== undefined && found.uid !== own && found.uid !== 0) {
    return `belongs to another user (${found.uid})`;
  }
  const isOpen = own !== undefined && (found.mode & OTHERS_WRITE) !== 0 && (found.mode & STICKY) === 0;
  return isOpen ? "can be changed by every user of this machine" : undefined;
}

async function orUnavailable<T>(folder: string, make: () => Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    if (error instanceof ProfileError) throw error;
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
