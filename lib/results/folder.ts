/** Where results lie: `profiles/results/<slug>/<timestamp>/`. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder } from "../files/make_folder.ts";
import { codeOf, ProfileError } from "../errors.ts";

/** Folder of all results of a data root. */
export function resultsRoot(dataRoot: string): string {
  return join(dataRoot, "profiles", "results");
}

/** Timestamp as a folder name, UTC: `20261122T120301.250Z`. */
export function timestampName(ms: number): string {
  return new Date(ms).toISOString().replaceAll("-", "").replaceAll(":", "");
}

/**
 * Makes a new result folder; plays that start in the same millisecond get folders of their own.
 *
 * @param slug name of the profile
 * @param startedAt start of the play, ms since 1970
 * @throws ProfileError unavailable when it cannot be made, with the path
 */
export async function makeResultDir(dataRoot: string, slug: string, startedAt: number): Promise<string> {
  const parent = join(resultsRoot(dataRoot), slug);
  try {
    await makeFolder(parent);
    for (let attempt = 0;; attempt++) {
      const folder = join(parent, timestampName(startedAt + attempt));
      // Logs and transcripts of a play are for who ran it.
      if (await mkdir(folder, { mode: 0o700 }).then(() => true, (error: unknown) => ignoreExisting(error))) {
        return folder;
      }
    }
  } catch (error) {
    throw new ProfileError(
      "unavailable",
      `Cannot make a result folder in ${parent}: ${codeOf(error) ?? error}`,
      {
        remedy: "Make the folder writable, or choose another --data-root",
        cause: error,
      },
    );
  }
}

function ignoreExisting(error: unknown): false {
  if (codeOf(error) === "EEXIST") return false;
  throw error;
}
