/**
 * Credentials of the users of a recording: `PROFILE_USER_<NAME>_EMAIL` and `_PASSWORD` (or `_COOKIE`, `_BEARER`) of the
 * environment, or the same names as lines of a file (`--users-file`). Never printed, never stored.
 */
import { resolve } from "node:path";
import { parseEnv } from "node:util";
import type { Credentials } from "../auth/session.ts";
import { ProfileError } from "../errors.ts";
import { readSecretFile } from "./secret_file.ts";

/** What a user may be given. */
type Kind = "EMAIL" | "PASSWORD" | "BEARER" | "COOKIE";

/**
 * Name of an environment variable with a credential of a user.
 *
 * @example
 * ```ts
 * import { variableOf } from "./user_credentials.ts";
 * variableOf("ann.lee", "EMAIL"); // "PROFILE_USER_ANN_LEE_EMAIL"
 * ```
 */
export function variableOf(user: string, kind: Kind): string {
  return `PROFILE_USER_${user.toUpperCase().replace(/[^A-Z0-9]+/g, "_")}_${kind}`;
}

/**
 * The credentials of those users that have some. The environment wins over the file; in the file the names may stand
 * without `PROFILE_USER_`.
 *
 * @param users names as the profiles have them
 * @param options.file `--users-file`, relative to the current folder
 * @throws ProfileError unavailable or refused for the file, usage for an e-mail without a password
 */
export async function findUserCredentials(
  users: readonly string[],
  options: { env: Record<string, string | undefined>; cwd: string; file?: string | undefined },
): Promise<Map<string, Credentials>> {
  const { env, cwd, file } = options;
  const kept: Record<string, string | undefined> = file === undefined
    ? {}
    : parseEnv(await readSecretFile(resolve(cwd, file), "users file"));
  const found = new Map<string, Credentials>();
  for (const user of users) {
    const given = (kind: Kind) => {
      const name = variableOf(user, kind);
      const value = env[name] ?? kept[name] ?? kept[name.slice("PROFILE_USER_".length)];
      return value === "" ? undefined : value;
    };
    const [email, password, bearer, cookie] = (["EMAIL", "PASSWORD", "BEARER", "COOKIE"] as const).map(given);
    if (bearer !== undefined) found.set(user, { bearer });
    else if (cookie !== undefined) found.set(user, { cookie });
    else if (email !== undefined && password !== undefined) found.set(user, { login: { email, password } });
    else if (email !== undefined || password !== undefined) {
      const lacking = variableOf(user, email === undefined ? "EMAIL" : "PASSWORD");
      throw new ProfileError("usage", `The credentials of the user ${user} lack ${lacking}`, {
        remedy: "Give both, e-mail and password",
      });
    }
  }
  return found;
}
