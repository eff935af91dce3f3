/** The main login of a profile: that of its overlay, or the one that all profiles share. */
import type { Credentials } from "../auth/session.ts";
import { type LaidOverlay, loginOf } from "../profiles/overlay.ts";

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
