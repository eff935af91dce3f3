/** Asks git something. */
import { execFile } from "node:child_process";

/** Git answers at once, or not at all, ms. */
const PATIENCE = 20_000;

/**
 * The output of a git command, without blanks at its ends.
 *
 * @param cwd folder in which it is asked
 * @returns undefined when git is not there, or ends with an error
 */
export function askGit(
  cwd: string,
  env: Record<string, string | undefined>,
  ...words: string[]
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const options = {
      cwd,
      env: { ...env, GIT_OPTIONAL_LOCKS: "0", LC_ALL: "C" },
      timeout: PATIENCE,
      maxBuffer: 1 << 26,
    };
    execFile("git", words, options, (error, stdout) => resolve(error === null ? stdout.trim() : undefined));
  });
}
