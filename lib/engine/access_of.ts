/** How a play of the library reaches its server, and as whom: what was given, else as on the command line. */
import type { Credentials } from "../auth/session.ts";
import type { PlayOptions } from "../play/options.ts";
import type { LoadedProfile } from "../profiles/load.ts";
import type { LaidOverlay } from "../profiles/overlay.ts";
import type { Config } from "../settings/config.ts";
import { findCredentials } from "../settings/credentials.ts";
import { findSecrets, learningSecrets } from "../settings/secrets.ts";
import { credentialsOf } from "./credentials_of.ts";
import { httpSettings, usersOfAll } from "./http_options.ts";
import type { Surroundings } from "./surroundings.ts";

/** What a caller may give. */
export interface AccessRequest {
  credentials?: Credentials | undefined;
  /** Values of `{{secret.NAME}}` by name. */
  secrets?: Readonly<Record<string, string>> | undefined;
  /** How long the server may be silent, in ms. */
  requestTimeout?: number | undefined;
}

/**
 * Credentials, users, secrets and limits of one play.
 *
 * @throws ProfileError unavailable when a file of the configuration cannot be read
 */
export async function accessOf(
  { credentials, secrets = {}, requestTimeout }: AccessRequest,
  { config, loaded, overlay, dataRoot }: {
    config: Config;
    loaded: LoadedProfile;
    overlay: LaidOverlay | undefined;
    dataRoot: string;
  },
  { env, cwd, out: { redactor } }: Surroundings,
): Promise<Pick<PlayOptions, "credentials" | "users" | "http" | "secret">> {
  const found = await findSecrets({ env, cwd, dataRoot, configured: config.secrets_file });
  const secretOf = (name: string) => Object.hasOwn(secrets, name) ? secrets[name] : found(name);
  const http = await httpSettings({}, config, cwd, dataRoot);
  return {
    credentials: credentials ?? credentialsOf(overlay, await findCredentials({ env, cwd, dataRoot }), env),
    users: await usersOfAll([loaded], {}, config, { env, cwd }, dataRoot),
    http: { ...http, ...(requestTimeout === undefined ? {} : { requestTimeout }) },
    secret: learningSecrets(secretOf, redactor),
  };
}
