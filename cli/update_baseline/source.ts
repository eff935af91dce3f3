/** Which result `update-baseline` takes, and the overlay whose own baseline it belongs to. */
import { findResult, findResultOfSet, overlayOf } from "../../lib/baseline/results.ts";
import { ProfileError } from "../../lib/errors.ts";
import type { LoadedProfile } from "../../lib/profiles/load.ts";
import { type LaidOverlay, layOverlays } from "../../lib/profiles/overlay.ts";
import type { FoundResult } from "../../lib/results/artifact.ts";
import { profileKey } from "../../lib/results/key.ts";
import { configFile, readConfig } from "../../lib/settings/config.ts";

/** A result, and the overlay that it was played with where that has a baseline of its own. */
export interface SourceResult {
  result: FoundResult;
  overlay?: LaidOverlay;
}

/**
 * The result that was named, else the last one with the overlays that were named, else the last one.
 *
 * @param asked.overlays names as `--overlay` gives them
 * @throws ProfileError usage when there is none, or the profile has no such overlay, or it has no baseline of its own
 */
export async function resultToTake(
  loaded: LoadedProfile,
  asked: { result?: string | undefined; overlays: readonly string[] },
  dataRoot: string,
  cwd: string,
): Promise<SourceResult> {
  const { file, profile: { metadata: { slug } } } = loaded;
  const { overlays = {} } = await readConfig(dataRoot);
  const lay = (names: readonly string[]): LaidOverlay | undefined => {
    const laid = layOverlays(loaded, names, { file: configFile(dataRoot), overlays });
    return laid?.baseline === undefined ? undefined : laid;
  };
  const wanted = lay(asked.overlays);
  if (wanted === undefined && asked.overlays.length > 0) throw withoutBaseline(asked.overlays);
  const result = wanted === undefined || asked.result !== undefined
    ? await findResult({ result: asked.result, key: profileKey(file, dataRoot), dataRoot, cwd })
    : await findResultOfSet({ overlay: wanted, slug, file, dataRoot });
  const overlay = wanted ?? overlayOf(result, lay);
  return { result, ...(overlay === undefined ? {} : { overlay }) };
}

/** The result of another overlay, or of none, must not stand for what was asked for. */
function withoutBaseline(names: readonly string[]): ProfileError {
  const [verb, their] = names.length === 1 ? ["has", "its"] : ["have", "their"];
  const overlays = `${names.length === 1 ? "overlay" : "overlays"} ${names.join(",")}`;
  return new ProfileError("usage", `The ${overlays} ${verb} no baseline of ${their} own`, {
    remedy:
      "Leave --overlay out to take the last result, or say baseline: own in the overlay and play with it",
  });
}
