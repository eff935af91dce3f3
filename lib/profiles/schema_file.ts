/**
 * `profiles/profile.schema.json` and `profiles/profile.config.schema.json`: the schemas that the first lines of each
 * `profile.yaml` and of the configuration name for editors.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeAtomic } from "../files/atomic.ts";
import { jsonSchemaOf, profileJsonSchema } from "../model/json_schema.ts";
import { Config } from "../settings/config.ts";

/** Names of the files, below `profiles/`. */
export const PROFILE_SCHEMA = "profile.schema.json";
export const CONFIG_SCHEMA = "profile.config.schema.json";

/** Writes the schema of profiles when it is missing or of another version. */
export async function writeProfileSchema(dataRoot: string): Promise<void> {
  await write(dataRoot, PROFILE_SCHEMA, profileJsonSchema());
}

/** The same for that of the configuration. */
export async function writeConfigSchema(dataRoot: string): Promise<void> {
  await write(
    dataRoot,
    CONFIG_SCHEMA,
    jsonSchemaOf(Config, "profile.config.yaml", "Settings of a data root"),
  );
}

async function write(dataRoot: string, name: string, schema: object): Promise<void> {
  const file = join(dataRoot, "profiles", name);
  const text = JSON.stringify(schema, null, 2) + "\n";
  if (await readFile(file, "utf8").catch(() => undefined) !== text) await writeAtomic(file, text);
}
