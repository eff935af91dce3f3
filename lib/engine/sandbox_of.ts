/** The kind of sandbox of a profile that will be played, by what was asked for, its configuration and the place. */
import type { SandboxMode } from "../model/sandbox_mode.ts";
import type { SandboxChoice } from "../play/sandbox.ts";
import { chooseSandbox } from "../play/sandboxes/choose.ts";
import type { LoadedProfile } from "../profiles/load.ts";
import type { Config } from "../settings/config.ts";
import type { Surroundings } from "./surroundings.ts";

/** What may be asked for. */
export interface SandboxRequest {
  sandbox?: SandboxMode | undefined;
  forkFrom?: string | undefined;
  playbackRunRoot?: string | undefined;
}

/**
 * Chooses the kind of sandbox.
 *
 * @param planned the profile, and the server that it is played against
 * @param runRoot folder of sandboxes on this disk
 * @throws ProfileError usage when what is asked for does not go together
 */
export async function sandboxOf(
  planned: { loaded: LoadedProfile; target: string },
  asked: SandboxRequest,
  config: Config,
  runRoot: string,
  env: Surroundings["env"],
): Promise<SandboxChoice> {
  const rootNamed = asked.playbackRunRoot !== undefined || config.playback_run_root !== undefined ||
    env["PROFILE_PLAYBACK_BASE"] !== undefined;
  const { sandbox: flag, forkFrom } = asked;
  const { loaded, target: baseUrl } = planned;
  return await chooseSandbox({
    flag,
    forkFrom,
    settings: config.sandbox,
    loaded,
    baseUrl,
    runRoot,
    rootNamed,
  });
}
