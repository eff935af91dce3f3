/** The catalogue: every profile with its tags and last result. */
import { join } from "node:path";
import { messageOf, ProfileError } from "../errors.ts";
import { type Latest, readLatest } from "../results/latest.ts";
import { readEvents } from "../events/read_events.ts";
import { looseTags } from "./loose_tags.ts";
import { type LoadedProfile, loadProfile } from "./load.ts";
import { profileSlugs, weppcloudProfiles } from "./resolve.ts";

/** One profile of the catalogue. */
export interface ListedProfile {
  slug: string;
  title?: string;
  tags: string[];
  /** It is so damaged that its tags cannot be read: no expression leaves it out. */
  tagsUnknown?: true;
  steps: number;
  /** Set for WEPPcloud's own profiles, whose steps are derived when they are played: the requests in the log. */
  requests?: number;
  /** Why it cannot be played, in a sentence. */
  fault?: string;
  last?: Latest["profiles"][string];
}

/**
 * All profiles of a data root, by slug. A profile that is not valid is listed with its fault.
 *
 * @param onLoaded gets each valid profile, for callers that want more of it than a line: loading takes its time
 */
export async function listProfiles(
  dataRoot: string,
  onLoaded: (slug: string, loaded: LoadedProfile) => Promise<void> = async () => {},
): Promise<ListedProfile[]> {
  const latest = await readLatest(dataRoot);
  const rows: ListedProfile[] = [];
  for (const slug of await profileSlugs(dataRoot)) {
    const row = await describe(slug, dataRoot, onLoaded);
    const last = latest.profiles[slug];
    rows.push(last === undefined ? row : { ...row, last });
  }
  for (const made of await weppcloudProfiles(dataRoot)) {
    const last = latest.profiles[made.slug];
    rows.push({ ...await describeMade(made), ...(last === undefined ? {} : { last }) });
  }
  return rows.sort((a, b) => a.slug < b.slug ? -1 : 1);
}

/** Counting requests is one pass over the log; deriving the steps would be several. */
async function describeMade({ slug, log }: { slug: string; log: string }): Promise<ListedProfile> {
  let requests = 0;
  try {
    for await (const item of readEvents(log)) {
      if (item.kind === "event" && item.at.event.stage === "request") requests++;
    }
    return { slug, tags: [], steps: 0, requests };
  } catch (error) {
    if (!(error instanceof ProfileError)) throw error;
    return { slug, tags: [], steps: 0, fault: messageOf(error) };
  }
}

async function describe(
  slug: string,
  dataRoot: string,
  onLoaded: (slug: string, loaded: LoadedProfile) => Promise<void>,
): Promise<ListedProfile> {
  try {
    const loaded = await loadProfile(slug, dataRoot, dataRoot);
    await onLoaded(slug, loaded);
    const { profile } = loaded;
    const { title, tags = [] } = profile.metadata;
    return { slug, tags, steps: profile.steps.length, ...(title === undefined ? {} : { title }) };
  } catch (error) {
    if (!(error instanceof ProfileError)) throw error;
    const tags = await looseTags(join(dataRoot, "profiles", slug, "profile.yaml"));
    const fault = messageOf(error);
    return {
      slug,
      tags: tags ?? [],
      steps: 0,
      fault,
      ...(tags === undefined ? { tagsUnknown: true as const } : {}),
    };
  }
}
