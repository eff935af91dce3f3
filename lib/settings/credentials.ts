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

/** One credential that was found, never its value: `ADMIN_EMAIL`, from the environment or from a file. */
export interface CredentialSource {
  name: string;
  from: "option" | "environment" | "file";
  /** `--bearer-file`, the name in the environment, or the file. */
  source: string;
  /** Line in the file, from 1. */
  line?: number;
}

/**
 * The credentials in effect: bearer file, cookie file, PROFILE_BEARER, PROFILE_COOKIE, else ADMIN_EMAIL and
 * ADMIN_PASSWORD. Neither token nor cookie has an option of its own: a command line can be seen by every user.
 *
 * @throws ProfileError unavailable when a named file cannot be read, refused when everybody may read it
 */
export async function findCredentials(options: CredentialOptions): Promise<Credentials> {
  return (await locateCredentials(options)).credentials;
}

/** As {@link findCredentials}, with where each part was found. */
export async function locateCredentials(
  options: CredentialOptions,
): Promise<{ credentials: Credentials; sources: CredentialSource[] }> {
  const { bearerFile, cookieFile, env, cwd } = options;
  if (bearerFile !== undefined) {
    const bearer = (await readSecretFile(resolve(cwd, bearerFile), "token file")).trim();
    return {
      credentials: { bearer },
      sources: [{ name: "bearer token", from: "option", source: "--bearer-file" }],
    };
  }
  if (cookieFile !== undefined) {
    const cookie = await readSecretFile(resolve(cwd, cookieFile), "cookie file");
    return {
      credentials: { cookie },
      sources: [{ name: "cookie", from: "option", source: "--cookie-file" }],
    };
  }
  const { PROFILE_BEARER: bearer = "", PROFILE_COOKIE: cookie = "" } = env;
  const inEnvironment = (name: string): CredentialSource => ({ name, from: "environment", source: name });
  if (bearer.trim() !== "") {
    return { credentials: { bearer: bearer.trim() }, sources: [inEnvironment("PROFILE_BEARER")] };
  }
  if (cookie.trim() !== "") {
    return { credentials: { cookie: cookie.trim() }, sources: [inEnvironment("PROFILE_COOKIE")] };
  }
  const kept = await readEnvFiles(options);
  const sources = ["ADMIN_EMAIL", "ADMIN_PASSWORD"].flatMap((name): CredentialSource[] => {
    if (env[name] !== undefined) return [inEnvironment(name)];
    if (kept?.values[name] === undefined) return [];
    const line = kept.text.split("\n").findIndex((one) =>
      new RegExp(`^\\s*(?:export\\s+)?${name}\\s*=`).test(one)
    );
    return [{ name, from: "file", source: kept.file, ...(line === -1 ? {} : { line: line + 1 }) }];
  });
  const email = env["ADMIN_EMAIL"] ?? kept?.values["ADMIN_EMAIL"];
  const password = env["ADMIN_PASSWORD"] ?? kept?.values["ADMIN_PASSWORD"];
  const credentials = email === undefined || password === undefined ? {} : { login: { email, password } };
  return { credentials, sources };
}

/** An environment file that was found. */
interface EnvFile {
  file: string;
  text: string;
  values: Record<string, string | undefined>;
}

async function readEnvFiles({ envFile, dataRoot, cwd }: CredentialOptions): Promise<EnvFile | undefined> {
  if (envFile !== undefined) {
    const file = resolve(cwd, envFile);
    const text = await readSecretFile(file, "environment file");
    return { file, text, values: parseEnv(text) };
  }
  for (const folder of [dataRoot, cwd]) {
    const file = join(folder, "docker", ".env");
    const text = await readFile(file, "utf8").catch(() => undefined);
    if (text !== undefined) return { file, text, values: parseEnv(text) };
  }
  return undefined;
}
