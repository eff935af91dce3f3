/** An earlier catalogue in its folder: how it is known, and which files are its own. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { walkFiles } from "../files/walk.ts";
import { isObject, parseJson } from "../model/json.ts";

/** The document of every catalogue, and its first page. */
const DOCUMENT = "catalogue.json";
const PAGES = ["index.html", DOCUMENT];

/** The document of a catalogue, of which nothing is known but what marks it. */
export type Mark = Record<string, unknown> & { profiles: unknown[] };

/** The document of the catalogue in a folder; undefined when none lies there. */
export async function markIn(folder: string): Promise<Mark | undefined> {
  const text = await readFile(join(folder, DOCUMENT), "utf8").catch(() => "");
  const document = parseJson(text);
  if (!isObject(document) || document["made_at"] === undefined) return undefined;
  const { profiles } = document;
  return Array.isArray(profiles) ? { ...document, profiles } : undefined;
}

/**
 * The first thing in a catalogue that it did not write itself: its document names every file that it did.
 *
 * @returns a path relative to the folder
 */
export async function strangeIn(folder: string, { profiles }: Mark): Promise<string | undefined> {
  const own = new Set<unknown>(PAGES);
  for (const profile of profiles.filter(isObject)) {
    own.add(profile["page"]);
    const results: unknown[] = Array.isArray(profile["results"]) ? profile["results"] : [];
    for (const { files } of results.filter(isObject)) {
      for (const file of isObject(files) ? Object.values(files) : []) own.add(file);
    }
  }
  const strange: string[] = [];
  const odd = (path: string) => void strange.push(path);
  const found = await walkFiles(folder, { odd, unreadable: odd });
  strange.push(...found.filter((path) => !own.has(path)));
  return strange.sort()[0];
}
