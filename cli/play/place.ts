/** Chooses the kind of sandbox of every profile that will be played. */
import { chooseSandbox } from "../../lib/play/sandboxes/choose.ts";
import type { SandboxMode } from "../../lib/model/sandbox_mode.ts";
import type { Config } from "../../lib/settings/config.ts";
import type { Context } from "../context.ts";
import { isPlayable, type Placed, type Planned, type Unready } from "./chosen.ts";

/** What of the options decides it. */
export interface PlaceFlags {
  sandbox?: SandboxMode | undefined;
  forkFrom?: string | undefined;
  playbackRunRoot?: string | undefined;
}

/**
 * The profiles with the kind of their sandboxes.
 *
 * @param runRoot folder of sandboxes on this disk
 * @throws ProfileError usage when the options do not go together
 */
export async function placeAll(
  chosen: readonly (Planned | Unready)[],
  flags: PlaceFlags,
  config: Config,
  runRoot: string,
  { env }: Context,
): Promise<(Placed | Unready)[]> {
  const rootNamed = flags.playbackRunRoot !== undefined || config.playback_run_root !== undefined ||
    env["PROFILE_PLAYBACK_BASE"] !== undefined;
  return await Promise.all(chosen.map(async (one) => {
    if (!isPlayable<Planned>(one)) return one;
    const { sandbox: flag, forkFrom } = flags;
    const sandbox = await chooseSandbox({
      flag,
      forkFrom,
      settings: config.sandbox,
      loaded: one.loaded,
      baseUrl: one.target,
      runRoot,
      rootNamed,
    });
    return { ...one, sandbox };
  }));
}
