/** The words of `profile play` about what follows the steps. */
import { ProfileError } from "../lib/errors.ts";
import { namesRun } from "../lib/http/guard.ts";
import type { PlayOptions } from "../lib/play/options.ts";
import { THEN_CHECKS, type ThenCheck } from "../lib/play/then/options.ts";
import type { LoadedProfile } from "../lib/profiles/load.ts";
import { meant } from "../lib/text/closest.ts";

/** Options as the command line gives them. */
export interface ThenFlags {
  then?: string[] | undefined;
  undisturbify?: true | undefined;
  targetRunid?: string | undefined;
  archiveComment?: string | undefined;
}

/**
 * What follows the steps.
 *
 * @param loaded the profiles that will be played
 * @throws ProfileError usage for a check that is none, or an option of a check that was not asked for; refused for
 *   a target that is the recorded run
 */
export function thenOf(flags: ThenFlags, loaded: readonly LoadedProfile[]): Pick<PlayOptions, "then"> {
  const words = (flags.then ?? []).flatMap((word) => word.split(",")).map((word) => word.trim());
  for (const word of words) {
    if (isCheck(word)) continue;
    throw new ProfileError("usage", `--then does not know ${JSON.stringify(word)}`, {
      remedy: meant(word, THEN_CHECKS, `Use ${THEN_CHECKS.join(" or ")}, or both`),
    });
  }
  const { undisturbify, targetRunid, archiveComment } = flags;
  needs("fork", words, { "--undisturbify": undisturbify, "--target-runid": targetRunid });
  needs("archive", words, { "--archive-comment": archiveComment });
  if (targetRunid !== undefined && loaded.length > 1) {
    throw new ProfileError("usage", "--target-runid names one run for several profiles", {
      remedy: "Play one profile, or leave it out",
    });
  }
  const recorded = loaded[0]?.profile.metadata.recorded?.run_id;
  if (targetRunid !== undefined && recorded !== undefined && namesRun(targetRunid, recorded)) {
    throw new ProfileError("refused", `--target-runid names the recorded run ${recorded}`, {
      remedy: "Name another run, or leave it out",
    });
  }
  if (words.length === 0) return {};
  return {
    then: {
      checks: THEN_CHECKS.filter((check) => words.includes(check)),
      undisturbify: undisturbify === true,
      ...(targetRunid === undefined ? {} : { targetRun: targetRunid }),
      comment: archiveComment ?? "made by profile play",
    },
  };
}

function needs(check: ThenCheck, words: readonly string[], options: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || words.includes(check)) continue;
    throw new ProfileError("usage", `${name} is about a check that was not asked for`, {
      remedy: `Add --then ${check}`,
    });
  }
}

function isCheck(word: string): word is ThenCheck {
  return THEN_CHECKS.some((check) => check === word);
}
