/** The environment that foreign programs get. */

/** Names of variables that hold what is secret, or say how this program works. */
const OWN =
  /^PROFILE_|PASS(?:WORD|WD|PHRASE)|SECRET|TOKEN|COOKIE|CREDENTIAL|AUTH|SESSION|E_?MAIL|(?:^|_)KEY(?:$|_)|APIKEY/i;

/**
 * The environment without secrets and without settings of this program.
 *
 * @example
 * ```ts
 * import { plainEnv } from "./plain_env.ts";
 * plainEnv({ PATH: "/bin", ADMIN_PASSWORD: "x" }); // { PATH: "/bin" }
 * ```
 */
export function plainEnv(
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !OWN.test(name)));
}
