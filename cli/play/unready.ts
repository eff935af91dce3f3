/** A profile that was chosen and cannot be played, as its report. */
import { notPlayed } from "../../lib/report/not_played.ts";
import type { Unready } from "./chosen.ts";

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
