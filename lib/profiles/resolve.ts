/** From what the user typed to the `profile.yaml` that is meant. */
import { readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { ProfileError } from "../errors.ts";
import { logIfThere } from "../events/sources/source.ts";
import { openWeppDraft } from "../events/sources/wepp_draft.ts";
import { Slug } from "../model/profile.ts";
import { closest } from "../text/closest.ts";

/** Folders of `profiles/` that are not profiles; no slug may be one of them. */
export const RESERVED: ReadonlySet<string> = new Set(["_drafts", "archived", "results", "_runs"]);

/**
 * The profile's file: a slug or `_drafts/x` below `profiles/` of the data root, or a path to a folder or file.
 *
 * @throws ProfileError usage when nothing of that name is there, with the nearest name
 */
export async function resolveProfile(name: string, dataRoot: string, cwd: string): Promise<string> {
  const candidates = candidatesOf(name, dataRoot, cwd);
  for (const candidate of candidates) {
    const found = await profileFileAt(candidate);
    if (found !== undefined) return found;
  }
  const made = await weppcloudFolder(name, dataRoot, cwd);
  if (made !== undefined) {
    throw new ProfileError("usage", `"${name}" was made by WEPPcloud itself and has no profile.yaml yet`, {
      position: { file: made },
      remedy: `Run profile assemble ${made}, then profile promote`,
    });
  }
  const what = name.startsWith("_drafts/") ? "draft" : "profile or draft";
  if (Slug.safeParse(name).success && await isArchived(name, dataRoot)) {
    throw new ProfileError("usage", `The profile "${name}" is archived`, {
      position: { file: join(dataRoot, "profiles", "archived", name) },
      remedy: `Bring it back: profile archive ${name} --restore`,
    });
  }
  const near = nearestName(name, await profileNames(dataRoot));
  throw new ProfileError("usage", `There is no ${what} "${name}" below ${join(dataRoot, "profiles")}`, {
    remedy: near === undefined ? await archivedNear(name, dataRoot) : `Did you mean "${near}"?`,
  });
}

/** What was archived is no profile any more, but may be what is meant. */
async function archivedNear(name: string, dataRoot: string): Promise<string> {
  const near = closest(name, await archivedSlugs(dataRoot));
  return near === undefined
    ? "profile list and profile list --drafts show the names"
    : `Did you mean "${near}"? It is archived: profile archive ${near} --restore brings it back`;
}

/** `_drafts/` in front of a name makes it no nearer, and no farther. */
function nearestName(name: string, known: readonly string[]): string | undefined {
  const bare = (one: string) => one.replace(/^_drafts\//, "");
  const near = closest(bare(name), known.map(bare));
  const same = known.filter((one) => bare(one) === near);
  return name.startsWith("_drafts/") ? same.at(-1) : same[0];
}

async function isArchived(slug: string, dataRoot: string): Promise<boolean> {
  const folder = join(dataRoot, "profiles", "archived", slug);
  return await isFile(join(folder, "profile.yaml")) ||
    await stat(join(folder, "capture")).then((found) => found.isDirectory(), () => false);
}

/**
 * The folder that WEPPcloud itself made: a draft, or a promoted profile without `profile.yaml`, of that name below
 * `profiles/` or at that path. A profile of this tool comes first.
 *
 * @throws ProfileError usage when several captures could be meant; refused when its log leads out of it
 */
export async function weppcloudFolder(
  name: string,
  dataRoot: string,
  cwd: string,
): Promise<string | undefined> {
  for (const candidate of candidatesOf(name, dataRoot, cwd)) {
    if (await profileFileAt(candidate) !== undefined) return undefined;
  }
  for (const candidate of candidatesOf(name, dataRoot, cwd)) {
    const source = await openWeppDraft(candidate);
    if (source?.made !== undefined) return source.made.folder;
  }
  return undefined;
}

/** Promoted profiles of WEPPcloud itself that have no `profile.yaml`, by slug, with their logs. */
export async function weppcloudProfiles(dataRoot: string): Promise<{ slug: string; log: string }[]> {
  const folder = join(dataRoot, "profiles");
  const found: { slug: string; log: string }[] = [];
  for (const slug of await folders(folder)) {
    if (await isFile(join(folder, slug, "profile.yaml"))) continue;
    const log = await logIfThere(join(folder, slug, "capture", "events.jsonl")).catch(() => undefined);
    if (log !== undefined) found.push({ slug, log });
  }
  return found;
}

/** Slugs of all promoted profiles, sorted. */
export async function profileSlugs(dataRoot: string): Promise<string[]> {
  return await foldersWithProfile(join(dataRoot, "profiles"));
}

/** Slugs of the retired profiles, sorted. */
export async function archivedSlugs(dataRoot: string): Promise<string[]> {
  return await folders(join(dataRoot, "profiles", "archived"));
}

/** Names of all drafts (`_drafts/x`), sorted. */
export async function draftNames(dataRoot: string): Promise<string[]> {
  const names = await foldersWithProfile(join(dataRoot, "profiles", "_drafts"));
  return names.map((name) => `_drafts/${name}`);
}

function candidatesOf(name: string, dataRoot: string, cwd: string): string[] {
  return [join(dataRoot, "profiles", name), resolve(cwd, name)];
}

async function profileNames(dataRoot: string): Promise<string[]> {
  const made = (await weppcloudProfiles(dataRoot)).map(({ slug }) => slug);
  return [...await profileSlugs(dataRoot), ...made, ...await draftNames(dataRoot)];
}

async function foldersWithProfile(folder: string): Promise<string[]> {
  const names: string[] = [];
  for (const name of await folders(folder)) {
    if (await isFile(join(folder, name, "profile.yaml"))) names.push(name);
  }
  return names;
}

/** Folders that may be profiles or drafts, sorted. */
async function folders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
    .filter((name) => !RESERVED.has(name) && !name.startsWith(".")).sort();
}

async function profileFileAt(path: string): Promise<string | undefined> {
  if (await isFile(join(path, "profile.yaml"))) return join(path, "profile.yaml");
  return await isFile(path) && /\.ya?ml$/.test(path) ? path : undefined;
}

async function isFile(path: string): Promise<boolean> {
  return await stat(path).then((found) => found.isFile(), () => false);
}
