/** How a play reaches its server and who its users are: from options and configuration. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Credentials } from "../auth/session.ts";
import { codeOf, ProfileError } from "../errors.ts";
import type { HttpSettings } from "../play/options.ts";
import { loginUrls } from "../http/target_urls.ts";
import { usersOf } from "../play/users.ts";
import type { LoadedProfile } from "../profiles/load.ts";
import type { Config } from "../settings/config.ts";
import { findUserCredentials } from "../settings/user_credentials.ts";
import type { Surroundings } from "./surroundings.ts";
import { durationOf } from "../settings/duration_option.ts";

/** Options as the command line gives them. */
export interface HttpFlags {
  usersFile?: string | undefined;
  loginUrl?: string | undefined;
  ca?: string | undefined;
  connectTimeout?: string | undefined;
  requestTimeout?: string | undefined;
}

/**
 * Limits, authority and login address in effect.
 *
 * @throws ProfileError usage for a duration or an address that is none, or a `--ca` that cannot be read; unavailable
 *   when the configuration names an authority's file that cannot be read
 */
export async function httpSettings(
  flags: HttpFlags,
  config: Config,
  cwd: string,
  dataRoot: string,
): Promise<HttpSettings> {
  const connect = flags.connectTimeout ?? config.connect_timeout;
  const request = flags.requestTimeout ?? config.request_timeout;
  const ca = flags.ca !== undefined
    ? resolve(cwd, flags.ca)
    : config.ca === undefined
    ? undefined
    : resolve(dataRoot, config.ca);
  const loginUrl = flags.loginUrl ?? config.login_url;
  if (loginUrl !== undefined) loginUrls(loginUrl);
  return {
    ...(connect === undefined ? {} : { connectTimeout: durationOf("connect-timeout", connect) }),
    ...(request === undefined ? {} : { requestTimeout: durationOf("request-timeout", request) }),
    ...(ca === undefined ? {} : { ca: await readAuthority(ca, flags.ca !== undefined) }),
    ...(loginUrl === undefined ? {} : { loginUrl }),
  };
}

async function readAuthority(path: string, isTyped: boolean): Promise<string> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw new ProfileError(
      isTyped ? "usage" : "unavailable",
      `Cannot read the certificate ${path}: ${codeOf(error) ?? "error"}`,
      {
        remedy: `Check the path that ${isTyped ? "--ca" : "ca in profiles/profile.config.yaml"} names`,
        cause: error,
      },
    );
  }
  if (text.includes("-----BEGIN CERTIFICATE-----")) return text;
  throw new ProfileError("usage", `${path} holds no certificate in PEM form`, {
    position: { file: path },
    remedy: "Export it as PEM: openssl x509 -inform der -in ca.der -out ca.pem",
  });
}

/**
 * Credentials of all users that the profiles name.
 *
 * @throws ProfileError as {@link findUserCredentials}
 */
export async function usersOfAll(
  loaded: readonly LoadedProfile[],
  flags: HttpFlags,
  config: Config,
  { env, cwd }: Pick<Surroundings, "env" | "cwd">,
  dataRoot: string,
): Promise<Map<string, Credentials>> {
  const names = [...new Set(loaded.flatMap(({ profile }) => usersOf(profile)))];
  const file = flags.usersFile ??
    (config.users_file === undefined ? undefined : resolve(dataRoot, config.users_file));
  return await findUserCredentials(names, { env, cwd, file });
}
