/** What the user reads when a folder cannot be written: where, whose it is, what to do. */
import { stat } from "node:fs/promises";
import { codeOf, ProfileError } from "../errors.ts";

/**
 * The error in words when the system refused to write; any other error as it is.
 *
 * @param folder the folder that was to be written to
 */
export async function unwritable(folder: string, error: unknown): Promise<unknown> {
  if (!["EACCES", "EPERM", "EROFS"].includes(codeOf(error) ?? "")) return error;
  const owner = await stat(folder).then(
    ({ uid, mode }) => ` (it belongs to user ${uid}, mode ${(mode & 0o777).toString(8)})`,
    () => "",
  );
  const why = codeOf(error) === "EROFS" ? "the file system is read-only" : "permission denied";
  return new ProfileError("unavailable", `Nothing can be written to ${folder}: ${why}`, {
    position: { file: folder },
    remedy: `Get write access to that folder${owner}, or name another data root with --data-root`,
    cause: error,
  });
}
