/** What the overlays of the configuration say of a server; overlays of a profile belong to its plays. */
import { ProfileError } from "../../lib/errors.ts";
import type { Overlay } from "../../lib/model/profile.ts";
import type { Config } from "../../lib/settings/config.ts";

/** The server's part of overlays. */
export interface LaidServer {
  /** Empty when none is laid. */
  name: string;
  baseUrl?: string;
  credentials?: NonNullable<Overlay["credentials"]>;
}

/**
 * Lays them one over the other, a later one wins.
 *
 * @throws ProfileError usage for a name that the configuration does not have
 */
export function layOverlay(names: readonly string[], { overlays = {} }: Config): LaidServer {
  const laid: LaidServer = { name: names.join(",") };
  for (const name of names) {
    const overlay = Object.hasOwn(overlays, name) ? overlays[name] : undefined;
    if (overlay === undefined) {
      const known = Object.keys(overlays);
      throw new ProfileError("usage", `The configuration has no overlay "${name}"`, {
        remedy: known.length === 0
          ? "Overlays of a profile belong to its plays; those of all profiles stand in profiles/profile.config.yaml"
          : `It has ${known.join(", ")}`,
      });
    }
    if (overlay.base_url !== undefined) laid.baseUrl = overlay.base_url;
    if (overlay.credentials !== undefined) laid.credentials = overlay.credentials;
  }
  return laid;
}
