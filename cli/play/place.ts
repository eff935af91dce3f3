/** Chooses the kind of sandbox of every profile that will be played. */
import { chooseSandbox } from "../../lib/play/sandboxes/choose.ts";
import type { SandboxMode } from "../../lib/model/sandbox_mode.ts";
import type { Config } from "../../lib/settings/config.ts";
import type { Context } from "../context.ts";
import type { Placed, Planned, Unready } from "./chosen.ts";
import { unlessUnready } from "./unready.ts";

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
 * @throws ProfileError usage when the options do not go together for a profile that was named
 */
export async function placeAll(
  chosen: readonly (Planned | Unready)[],
  flags: PlaceFlags,
  config: Config,
  runRoot: string,
  { env, dataRoot }: Context,
): Promise<(Placed | Unready)[]> {
  const rootNamed = flags.playbackRunRoot !== undefined || config.playback_run_root !== undefined ||
    env["PROFILE_PLAYBACK_BASE"] !== undefined;
  const root = await dataRoot();
  const { sandbox: flag, forkFrom } = flags;
  return await Promise.all(chosen.map((one) =>
    unlessUnready(one, root, async (planned) => {
      const { loaded, target: baseUrl } = planned;
      const about = { flag, forkFrom, settings: config.sandbox, loaded, baseUrl, runRoot, rootNamed };
      return { ...planned, sandbox: await chooseSandbox(about) };
    })
  ));
}
