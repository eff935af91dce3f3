/** The catalogue: every profile with its tags and last result. */
import { messageOf, ProfileError } from "../errors.ts";
import { type Latest, readLatest } from "../results/latest.ts";
import { loadProfile } from "./load.ts";
import { profileSlugs } from "./resolve.ts";

/** One profile of the catalogue. */
export interface ListedProfile {
  slug: string;
  title?: string;
  tags: string[];
  steps: number;
  /** Why it cannot be played, in a sentence. */
  fault?: string;
  last?: Latest["profiles"][string];
}

/** All profiles of a data root, by slug. A profile that is not valid is listed with its fault. */
export async function listProfiles(dataRoot: string): Promise<ListedProfile[]> {
  const latest = await readLatest(dataRoot);
  const rows: ListedProfile[] = [];
  for (const slug of await profileSlugs(dataRoot)) {
    const row = await describe(slug, dataRoot);
    const last = latest.profiles[slug];
    rows.push(last === undefined ? row : { ...row, last });
  }
  return rows;
}

async function describe(slug: string, dataRoot: string): Promise<ListedProfile> {
  try {
    const { profile } = await loadProfile(slug, dataRoot, dataRoot);
    const { title, tags = [] } = profile.metadata;
    return { slug, tags, steps: profile.steps.length, ...(title === undefined ? {} : { title }) };
  } catch (error) {
    if (!(error instanceof ProfileError)) throw error;
    return { slug, tags: [], steps: 0, fault: messageOf(error) };
  }
}
