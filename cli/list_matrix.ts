/**
 * `profile list --format github-matrix`: the jobs of a GitHub workflow, one line of JSON as its outputs take it. Each
 * names its profiles, so that the machines need not agree on durations, and the shard that they are, so that a merged
 * report knows when one is missing.
 */
import { ProfileError } from "../lib/errors.ts";
import { listProfiles } from "../lib/profiles/list.ts";
import { splitIntoShards } from "../lib/results/shards.ts";
import { shellWord } from "../lib/text/shell_word.ts";
import type { Context } from "./context.ts";
import { tagged } from "./list_tagged.ts";
import { countOf } from "./options.ts";
import { timed } from "./play/take_shard.ts";

/** GitHub runs no more jobs of one matrix. */
const MOST_JOBS = 256;

/** What of the options counts. */
export interface MatrixFlags {
  tag?: string[] | undefined;
  shardCount?: string | undefined;
  profilesPerJob?: string | undefined;
}

/** Prints the matrix. */
export async function printMatrix(flags: MatrixFlags, context: Context): Promise<void> {
  const { shardCount, profilesPerJob } = flags;
  if (shardCount !== undefined && profilesPerJob !== undefined) {
    throw new ProfileError("usage", "--shard-count and --profiles-per-job both say how many jobs there are", {
      remedy: "Give one of them",
    });
  }
  const dataRoot = await context.dataRoot();
  const rows = tagged(await listProfiles(dataRoot), flags.tag);
  if (rows.length === 0) {
    throw new ProfileError("usage", "There is no profile in this data root", {
      remedy: "GitHub takes no matrix without jobs: promote a profile first",
    });
  }
  const perJob = countOf("profiles-per-job", profilesPerJob, 1);
  const count = Math.min(countOf("shard-count", shardCount, Math.ceil(rows.length / perJob)), rows.length);
  if (count > MOST_JOBS) {
    throw new ProfileError("usage", `GitHub takes ${MOST_JOBS} jobs in a matrix, these are ${count}`, {
      remedy: `Put several profiles into a job: --shard-count ${MOST_JOBS}, or less`,
    });
  }
  const single = count === rows.length;
  const jobs = splitIntoShards(await timed(rows.map(({ slug }) => ({ key: slug })), dataRoot), count);
  const include = jobs.map((names, index) => ({
    name: single ? names[0] : `${index + 1} of ${jobs.length}`,
    profiles: names.map(shellWord).join(" "),
    shard: `${index + 1}/${jobs.length}`,
  }));
  context.out.options = { ...context.out.options, json: true };
  context.out.json({ include }, true);
  context.finish("passed");
}
