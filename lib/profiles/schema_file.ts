/** `profiles/profile.schema.json`: the schema that the first line of each `profile.yaml` names for editors. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeAtomic } from "../files/atomic.ts";
import { profileJsonSchema } from "../model/json_schema.ts";

/** Writes the schema when it is missing or of another version. */
export async function writeProfileSchema(dataRoot: string): Promise<void> {
  const file = join(dataRoot, "profiles", "profile.schema.json");
  const text = JSON.stringify(profileJsonSchema(), null, 2) + "\n";
  if (await readFile(file, "utf8").catch(() => undefined) !== text) await writeAtomic(file, text);
}
