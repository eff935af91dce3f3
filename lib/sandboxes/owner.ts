/** Owner and permissions of a sandbox on the disk: as the server's user needs them. */
import { execFile } from "node:child_process";
import { chmod, chown, lstat, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { ProfileError } from "../errors.ts";

const SETGID = 0o2000;
const GROUP_WRITES = 0o020;

/** What the configuration says of it. */
export interface OwnerChoice {
  /** Permission bits that new files do not get. */
  umask?: number;
  /** `user:group`, or their numbers. */
  owner?: string;
}

/** Whom files are given to; undefined parts stay as they are. */
export interface Ownership {
  uid: number | undefined;
  gid: number | undefined;
  /** Permission bits of folders and files. */
  folder: number;
  file: number;
  /** What the server's user may lack, in words. */
  doubt?: string;
}

/**
 * What the playback root's own owner and mode say of the server's user: as root we give everything to that owner;
 * otherwise the group gets write access and new files its group.
 *
 * @param self this process's user; undefined where the system has none
 * @throws ProfileError usage for an owner that the machine does not know
 */
export async function ownershipOf(
  runRoot: string,
  choice: OwnerChoice,
  self: number | undefined = process.getuid?.(),
): Promise<Ownership> {
  const root = await stat(runRoot);
  const given = choice.owner === undefined ? undefined : await idsOf(choice.owner);
  const isOther = self !== undefined && root.uid !== self;
  if (self === undefined) return { uid: undefined, gid: undefined, ...modesOf(choice.umask ?? 0o022, false) };
  if (self === 0) {
    const { uid, gid } = given ?? root;
    const setgid = (root.mode & SETGID) !== 0;
    return { uid, gid, ...modesOf(choice.umask ?? (~root.mode & 0o077 & 0o027), setgid) };
  }
  const shares = isOther || (root.mode & (SETGID | GROUP_WRITES)) !== 0 || given !== undefined;
  const gid = shares ? given?.gid ?? root.gid : undefined;
  const umask = choice.umask ?? (shares ? ~GROUP_WRITES & 0o022 & ~root.mode : 0o022);
  const member = gid === undefined || gid === process.getgid?.() ||
    (process.getgroups?.() ?? []).includes(gid);
  const doubt = given !== undefined && given.uid !== self
    ? `only root can give the sandbox to user ${choice.owner}`
    : isOther && !member
    ? `the playback root belongs to user ${root.uid} and group ${root.gid}, and this user is not in that group`
    : undefined;
  return {
    uid: undefined,
    gid: member ? gid : undefined,
    ...modesOf(umask, shares),
    ...(doubt === undefined ? {} : { doubt }),
  };
}

function modesOf(umask: number, setgid: boolean): { folder: number; file: number } {
  return { folder: (0o777 & ~umask) | (setgid ? SETGID : 0), file: 0o666 & ~umask };
}

/** Gives a tree to its owner; links are left as they are. */
export async function giveTree(path: string, ownership: Ownership): Promise<void> {
  const found = await lstat(path);
  if (found.isSymbolicLink()) return;
  const uid = ownership.uid ?? found.uid;
  const gid = ownership.gid ?? found.gid;
  if (uid !== found.uid || gid !== found.gid) await chown(path, uid, gid);
  if (found.isDirectory()) {
    for (const name of await readdir(path)) await giveTree(join(path, name), ownership);
    await chmod(path, ownership.folder);
  } else await chmod(path, ownership.file | (found.mode & 0o111));
}

/** `user:group`, `user`, or numbers. */
async function idsOf(owner: string): Promise<{ uid: number; gid: number }> {
  const [user = "", group] = owner.split(":", 2);
  const account = await lookUp("passwd", user, owner);
  const uid = Number(account[2]);
  const gid = group === undefined ? Number(account[3]) : Number((await lookUp("group", group, owner))[2]);
  return { uid, gid: Number.isNaN(gid) ? uid : gid };
}

/** The fields of an account or group, of the machine or its directory service. */
async function lookUp(base: "passwd" | "group", name: string, owner: string): Promise<string[]> {
  const line = await promisify(execFile)("getent", [base, name]).then(({ stdout }) => stdout, () => "");
  if (line.trim() !== "") return line.trim().split(":");
  if (/^\d+$/.test(name)) return ["", "", name, name];
  throw new ProfileError("usage", `This machine knows no ${base === "passwd" ? "user" : "group"} "${name}"`, {
    remedy: `Correct sandbox.owner (${owner}) in profiles/profile.config.yaml: user:group, or their numbers`,
  });
}
