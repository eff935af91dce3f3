/** A sandbox on the disk: a folder of its own below the playback root, started from the profile's config seeds. */
import { constants, copyFile, lstat, mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { codeOf, messageOf, ProfileError } from "../../errors.ts";
import { makeFolder } from "../../files/make_folder.ts";
import { walkFiles } from "../../files/walk.ts";
import type { LoadedProfile } from "../../profiles/load.ts";
import type { OwnConfig, Sandbox, SandboxChoice } from "../sandbox.ts";
import { Claim, type Claimant } from "./claim.ts";
import { configDirOf, configSlug } from "./config_slug.ts";
import { giveTree, type Ownership, ownershipOf } from "../../sandboxes/owner.ts";

/** Of a snapshot, what belongs to the recorded run alone: its audit log, its logs, its job ids. */
const NOT_COPIED = /^(?:_logs$|_logs\/|archives\/|redisprep\.dump$|[^/]*\.log$)/;

/**
 * Makes a fresh sandbox `profile;;tmp;;<id>` and copies `seed/config/` into it. Recordings made from outside of the
 * server hold no config files; then a target that can make them itself does.
 *
 * @param runRoot folder that the server knows as PROFILE_PLAYBACK_RUN_ROOT
 * @param doubt is told what the server's user may lack
 * @throws ProfileError unavailable when there is no config seed or the folder cannot be made
 */
export async function makeFilesystemSandbox(
  loaded: LoadedProfile,
  runRoot: string,
  choice: SandboxChoice,
  claimant: Claimant,
  ownConfig: OwnConfig | undefined,
  doubt: (words: string) => void,
): Promise<Sandbox> {
  const { config, own } = await configSlug(loaded, ownConfig !== undefined);
  await makeFolder(runRoot).catch((error: unknown) => {
    throw cannotMake(runRoot, error);
  });
  const ownership = await ownershipOf(runRoot, choice);
  const claim = await Claim.make(claimant, "filesystem");
  const dir = join(runRoot, claim.id);
  const runId = `profile;;tmp;;${claim.id}`;
  try {
    await claim.makeFolder(dir, runId);
    if (own) {
      const files = ownConfig?.(config) ?? {};
      for (const [name, text] of Object.entries(files)) await writeFile(join(dir, name), text);
    } else {
      const configDir = configDirOf(loaded);
      for (const name of await readdir(configDir)) await copyFile(join(configDir, name), join(dir, name));
    }
    await writeFile(join(dir, "active_config.txt"), config);
    await giveAway(dir, ownership, doubt);
  } catch (error) {
    // Nothing happened in it: there is nothing to look at.
    await claim.remove().catch(() => {});
    throw cannotMake(dir, error);
  }
  const sandbox: Sandbox = {
    mode: "filesystem",
    runId,
    dir,
    config,
    ownConfig: own,
    before: await walkFiles(dir),
    startedFull: false,
    remove: () => claim.remove(),
  };
  const snapshot = join(loaded.dir, "run");
  if (await isFolder(snapshot)) {
    sandbox.fillFromSnapshot = async () => {
      await copySnapshot(snapshot, dir);
      await writeFile(join(dir, "active_config.txt"), config);
      await giveAway(dir, ownership, doubt);
      sandbox.before = await walkFiles(dir);
      sandbox.startedFull = true;
    };
  }
  return sandbox;
}

function cannotMake(dir: string, error: unknown): ProfileError {
  return new ProfileError(
    "unavailable",
    `Cannot make the sandbox ${dir}: ${codeOf(error) ?? messageOf(error)}`,
    {
      remedy:
        "Name a writable folder that the server shares with --playback-run-root, or play with --sandbox create",
      cause: error,
    },
  );
}

/** Owner and permissions; where the system refuses them, the server may do so, too, and that is said. */
async function giveAway(dir: string, ownership: Ownership, doubt: (words: string) => void): Promise<void> {
  if (ownership.doubt !== undefined) doubt(ownership.doubt);
  await giveTree(dir, ownership).catch((error: unknown) => {
    if (codeOf(error) !== "EPERM") throw error;
    doubt(`the sandbox could not be given to the playback root's owner (${codeOf(error)})`);
  });
}

/** Copies plain files, sharing their blocks where the disk can; links, which may lead anywhere, are left out. */
async function copySnapshot(from: string, to: string): Promise<void> {
  for (const path of await walkFiles(from)) {
    if (NOT_COPIED.test(path)) continue;
    const target = join(to, path);
    await mkdir(join(target, ".."), { recursive: true });
    await copyFile(join(from, path), target, constants.COPYFILE_FICLONE);
  }
}

async function isFolder(path: string): Promise<boolean> {
  return await lstat(path).then((found) => found.isDirectory(), () => false);
}
