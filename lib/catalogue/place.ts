/** Where a catalogue is written to: beside its place, then exchanged as a whole; nothing of anybody else's goes. */
import { lstat, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { codeOf, messageOf, ProfileError } from "../errors.ts";
import { makeFolder } from "../files/make_folder.ts";
import { isAlive, thisProcess } from "../files/owner.ts";
import { markIn, strangeIn } from "./earlier.ts";

/** The two catalogues in the working folder of an exchange. */
const NEW = "new";
const OLD = "old";

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
    const { pid, host } = await thisProcess();
    await sweep(target, host);
    const work = await mkdtemp(join(parent, `${beside(target, host)}${pid}-`));
    let stranded = false;
    try {
      const site = join(work, NEW);
      await makeFolder(site);
      const result = await write(site);
      // Somebody may have put something there meanwhile.
      await checkTarget(target);
      const old = join(work, OLD);
      await rename(target, old).catch((error: unknown) => {
        if (codeOf(error) !== "ENOENT") throw error;
      });
      await rename(site, target).catch(async (error: unknown) => {
        await rename(old, target).catch((again: unknown) => stranded = codeOf(again) !== "ENOENT");
        throw error;
      });
      return result;
    } finally {
      // An old catalogue that cannot go back to its place stays where it is.
      if (!stranded) await rm(work, { recursive: true, force: true });
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

/** How the names of working folders begin, beside the target; the number of a process means something on its host. */
function beside(target: string, host: string): string {
  return `.${basename(target)}.catalogue-${encodeURIComponent(host)}-`;
}

/**
 * Removes what killed processes of this machine left beside the target. One that died between the two moves of its
 * exchange left no catalogue in its place: that is put back first.
 */
async function sweep(target: string, host: string): Promise<void> {
  const parent = dirname(target);
  const prefix = beside(target, host);
  for (const entry of await readdir(parent)) {
    const [, pid] = entry.startsWith(prefix) ? /^(\d+)-[^-]+$/.exec(entry.slice(prefix.length)) ?? [] : [];
    if (!(Number(pid) > 0) || await isAlive({ pid: Number(pid), host })) continue;
    const work = join(parent, entry);
    if (await lstat(target).then(() => false, () => true)) {
      await rename(join(work, OLD), target).catch((error: unknown) => {
        if (codeOf(error) !== "ENOENT") throw error;
      });
    }
    await rm(work, { recursive: true, force: true });
  }
}
