/** The git repositories that the profiles of a data root lie in: its own, and the data repositories that they name. */
import { dirname } from "node:path";
import { ProfileError } from "../errors.ts";
import { exists } from "../files/safe_path.ts";
import { type LoadedProfile, loadProfile } from "../profiles/load.ts";
import { profileSlugs } from "../profiles/resolve.ts";
import { askGit } from "./git_run.ts";

/** One profile and the folders that hold its files. */
export interface ProfileFolders {
  slug: string;
  folders: string[];
  /** What `metadata.data_repo` says. */
  dataRepo?: string;
}

/** Folders of every profile that is valid; what is wrong with the others, their own check says. */
export async function profileFolders(dataRoot: string): Promise<ProfileFolders[]> {
  const found: ProfileFolders[] = [];
  for (const slug of await profileSlugs(dataRoot)) {
    const loaded = await loadProfile(slug, dataRoot, dataRoot, { seedsLater: true }).catch(
      (error: unknown) => {
        if (error instanceof ProfileError) return undefined;
        throw error;
      },
    );
    if (loaded !== undefined) found.push({ slug, folders: foldersOf(loaded), ...dataRepoOf(loaded) });
  }
  return found;
}

function foldersOf({ dir, seedDir, baselineDir }: LoadedProfile): string[] {
  const inside = (folder: string) => folder === dir || folder.startsWith(`${dir}/`);
  return [dir, ...new Set([seedDir, baselineDir].filter((folder) => !inside(folder)))];
}

function dataRepoOf({ profile }: LoadedProfile): { dataRepo?: string } {
  const { data_repo } = profile.metadata;
  return data_repo === undefined ? {} : { dataRepo: data_repo };
}

/** Top of the repository that a folder lies in; undefined when it is in none, or git is not there. */
export async function repositoryOf(
  folder: string,
  env: Record<string, string | undefined>,
): Promise<string | undefined> {
  let there = folder;
  while (!await exists(there) && there !== dirname(there)) there = dirname(there);
  return await askGit(there, env, "rev-parse", "--show-toplevel");
}
