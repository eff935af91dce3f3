/** The configuration that a sandbox starts with. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ProfileError } from "../../errors.ts";
import { isPlainName } from "../../files/safe_path.ts";
import type { LoadedProfile } from "../../profiles/load.ts";

/** Folder of a profile's config seeds. */
export function configDirOf({ seedDir }: Pick<LoadedProfile, "seedDir">): string {
  return join(seedDir, "config");
}

/**
 * The config slug of a profile and whether the target has to make its files.
 *
 * @param canMake the target makes the files of a config of its own
 * @throws ProfileError unavailable when the profile brings no such config
 */
export async function configSlug(
  loaded: LoadedProfile,
  canMake: boolean,
): Promise<{ config: string; own: boolean }> {
  const configDir = configDirOf(loaded);
  const slugs = await slugsIn(configDir);
  const wanted = await wantedSlug(loaded, slugs);
  if (wanted !== undefined && slugs.includes(wanted)) return { config: wanted, own: false };
  if (wanted !== undefined && slugs.length === 0 && canMake && isPlainName(wanted)) {
    return { config: wanted, own: true };
  }
  if (slugs.length === 0) {
    throw new ProfileError(
      "unavailable",
      `The profile brings no config files for a sandbox on the disk: no .cfg file in ${configDir}`,
      {
        remedy:
          "A recording from outside of the server has none: play with --sandbox create (or --sandbox fork " +
          "--fork-from RUN), or put <config>.cfg and _defaults.toml of the run into seed/config/",
      },
    );
  }
  throw new ProfileError(
    "unavailable",
    `The config "${wanted ?? ""}" is not in ${configDir}: ${slugs.join(", ")}`,
    {
      remedy: "Put <config>.cfg and _defaults.toml of the run into seed/config/",
    },
  );
}

/**
 * The config slug for a server that brings the files itself.
 *
 * @throws ProfileError usage when the profile names none
 */
export async function namedConfig(loaded: LoadedProfile): Promise<string> {
  const wanted = await wantedSlug(loaded, await slugsIn(configDirOf(loaded)));
  if (wanted !== undefined && isPlainName(wanted)) return wanted;
  throw new ProfileError("usage", "The profile names no config for its sandbox", {
    position: loaded.source.locate(["metadata"]),
    remedy: "Add config: <slug> below metadata in profile.yaml",
  });
}

async function slugsIn(configDir: string): Promise<string[]> {
  const names = await readdir(configDir).catch(() => []);
  return names.filter((name) => name.endsWith(".cfg")).map((name) => name.slice(0, -".cfg".length)).sort();
}

async function wantedSlug(loaded: LoadedProfile, slugs: string[]): Promise<string | undefined> {
  const active = await readFile(join(configDirOf(loaded), "active_config.txt"), "utf8").catch(() => "");
  return loaded.profile.metadata.config ?? (active.trim() || slugs[0]);
}
