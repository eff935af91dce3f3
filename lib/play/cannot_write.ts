/** What the user reads when a file of a result cannot be written. */
import { codeOf, messageOf, ProfileError } from "../errors.ts";

/**
 * The error in words, with the path: a result that is not written must never look like one that was.
 *
 * @param path the file or folder
 */
export function cannotWrite(path: string, error: unknown): ProfileError {
  const code = codeOf(error);
  const full = code === "ENOSPC" || code === "EDQUOT";
  const why = full ? "the disk is full" : code ?? messageOf(error);
  return new ProfileError("unavailable", `Cannot write ${path}: ${why}`, {
    position: { file: path },
    remedy: full
      ? "Free some space there, then play again"
      : "Make that folder writable, or choose another data root with --data-root",
    cause: error,
  });
}
