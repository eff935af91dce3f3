/** Loads the profile that a command names; a change of it that was cut short is finished or undone first, and said. */
import { readdir } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, sep } from "node:path";
import { journalRoot } from "../baseline/update.ts";
import { messageOf } from "../errors.ts";
import { recoverAll, recoverJournal } from "../files/journal.ts";
import { isHeld } from "../files/lock.ts";
import { finishUpgrade } from "../promote/upgrade.ts";
import { type LoadedProfile, loadProfile } from "../profiles/load.ts";
import { derivedWords } from "../profiles/derived.ts";
import { resolveProfile, weppcloudFolder } from "../profiles/resolve.ts";
import { sweepLocks, workLockOf } from "../profiles/work_lock.ts";
import { deriveDraft } from "./derive_profile.ts";
import type { Surroundings } from "./surroundings.ts";

/**
 * Loads a profile. Only changes of this profile are recovered, and only below `profiles/` of the data root:
 * beside a loose file nothing is touched. What WEPPcloud itself made is loaded with its steps derived, and said.
 *
 * @param options.scratch `--scratch`, for what is derived
 * @param options.seedsLater missing seeds are no fault of the profile yet
 */
export async function openProfile(
  context: Surroundings,
  name: string,
  options: { scratch?: string | undefined; seedsLater?: boolean } = {},
): Promise<LoadedProfile> {
  const { cwd, out } = context;
  const dataRoot = await context.dataRoot();
  const load = async () => {
    const made = await weppcloudFolder(name, dataRoot, cwd);
    if (made === undefined) {
      return await loadProfile(name, dataRoot, cwd, { seedsLater: options.seedsLater === true });
    }
    const { loaded, derived } = await deriveDraft(context, made, options.scratch);
    out.line(derivedWords(derived));
    return loaded;
  };
  const profiles = join(dataRoot, "profiles");
  const dir = await folderOf(name, profiles, context);
  if (!isBelow(profiles, dir)) return await load();
  const say = (recovered: string | undefined) => {
    if (recovered !== undefined) out.warn(`note: ${recovered}`);
    return recovered !== undefined;
  };
  const slug = basename(dir);
  for (const folder of [profiles, join(profiles, "_drafts")]) await sweepLocks(folder);
  say(await recoverJournal(dirname(dir), [`promote-${slug}`, `assemble-${slug}`, `archive-${slug}`]));
  say(await recoverJournal(dir, ["review"]));
  if (dirname(dir) === profiles) say(await finishUpgrade(profiles, slug));
  const loaded = await load();
  if (loaded.derived !== undefined) return loaded;
  const update = `update-baseline-${loaded.profile.metadata.slug}`;
  const found = say(await recoverJournal(journalRoot(loaded.dir, loaded.baselineDir), [update]));
  return found ? await load() : loaded;
}

/** Finishes or undoes what was cut short anywhere in the data root, for commands that look at all profiles. */
export async function recoverLeft({ out, dataRoot }: Pick<Surroundings, "dataRoot" | "out">): Promise<void> {
  const profiles = join(await dataRoot(), "profiles");
  for (const folder of [profiles, join(profiles, "_drafts")]) {
    await sweepLocks(folder);
    const recovered = await recoverAll(folder);
    if (recovered !== undefined) out.warn(`note: ${recovered}`);
  }
  for (const slug of await readdir(profiles).catch(() => [])) {
    // A promote that is at work does it itself.
    if (await isHeld(workLockOf(profiles, slug))) continue;
    const moved = await finishUpgrade(profiles, slug).catch(messageOf);
    if (moved !== undefined) out.warn(`note: ${moved}`);
  }
}

/** Folder of the profile; where it would lie when an interrupted change has not put `profile.yaml` there yet. */
async function folderOf(
  name: string,
  profiles: string,
  { cwd }: Pick<Surroundings, "cwd">,
): Promise<string> {
  return await resolveProfile(name, dirname(profiles), cwd).then(dirname, () => join(profiles, name));
}

function isBelow(folder: string, path: string): boolean {
  const inside = relative(folder, path);
  return inside !== "" && !isAbsolute(inside) && inside.split(sep)[0] !== "..";
}
