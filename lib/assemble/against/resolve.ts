/** What `--against` names: a profile or draft, or else a recording. */
import { resolve } from "node:path";
import { ProfileError } from "../../errors.ts";
import { exists } from "../../files/safe_path.ts";
import { type LoadedProfile, loadProfile } from "../../profiles/load.ts";
import { resolveProfile } from "../../profiles/resolve.ts";

/** A profile to compare with, or the path of another recording. */
export type Against = { against: LoadedProfile } | { againstRecording: string };

/**
 * A name of a profile or draft, or a path with a `profile.yaml`, is that profile; any other path is a recording.
 *
 * @throws ProfileError usage when it is neither, or the profile is not valid
 */
export async function resolveAgainst(name: string, dataRoot: string, cwd: string): Promise<Against> {
  try {
    await resolveProfile(name, dataRoot, cwd);
  } catch (error) {
    const path = resolve(cwd, name);
    if (!(error instanceof ProfileError) || !await exists(path)) throw error;
    return { againstRecording: path };
  }
  return { against: await loadProfile(name, dataRoot, cwd) };
}
