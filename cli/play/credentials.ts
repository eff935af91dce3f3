/** Two logins that were both named are refused: an option of its own, and the login of an overlay. */
import { ProfileError } from "../../lib/errors.ts";
import { isPlayable, type Planned, type Unready } from "./chosen.ts";

/** A login that has an option of its own. */
export interface LoginFlags {
  cookieFile?: string | undefined;
  bearerFile?: string | undefined;
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
