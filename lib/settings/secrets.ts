/** Values of `{{secret.NAME}}`: from the environment, else from a file. Never printed, never stored. */
import { resolve } from "node:path";
import { parseEnv } from "node:util";
import type { Redactor } from "../redact/redactor.ts";
import { readSecretFile } from "./secret_file.ts";

/** Begin of the names of the environment. */
export const SECRET_PREFIX = "PROFILE_SECRET_";

/** Where secrets may come from. */
export interface SecretOptions {
  env: Record<string, string | undefined>;
  cwd: string;
  dataRoot: string;
  /** `--secrets-file`, relative to the current folder. */
  file?: string | undefined;
  /** `secrets_file` of the configuration, relative to the data root. */
  configured?: string | undefined;
}

/**
 * A look-up of secrets by name. In the file a line is `NAME=value` or `PROFILE_SECRET_NAME=value`; a value with
 * blanks or `#` stands in quotes. The environment wins.
 *
 * @throws ProfileError unavailable when a named file cannot be read
 */
export async function findSecrets(options: SecretOptions): Promise<(name: string) => string | undefined> {
  const { env, cwd, dataRoot, file, configured } = options;
  const path = file !== undefined
    ? resolve(cwd, file)
    : configured === undefined
    ? undefined
    : resolve(dataRoot, configured);
  const kept = path === undefined ? {} : parseEnv(await readSecretFile(path, "secrets file"));
  return (name) => env[SECRET_PREFIX + name] ?? kept[name] ?? kept[SECRET_PREFIX + name];
}

/** The same look-up; what it finds is taken out of every output from then on. */
export function learningSecrets(
  secretOf: (name: string) => string | undefined,
  redactor: Pick<Redactor, "learn">,
): (name: string) => string | undefined {
  return (name) => {
    const value = secretOf(name);
    if (value !== undefined) redactor.learn(value, { declared: true });
    return value;
  };
}
