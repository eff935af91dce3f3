/** A profile that was chosen and cannot be played, as its report. */
import { ProfileError } from "../../lib/errors.ts";
import { notPlayed } from "../../lib/report/not_played.ts";
import { type Chosen, isPlayable, type Unready } from "./chosen.ts";

/**
 * The place of a profile among those that are played.
 *
 * @param profile its key
 * @param file where it lies, when it was found
 */
export function unready(
  profile: string,
  dataRoot: string,
  file: string | undefined,
  error: unknown,
): Unready {
  const place = file === undefined ? {} : { file };
  return { key: profile, report: notPlayed({ profile, dataRoot, ...place, at: Date.now() }, error) };
}

/**
 * The profile after another piece of work on it. What is wrong with one that was named stops the command; what is wrong
 * with one of many is told of that one, and the others are played.
 */
export async function unlessUnready<One extends Chosen, Next>(
  one: One | Unready,
  dataRoot: string,
  work: (one: One) => Next | Promise<Next>,
): Promise<Next | Unready> {
  if (!isPlayable<One>(one)) return one;
  try {
    return await work(one);
  } catch (error) {
    if (one.exact || !(error instanceof ProfileError)) throw error;
    return unready(one.key, dataRoot, one.loaded.file, error);
  }
}
