/** Tags of a profile that may not be valid otherwise. */
import { isObject } from "../model/json.ts";
import { readYaml } from "../yaml/source.ts";

/**
 * The tags as they are written, so that one profile with a fault is chosen or left out as a valid one would be.
 *
 * @param file the `profile.yaml`
 * @returns undefined when the file cannot be read so far
 */
export async function looseTags(file: string): Promise<string[] | undefined> {
  const source = await readYaml(file, "profile").catch(() => undefined);
  if (!isObject(source?.content)) return undefined;
  const { metadata } = source.content;
  const tags = isObject(metadata) ? metadata["tags"] ?? [] : undefined;
  return Array.isArray(tags) ? tags.map(String) : undefined;
}
