/** Parts of a `profile.yaml` that somebody is still writing: each is read alone, and a fault elsewhere does no harm. */
import { join, resolve } from "node:path";
import { parseDocument } from "yaml";
import { readPlain } from "../files/plain_file.ts";
import { isObject } from "../model/json.ts";
import { HOLE_TAGS } from "../yaml/hole_tag.ts";

/** Larger files are not worth the wait, bytes. */
const LARGEST = 8 * 1024 * 1024;

/**
 * The value of one key at the top of a YAML file, as far as it can be read; undefined when it is not there.
 *
 * @param text of the file
 * @example
 * ```ts
 * import { sectionOf } from "./sections.ts";
 * sectionOf("steps: [\nmetadata: { title: Mill }", "metadata"); // { title: "Mill" }
 * ```
 */
export function sectionOf(text: string, key: string): unknown {
  const lines = text.split(/\r?\n/);
  const from = lines.findIndex((line) => line.startsWith(`${key}:`));
  if (from === -1) return undefined;
  const length = lines.slice(from + 1).findIndex((line) => /^[^\s#\-\]}]/.test(line));
  const part = lines.slice(from, length === -1 ? undefined : from + 1 + length).join("\n");
  try {
    const options = { customTags: HOLE_TAGS, logLevel: "silent", uniqueKeys: false } as const;
    const content: unknown = parseDocument(part, options).toJS({ maxAliasCount: 100 });
    return isObject(content) ? content[key] : undefined;
  } catch {
    // Nested too deeply, or aliases of aliases.
    return undefined;
  }
}

/** The text of a file in `profiles/`; empty when there is none, or none of use. */
export async function textOf(file: string): Promise<string> {
  const text = await readPlain(file, LARGEST);
  return typeof text === "string" ? text : "";
}

/** The text of the `profile.yaml` that a word on the line means: a slug, a draft or a path. Empty when there is none. */
export async function profileText(name: string, dataRoot: string, cwd: string): Promise<string> {
  const profiles = join(dataRoot, "profiles");
  const folders = [join(profiles, name), join(profiles, "_drafts", name), resolve(cwd, name)];
  for (const path of [...folders.map((folder) => join(folder, "profile.yaml")), resolve(cwd, name)]) {
    const text = await textOf(path);
    if (text !== "") return text;
  }
  return "";
}

/** Items of a list that are maps; none when it is no list. */
export function mapsOf(list: unknown): Record<string, unknown>[] {
  return Array.isArray(list) ? list.filter(isObject) : [];
}
