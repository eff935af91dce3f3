/** `profiles/profile.config.yaml`: settings of a data root. Keys are the long option names with `_`. */
import { join } from "node:path";
import { stat } from "node:fs/promises";
import { z } from "zod";
import { Duration } from "../model/profile.ts";
import { readYaml } from "../yaml/source.ts";
import { validateYaml } from "../yaml/validate.ts";

export const Config = z.strictObject({
  version: z.literal(1).default(1),
  /** Target of `play`: `embedded`, or the URL of a WEPPcloud (`https://host/weppcloud`). */
  base_url: z.string().optional(),
  /** Hosts that `play` refuses without `--allow-production`. */
  production_hosts: z.array(z.string()).optional(),
  /** Folder in which sandboxes lie; the server must see it as its PROFILE_PLAYBACK_RUN_ROOT. */
  playback_run_root: z.string().optional(),
  /** Scratch space. */
  scratch: z.string().optional(),
  /** How long a job may run when the step says nothing. */
  job_timeout: Duration.optional(),
  /** How long a queued job may wait for a worker before the first step. */
  worker_timeout: Duration.optional(),
});
export type Config = z.infer<typeof Config>;

/**
 * The configuration of a data root; empty when it has none.
 *
 * @throws ProfileError usage with file:line:column
 */
export async function readConfig(dataRoot: string): Promise<Config> {
  const file = join(dataRoot, "profiles", "profile.config.yaml");
  const there = await stat(file).then(() => true, () => false);
  if (!there) return { version: 1 };
  return validateYaml(await readYaml(file, "configuration"), Config, "configuration");
}
