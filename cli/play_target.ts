/** Which server a play goes against. */
import { ProfileError } from "../lib/errors.ts";
import type { LoadedProfile } from "../lib/profiles/load.ts";
import type { Config } from "../lib/settings/config.ts";
import type { Context } from "./context.ts";

/** What the command line says about the target. */
export interface TargetFlags {
  /** `embedded` or a URL, from the command line or the environment. */
  target: string | undefined;
  overlay?: string | undefined;
}

/** Flag before environment before the overlay's before the configuration's. */
export function targetOf(
  loaded: LoadedProfile,
  flags: TargetFlags,
  config: Config,
  env: Context["env"],
): string {
  const overlay = overlayOf(loaded, flags.overlay);
  const given = flags.target ?? env["PROFILE_PLAYBACK_BASE_URL"] ?? overlay?.base_url;
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

function overlayOf(loaded: LoadedProfile, name: string | undefined) {
  if (name === undefined) return undefined;
  const overlay = loaded.profile.overlays?.[name];
  if (overlay !== undefined) return overlay;
  const known = Object.keys(loaded.profile.overlays ?? {}).join(", ");
  throw new ProfileError("usage", `Profile ${loaded.profile.metadata.slug} has no overlay "${name}"`, {
    position: loaded.source.locate(["overlays"]),
    remedy: known === "" ? "Add it under overlays in profile.yaml" : `It has: ${known}`,
  });
}
