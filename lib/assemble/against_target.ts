/** What `assemble --against` was given: a recording of the same workflow, or a profile or draft. */
import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";

/** A recording by its path, or a profile by the name that the user typed. */
export type AgainstTarget = { recording: string } | { profile: string };

/**
 * Tells what is meant. A profile or draft has a `profile.yaml`; any other path that is there is a recording; what is
 * not there is taken for the name of a profile.
 */
export async function againstTarget(word: string, dataRoot: string, cwd: string): Promise<AgainstTarget> {
  const path = resolve(cwd, word);
  if (/\.ya?ml$/.test(word)) return { profile: word };
  for (const folder of [join(dataRoot, "profiles", word), path]) {
    if (await exists(join(folder, "profile.yaml"))) return { profile: word };
  }
  return await exists(path) ? { recording: path } : { profile: word };
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(() => true, () => false);
}
