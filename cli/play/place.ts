/** Chooses the kind of sandbox of every profile that will be played. */
import { sandboxOf, type SandboxRequest } from "../../lib/engine/sandbox_of.ts";
import type { Config } from "../../lib/settings/config.ts";
import type { Context } from "../context.ts";
import type { Placed, Planned, Unready } from "./chosen.ts";
import { unlessUnready } from "./unready.ts";

/**
 * The profiles with the kind of their sandboxes.
 *
 * @param runRoot folder of sandboxes on this disk
 * @throws ProfileError usage when the options do not go together for a profile that was named
 */
export async function placeAll(
  chosen: readonly (Planned | Unready)[],
  flags: SandboxRequest,
  config: Config,
  runRoot: string,
  { env, dataRoot }: Context,
): Promise<(Placed | Unready)[]> {
  const root = await dataRoot();
  return await Promise.all(chosen.map((one) =>
    unlessUnready(
      one,
      root,
      async (planned) => ({ ...planned, sandbox: await sandboxOf(planned, flags, config, runRoot, env) }),
    )
  ));
}
