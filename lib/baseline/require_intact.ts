/** Refuses a profile one of whose baselines is not what its manifest says. */
import { join } from "node:path";
import { ProfileError } from "../errors.ts";
import type { LoadedProfile } from "../profiles/load.ts";
import { damagedFiles, RESTORE } from "./intact.ts";
import { overlaySets, setDir } from "./sets.ts";

/**
 * Checks the baseline of a profile, and those of its overlays.
 *
 * @throws ProfileError usage with each file that is missing, has other bytes, or is not listed
 */
export async function requireIntact({ baselineDir }: Pick<LoadedProfile, "baselineDir">): Promise<void> {
  const all = [];
  for (const set of [undefined, ...await overlaySets(baselineDir)]) {
    const dir = setDir(baselineDir, set);
    for (const { path, fault } of await damagedFiles(dir)) {
      all.push({ message: `"${path}" ${fault}`, position: { file: join(dir, path) } });
    }
  }
  const [first, ...others] = all;
  if (first === undefined) return;
  throw new ProfileError("usage", `The baseline is damaged: ${first.message}`, {
    position: first.position,
    others,
    remedy: RESTORE,
  });
}
