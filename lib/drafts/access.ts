/** Who may see a draft: its owner alone, or the group that the configuration names. */
import { execFile } from "node:child_process";
import { access, chmod, chown, constants, lstat, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { codeOf, ProfileError } from "../errors.ts";

const OWNER_ONLY = { folder: 0o700, file: 0o600 };
/** New files of such a folder get its group. */
const WITH_GROUP = { folder: 0o2770, file: 0o660 };

/**
 * Number of a group.
 *
 * @param name `drafts.group` of the configuration; undefined when none is named
 * @throws ProfileError usage when the system knows no such group
 */
export async function groupId(name: string | undefined): Promise<number | undefined> {
  if (name === undefined || process.getuid === undefined) return undefined;
  if (/^\d+$/.test(name)) return Number(name);
  const local = await readFile("/etc/group", "utf8").catch(() => "");
  // Groups of a directory service stand in no file.
  const asked = idIn(local, name) === undefined
    ? await promisify(execFile)("getent", ["group", name]).then(({ stdout }) => stdout, () => "")
    : local;
  const id = idIn(asked, name);
  if (id !== undefined) return id;
  throw new ProfileError("usage", `There is no group "${name}" on this machine`, {
    remedy: "Correct drafts.group in profiles/profile.config.yaml, or take it out",
  });
}

function idIn(lines: string, name: string): number | undefined {
  const fields = lines.split("\n").map((line) => line.split(":")).find(([first]) => first === name);
  return fields?.[2] === undefined ? undefined : Number(fields[2]);
}

/**
 * Closes a draft to others: 0700 and 0600, or 2770 and 0660 for a group. What the user does not own is left as it is.
 *
 * @param group number of the group, of {@link groupId}
 * @throws ProfileError refused when the user may not give files to that group
 */
export async function closeDraft(folder: string, group: number | undefined): Promise<void> {
  const modes = group === undefined ? OWNER_ONLY : WITH_GROUP;
  const own = process.getuid?.();
  const visit = async (path: string): Promise<void> => {
    const found = await lstat(path);
    if (found.isSymbolicLink()) return;
    const mine = own === undefined || own === 0 || found.uid === own;
    const isOther = mine && group !== undefined && found.gid !== group;
    if (isOther) await giveTo(path, found.uid, group);
    const mode = found.isDirectory() ? modes.folder : modes.file;
    // A new owner or group takes the special bits away.
    if (mine && (isOther || (found.mode & 0o7777) !== mode)) await chmod(path, mode);
    if (!found.isDirectory()) return;
    for (const name of await readdir(path)) await visit(join(path, name));
  };
  await visit(folder);
}

/**
 * Lets the group work in the folder of drafts: commands make locks and new drafts in it. A folder of somebody else,
 * and one without a group, stay as they are.
 *
 * @param drafts `profiles/_drafts`
 * @throws ProfileError refused when the user may not give it to that group
 */
export async function openDraftsFolder(drafts: string, group: number | undefined): Promise<void> {
  const own = process.getuid?.();
  if (group === undefined || own === undefined) return;
  const found = await lstat(drafts);
  if (!found.isDirectory() || (own !== 0 && found.uid !== own)) return;
  const mode = (found.mode & 0o7777) | WITH_GROUP.folder;
  if (found.gid === group && mode === (found.mode & 0o7777)) return;
  if (found.gid !== group) await giveTo(drafts, found.uid, group);
  await chmod(drafts, mode);
}

async function giveTo(path: string, owner: number, group: number): Promise<void> {
  try {
    await chown(path, owner, group);
  } catch (error) {
    if (codeOf(error) !== "EPERM") throw error;
    throw new ProfileError("refused", `The draft may not be given to the group ${group}`, {
      position: { file: path },
      remedy: "Become a member of that group, or change drafts.group in profiles/profile.config.yaml",
      cause: error,
    });
  }
}

/**
 * Refuses when a draft is there, and closed to the user.
 *
 * @throws ProfileError refused, with what to ask for
 */
export async function requireReadable(draftDir: string): Promise<void> {
  const fault = await readdir(draftDir).then(() => undefined, codeOf);
  if (fault === "EACCES" || fault === "EPERM") {
    throw await closed("You may not look into this draft", draftDir);
  }
}

/**
 * Refuses when the user may not change the draft, before anything is done.
 *
 * @param files names in the draft that will be written, as far as they are there
 * @throws ProfileError refused, with what to ask for
 */
export async function requireWritable(draftDir: string, files: readonly string[] = []): Promise<void> {
  for (const path of [draftDir, ...files.map((name) => join(draftDir, name))]) {
    const may = await access(path, constants.W_OK).then(() => true, (error) => codeOf(error) === "ENOENT");
    if (may) continue;
    throw await closed("You may not change this draft", path);
  }
}

async function closed(message: string, path: string): Promise<ProfileError> {
  const owner = await stat(path).then(({ uid }) => ` (user ${uid})`, () => "");
  return new ProfileError("refused", message, {
    position: { file: path },
    remedy: `Ask its owner${owner} for access, or have a group of both named under drafts.group in ` +
      "profiles/profile.config.yaml",
  });
}
