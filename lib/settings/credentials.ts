/** Credentials of the target, from options, environment, or an environment file. Never printed, never stored. */
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseEnv } from "node:util";
import type { Credentials } from "../auth/session.ts";
import { readSecretFile } from "./secret_file.ts";

/** Where credentials may come from. */
export interface CredentialOptions {
  env: Record<string, string | undefined>;
  cwd: string;
  dataRoot: string;
  /** `--env-file`; default: `docker/.env` below the data root or the current folder. */
  envFile?: string;
  cookieFile?: string;
  bearerFile?: string;
}

/**
 * The credentials in effect: bearer file, cookie file, PROFILE_BEARER, PROFILE_COOKIE, else ADMIN_EMAIL and
 * ADMIN_PASSWORD. Neither token nor cookie has an option of its own: a command line can be seen by every user.
 *
 * @throws ProfileError unavailable when a named file cannot be read, refused when everybody may read it
 */
export async function findCredentials(options: CredentialOptions): Promise<Credentials> {
  const { bearerFile, cookieFile, env, cwd } = options;
  if (bearerFile !== undefined) {
    return { bearer: (await readSecretFile(resolve(cwd, bearerFile), "token file")).trim() };
  }
  if (cookieFile !== undefined) {
    return { cookie: await readSecretFile(resolve(cwd, cookieFile), "cookie file") };
  }
  const { PROFILE_BEARER: bearer = "", PROFILE_COOKIE: cookie = "" } = env;
  if (bearer.trim() !== "") return { bearer: bearer.trim() };
  if (cookie.trim() !== "") return { cookie: cookie.trim() };
  const fromFile = await readEnvFiles(options);
  const email = env["ADMIN_EMAIL"] ?? fromFile["ADMIN_EMAIL"];
  const password = env["ADMIN_PASSWORD"] ?? fromFile["ADMIN_PASSWORD"];
  return email === undefined || password === undefined ? {} : { login: { email, password } };
}

async function readEnvFiles(options: CredentialOptions): Promise<Record<string, string | undefined>> {
  const { envFile, dataRoot, cwd } = options;
  if (envFile !== undefined) return parseEnv(await readSecretFile(resolve(cwd, envFile), "environment file"));
  for (const folder of [dataRoot, cwd]) {
    const text = await readFile(join(folder, "docker", ".env"), "utf8").catch(() => undefined);
    if (text !== undefined) return parseEnv(text);
  }
  return {};
}
