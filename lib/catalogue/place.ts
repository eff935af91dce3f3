/** Where a catalogue is written to: beside its place, then exchanged as a whole; nothing of anybody else's goes. */
import { lstat, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import process from "node:process";
import { codeOf, messageOf, ProfileError } from "../errors.ts";
import { makeFolder } from "../files/make_folder.ts";
import { isAlive, thisProcess } from "../files/owner.ts";
import { markIn, strangeIn } from "./earlier.ts";

/**
 * Lets a catalogue be written into a folder beside the target, and puts it in the place of what is there.
 *
 * @param target absolute; not there, empty, or an earlier catalogue
 * @param write gets the folder to write to
 * @throws ProfileError refused when the target holds anything else; unavailable when it cannot be written
 */
export async function exchanged<T>(target: string, write: (folder: string) => Promise<T>): Promise<T> {
  await checkTarget(target);
  const parent = dirname(target);
  try {
    await makeFolder(parent);
    await sweep(parent, basename(target));
    const work = await mkdtemp(join(parent, `.${basename(target)}.catalogue-${process.pid}-`));
    try {
      const site = join(work, "new");
      await makeFolder(site);
      const result = await write(site);
      // Somebody may have put something there meanwhile.
      await checkTarget(target);
      const old = join(work, "old");
      await rename(target, old).catch((error: unknown) => {
        if (codeOf(error) !== "ENOENT") throw error;
      });
      await rename(site, target).catch(async (error: unknown) => {
        await rename(old, target).catch(() => {});
        throw error;
      });
      return result;
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    const mount = ["EBUSY", "EXDEV"].includes(code);
    const why = mount ? "it is a mount of its own" : messageOf(error);
    throw new ProfileError("unavailable", `The catalogue cannot be written to ${target}: ${why}`, {
      remedy: mount
        ? "Name a folder inside of it"
        : "Name a folder with --out that may be written to, and has room",
      cause: error,
    });
  }
}

async function checkTarget(target: string): Promise<void> {
  const found = await lstat(target).catch(() => undefined);
  if (found === undefined) return;
  if (!found.isDirectory()) {
    const what = found.isSymbolicLink() ? "a symbolic link" : "a file";
    throw refusal(`${target} is ${what}, not a folder`);
  }
  const names = await readdir(target);
  if (names.length === 0) return;
  const mark = await markIn(target);
  if (mark === undefined) throw refusal(`${target} is not empty, and no catalogue`);
  const strange = await strangeIn(target, mark);
  if (strange !== undefined) {
    throw refusal(`${join(target, strange)} is no part of the earlier catalogue, and would be lost`);
  }
}

function refusal(message: string): ProfileError {
  return new ProfileError("refused", message, {
    remedy: "Name a new folder with --out, or one that holds an earlier catalogue and nothing else",
  });
}

/** Removes what killed processes of this machine left beside the target. */
async function sweep(parent: string, name: string): Promise<void> {
  const { host } = await thisProcess();
  const prefix = `.${name}.catalogue-`;
  for (const entry of await readdir(parent)) {
    const pid = entry.startsWith(prefix) ? Number.parseInt(entry.slice(prefix.length)) : NaN;
    if (!Number.isInteger(pid) || pid <= 0 || await isAlive({ pid, host })) continue;
    await rm(join(parent, entry), { recursive: true, force: true });
  }
}
