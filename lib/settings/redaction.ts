/** Makes the redactor of a data root: built-in rules, the user's own, and the key of the pseudonyms. */
import { randomBytes } from "node:crypto";
import { ProfileError } from "../errors.ts";
import { createRedactor, type Redactor, type RedactorOptions } from "../redact/redactor.ts";
import { type Config, readConfig } from "./config.ts";
import { readPseudonymKey } from "./pseudonym_key.ts";

/** What the redactor of a data root depends on. */
export interface RedactionSettings {
  /** Undefined for what works without a data root: the built-in rules only. */
  dataRoot: string | undefined;
  env: Record<string, string | undefined>;
  /** Told once when pseudonyms cannot be kept stable, with the reason. */
  warn?: (message: string) => void;
}

/**
 * The redactor that everything of a data root goes through.
 *
 * @throws ProfileError usage with file:line:column when the configuration is not valid
 * @example
 * ```ts
 * import { redactorOf } from "./redaction.ts";
 * const redactor = await redactorOf({ dataRoot: ".", env: {} });
 * redactor.text("mail ann.lee@example.org");
 * ```
 */
export async function redactorOf({ dataRoot, env, warn }: RedactionSettings): Promise<Redactor> {
  const config: Config = dataRoot === undefined ? { version: 1 } : await readConfig(dataRoot);
  return createRedactor({ pseudonymKey: () => keyOf(env, warn), extra: extraOf(config) });
}

/** A recording must not fail, and not leak either, where no key can be kept: such pseudonyms hold for one run. */
function keyOf(env: RedactionSettings["env"], warn: RedactionSettings["warn"]): string {
  try {
    return readPseudonymKey(env);
  } catch (error) {
    if (!(error instanceof ProfileError)) throw error;
    warn?.(
      `${error.message}; pseudonyms hold for this run only (${error.remedy ?? "set PROFILE_PSEUDONYM_KEY"})`,
    );
    return randomBytes(32).toString("hex");
  }
}

function extraOf({ redaction }: Config): NonNullable<RedactorOptions["extra"]> {
  if (redaction === undefined) return {};
  const { keys = [], patterns = [], allow = {}, people = [], hosts = [], domains = [] } = redaction;
  return {
    keys,
    patterns: patterns.map(({ name, pattern, flags }) => ({ name, pattern: new RegExp(pattern, flags) })),
    allowKeys: allow.keys ?? [],
    allowValues: allow.values ?? [],
    people,
    hosts,
    domains,
  };
}
