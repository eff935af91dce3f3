/** Where sandboxes lie. */
import { join, resolve } from "node:path";
import { readConfig } from "./config.ts";

/**
 * The folder of sandboxes: as given, else of the configuration, else `runs` below `PROFILE_PLAYBACK_BASE` or below
 * `playback` of the data root.
 *
 * @param options.flag `--playback-run-root` or its environment name
 * @throws ProfileError usage when the configuration is not valid
 */
export async function playbackRunRoot(options: {
  dataRoot: string;
  flag?: string | undefined;
  env: Record<string, string | undefined>;
  cwd: string;
}): Promise<string> {
  const { dataRoot, flag, env, cwd } = options;
  if (flag !== undefined) return resolve(cwd, flag);
  const { playback_run_root } = await readConfig(dataRoot);
  return resolve(
    cwd,
    playback_run_root ?? join(env["PROFILE_PLAYBACK_BASE"] ?? join(dataRoot, "playback"), "runs"),
  );
}
