/** From what the user typed to the `profile.yaml` that is meant. */
import { readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { ProfileError } from "../errors.ts";
import { closest } from "../text/closest.ts";

/** Folders of `profiles/` that are not profiles; no slug may be one of them. */
export const RESERVED: ReadonlySet<string> = new Set(["_drafts", "archived", "results", "_runs"]);

/**
 * The profile's file: a slug or `_drafts/x` below `profiles/` of the data root, or a path to a folder or file.
 *
 * @throws ProfileError usage when nothing of that name is there, with the nearest name
 */
export async function resolveProfile(name: string, dataRoot: string, cwd: string): Promise<string> {
  const candidates = [join(dataRoot, "profiles", name), resolve(cwd, name)];
  for (const candidate of candidates) {
    const found = await profileFileAt(candidate);
    if (found !== undefined) return found;
  }
  for (const candidate of candidates) {
    if (await isFolder(join(candidate, "capture")) || await isFile(join(candidate, "events.jsonl"))) {
      throw new ProfileError("usage", `"${name}" was made by WEPPcloud itself and has no profile.yaml yet`, {
        position: { file: candidate },
        remedy: `Run profile assemble ${candidate}, then profile promote`,
      });
    }
  }
  const known = await profileNames(dataRoot);
  const near = closest(name, known);
  throw new ProfileError("usage", `There is no profile "${name}" below ${join(dataRoot, "profiles")}`, {
    remedy: near === undefined ? "See profile list for the names" : `Did you mean "${near}"?`,
  });
}

/** Slugs of all promoted profiles, sorted. */
export async function profileSlugs(dataRoot: string): Promise<string[]> {
  return await foldersWithProfile(join(dataRoot, "profiles"));
}

/** Names of all drafts (`_drafts/x`), sorted. */
export async function draftNames(dataRoot: string): Promise<string[]> {
  const names = await foldersWithProfile(join(dataRoot, "profiles", "_drafts"));
  return names.map((name) => `_drafts/${name}`);
}

async function profileNames(dataRoot: string): Promise<string[]> {
  return [...await profileSlugs(dataRoot), ...await draftNames(dataRoot)];
}

async function foldersWithProfile(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names: string[] = [];
  for (const entry of entries) {
    if (!entry.isDirectory() || RESERVED.has(entry.name) || entry.name.startsWith(".")) continue;
    if (await isFile(join(folder, entry.name, "profile.yaml"))) names.push(entry.name);
  }
  return names.sort();
}

async function profileFileAt(path: string): Promise<string | undefined> {
  if (await isFile(join(path, "profile.yaml"))) return join(path, "profile.yaml");
  return await isFile(path) && /\.ya?ml$/.test(path) ? path : undefined;
}

async function isFile(path: string): Promise<boolean> {
  return await stat(path).then((found) => found.isFile(), () => false);
}

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then((found) => found.isDirectory(), () => false);
}
