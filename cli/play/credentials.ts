/** The main login of a profile: that of its overlay, or the one that all profiles share. */
import type { Credentials } from "../../lib/auth/session.ts";
import { ProfileError } from "../../lib/errors.ts";
import { type LaidOverlay, loginOf } from "../../lib/profiles/overlay.ts";
import { isPlayable, type Planned, type Unready } from "./chosen.ts";

/** A login that has an option of its own. */
export interface LoginFlags {
  cookieFile?: string | undefined;
  bearerFile?: string | undefined;
}

/**
 * An overlay's login stands alone: a token or cookie of the environment belongs to another server, and must not be
 * sent to the overlay's.
 *
 * @throws ProfileError unavailable when the overlay's login is not set
 */
export function credentialsOf(
  overlay: LaidOverlay | undefined,
  usual: Credentials,
  env: Readonly<Record<string, string | undefined>>,
): Credentials {
  const login = overlay === undefined ? undefined : loginOf(overlay, env);
  return login === undefined ? usual : { login };
}

/** @throws ProfileError usage when a login was named by an option, and another by an overlay */
export function refuseTwoLogins(
  chosen: readonly (Planned | Unready)[],
  { bearerFile, cookieFile }: LoginFlags,
): void {
  const option = bearerFile !== undefined ? "--bearer-file" : cookieFile !== undefined ? "--cookie-file" : "";
  if (option === "") return;
  for (const one of chosen) {
    if (!isPlayable<Planned>(one) || one.overlay?.credentials === undefined) continue;
    const { name } = one.overlay;
    throw new ProfileError("usage", `Overlay ${name} has a login of its own, and ${option} is another`, {
      remedy: `Leave out ${option}, or take credentials out of overlays.${name}`,
    });
  }
}
