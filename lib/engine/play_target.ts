/** Which server a play goes against. */
import { ProfileError } from "../errors.ts";
import type { LaidOverlay } from "../profiles/overlay.ts";
import type { Config } from "../settings/config.ts";
import type { Surroundings } from "./surroundings.ts";

/** What the command line says about the target. */
export interface TargetFlags {
  /** `embedded` or a URL, from the command line or the environment. */
  target: string | undefined;
}

/** True when `profile play` has a server without an option. */
export function targetIsSet(config: Config, env: Surroundings["env"]): boolean {
  return env["PROFILE_PLAYBACK_BASE_URL"] !== undefined || config.base_url !== undefined;
}

/** Flag before environment before the overlay's before the configuration's. */
export function targetOf(
  overlay: Pick<LaidOverlay, "baseUrl"> | undefined,
  flags: TargetFlags,
  config: Config,
  env: Surroundings["env"],
): string {
  const given = flags.target ?? env["PROFILE_PLAYBACK_BASE_URL"] ?? overlay?.baseUrl;
  if (given !== undefined) return given;
  if (config.base_url === "embedded" && (env["CI"] ?? "") === "true") {
    throw new ProfileError("usage", "Under CI=true the embedded WEPPcloud is not taken by default", {
      remedy: "Say --embedded, or name the server with --base-url",
    });
  }
  if (config.base_url !== undefined) return config.base_url;
  throw new ProfileError("usage", "No server to play against", {
    remedy:
      "Give --base-url https://host/weppcloud or --embedded, or set base_url in profiles/profile.config.yaml",
  });
}
