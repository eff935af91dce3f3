/** The environment that foreign programs get. */

/** Names of variables that hold what is secret, or say how this program works. */
const OWN =
  /^PROFILE_|PASS(?:WORD|WD|PHRASE)|SECRET|TOKEN|COOKIE|CREDENTIAL|AUTH|SESSION|E_?MAIL|(?:^|_)KEY(?:$|_)|APIKEY/i;

/** An address with a password in it, whatever the variable is called: `DATABASE_URL`, `HTTPS_PROXY`. */
const WITH_PASSWORD = /:\/\/[^\s/?#@:]*:[^\s/?#]+@/;

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
  return Object.fromEntries(
    Object.entries(env).filter(([name, value = ""]) => !OWN.test(name) && !WITH_PASSWORD.test(value)),
  );
}
