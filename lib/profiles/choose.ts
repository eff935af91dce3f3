/** From what the user asked for to names of profiles: names, globs, all of the data root. */
import { ProfileError } from "../errors.ts";
import { globMatcher, isGlob } from "../files/glob.ts";
import { exists } from "../files/safe_path.ts";
import { closest } from "../text/closest.ts";
import { resolve } from "node:path";
import { draftNames, profileSlugs, weppcloudProfiles } from "./resolve.ts";

/** What the user asked for. */
export interface Wanted {
  /** Slugs, drafts, paths, and globs over slugs (`us-*`) or drafts (`_drafts/us-*`). */
  names: readonly string[];
  /** Every profile of the data root. */
  all: boolean;
}

/** A name that is to be played. */
export interface Choice {
  name: string;
  /** Named by itself: what is wrong with it stops the command. Else it was found by a glob or `--all`. */
  exact: boolean;
}

/**
 * The names that are meant, each once, in the order asked for; those of a glob and of `all` sorted. Profiles that
 * WEPPcloud itself made are among them.
 *
 * @throws ProfileError usage for a glob that matches nothing, or when there is no profile at all
 */
export async function chooseNames({ names, all }: Wanted, dataRoot: string, cwd: string): Promise<Choice[]> {
  const slugs = await everySlug(dataRoot);
  const choices = new Map<string, Choice>();
  const add = (name: string, exact: boolean) => {
    if (!choices.has(name) || exact) choices.set(name, { name, exact });
  };
  for (const name of names) {
    if (!isGlob(name) || await exists(resolve(cwd, name))) add(name, true);
    else for (const match of await matching(name, slugs, dataRoot)) add(match, false);
  }
  if (all) { for (const slug of slugs) add(slug, false); }
  if (choices.size > 0) return [...choices.values()];
  throw new ProfileError("usage", "There is no profile in this data root", {
    remedy: "profile list --drafts shows what may become one",
  });
}

async function everySlug(dataRoot: string): Promise<string[]> {
  const made = (await weppcloudProfiles(dataRoot)).map(({ slug }) => slug);
  return [...new Set([...await profileSlugs(dataRoot), ...made])].sort();
}

async function matching(glob: string, slugs: readonly string[], dataRoot: string): Promise<string[]> {
  const known = glob.startsWith("_drafts/") ? await draftNames(dataRoot) : slugs;
  const found = known.filter(globMatcher(glob));
  if (found.length > 0) return found;
  const near = closest(glob.replaceAll(/[*?]/g, ""), known);
  throw new ProfileError("usage", `No profile matches "${glob}"`, {
    remedy: near === undefined ? "profile list shows the names" : `The nearest name is "${near}"`,
  });
}
