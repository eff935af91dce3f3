/** Credentials of the target, from options, environment, or an environment file. Never printed, never stored. */
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseEnv } from "node:util";
import type { Credentials } from "../auth/session.ts";
import { codeOf, ProfileError } from "../errors.ts";

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
 * The credentials in effect: bearer file, cookie file, else ADMIN_EMAIL and ADMIN_PASSWORD.
 *
 * @throws ProfileError unavailable when a named file cannot be read
 */
export async function findCredentials(options: CredentialOptions): Promise<Credentials> {
  const { bearerFile, cookieFile, env, cwd } = options;
  if (bearerFile !== undefined) return { bearer: (await readSecretFile(resolve(cwd, bearerFile))).trim() };
  if (cookieFile !== undefined) return { cookie: (await readSecretFile(resolve(cwd, cookieFile))).trim() };
  const fromFile = await readEnvFiles(options);
  const email = env["ADMIN_EMAIL"] ?? fromFile["ADMIN_EMAIL"];
  const password = env["ADMIN_PASSWORD"] ?? fromFile["ADMIN_PASSWORD"];
  return email === undefined || password === undefined ? {} : { login: { email, password } };
}

async function readEnvFiles(options: CredentialOptions): Promise<Record<string, string | undefined>> {
  const { envFile, dataRoot, cwd } = options;
  if (envFile !== undefined) return parseEnv(await readSecretFile(resolve(cwd, envFile)));
  for (const folder of [dataRoot, cwd]) {
    const text = await readFile(join(folder, "docker", ".env"), "utf8").catch(() => undefined);
    if (text !== undefined) return parseEnv(text);
  }
  return {};
}

/**
 * Text of a file that holds something secret.
 *
 * @param what how errors call it
 * @throws ProfileError unavailable when it cannot be read
 */
export async function readSecretFile(path: string, what = "credentials file"): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new ProfileError(
      "unavailable",
      `Cannot read the ${what} ${path}: ${codeOf(error) ?? "error"}`,
      {
        remedy: "Check the path and its permissions",
        cause: error,
      },
    );
  }
}
