/** The sandbox on disk: a workspace of its own below the playback root, started from the profile's config seeds. */
import { randomUUID } from "node:crypto";
import { copyFile, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder } from "../files/make_folder.ts";
import { codeOf, ProfileError } from "../errors.ts";
import { isPlainName } from "../files/safe_path.ts";
import { walkFiles } from "../files/walk.ts";
import type { LoadedProfile } from "../profiles/load.ts";

/** The run that a replay works in. */
export interface Sandbox {
  runId: string;
  dir: string;
  config: string;
  /** The profile has no config seed; the target made the files. */
  ownConfig: boolean;
  /** Files that were there before the first step. */
  before: string[];
  remove(): Promise<void>;
}

/** Files that the target makes for a config of its own, by name. */
export type OwnConfig = (config: string) => Record<string, string>;

/**
 * Makes a fresh sandbox `profile;;tmp;;<id>` and copies `seed/config/` into it. Recordings made from outside of the
 * server hold no config files; then a target that can make them itself does.
 *
 * @param runRoot folder that the server knows as PROFILE_PLAYBACK_RUN_ROOT
 * @throws ProfileError unavailable when there is no config seed or the folder cannot be made
 */
export async function makeSandbox(
  loaded: LoadedProfile,
  runRoot: string,
  ownConfig?: OwnConfig,
): Promise<Sandbox> {
  const configDir = join(loaded.seedDir, "config");
  const slug = await configSlug(loaded, configDir, ownConfig !== undefined);
  const { config } = slug;
  const id = randomUUID().replaceAll("-", "");
  const dir = join(runRoot, id);
  try {
    await makeFolder(dir);
    if (slug.own) {
      const files = ownConfig?.(config) ?? {};
      for (const [name, text] of Object.entries(files)) await writeFile(join(dir, name), text);
    } else {for (const name of await readdir(configDir)) {
        await copyFile(join(configDir, name), join(dir, name));
      }}
    await writeFile(join(dir, "active_config.txt"), config);
  } catch (error) {
    throw new ProfileError("unavailable", `Cannot make the sandbox ${dir}: ${codeOf(error) ?? "error"}`, {
      remedy: "Name a writable folder that the server shares with --playback-run-root",
      cause: error,
    });
  }
  return {
    runId: `profile;;tmp;;${id}`,
    dir,
    config,
    ownConfig: slug.own,
    before: await walkFiles(dir),
    remove: () => rm(dir, { recursive: true, force: true }),
  };
}

async function configSlug(
  loaded: LoadedProfile,
  configDir: string,
  canMake: boolean,
): Promise<{ config: string; own: boolean }> {
  const names = await readdir(configDir).catch(() => []);
  const slugs = names.filter((name) => name.endsWith(".cfg")).map((name) => name.slice(0, -".cfg".length))
    .sort();
  const active = await readFile(join(configDir, "active_config.txt"), "utf8").catch(() => "");
  const wanted = loaded.profile.metadata.config ?? (active.trim() || slugs[0]);
  if (wanted !== undefined && slugs.includes(wanted)) return { config: wanted, own: false };
  if (wanted !== undefined && slugs.length === 0 && canMake && isPlainName(wanted)) {
    return { config: wanted, own: true };
  }
  const found = slugs.length === 0 ? "no .cfg file" : slugs.join(", ");
  throw new ProfileError("unavailable", `The config "${wanted ?? ""}" is not in ${configDir}: ${found}`, {
    remedy: "Put <config>.cfg and _defaults.toml of the run into seed/config/",
  });
}
