/** Durations at the command line. */
import { ProfileError } from "../errors.ts";
import { parseDuration } from "../text/duration.ts";

/**
 * Milliseconds of a duration.
 *
 * @param name of the option, without dashes
 * @throws ProfileError usage for a text that is none
 */
export function durationOf(name: string, text: string): number {
  try {
    return parseDuration(text);
  } catch (error) {
    throw new ProfileError("usage", `--${name}: "${text}" is not a duration`, {
      remedy: "Use a number with ms, s, m or h",
      cause: error,
    });
  }
}
