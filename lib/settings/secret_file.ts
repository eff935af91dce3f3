/** Files with something secret in them: read, and refused where others than their owner may read them. */
import { readFile, stat } from "node:fs/promises";
import process from "node:process";
import { codeOf, ProfileError } from "../errors.ts";

/** Rights of others than owner and group. */
const OTHERS = 0o007;

/**
 * Text of a file that holds something secret.
 *
 * @param what how errors call it
 * @throws ProfileError unavailable when it cannot be read, refused when everybody on this machine may read it
 */
export async function readSecretFile(path: string, what = "credentials file"): Promise<string> {
  try {
    const { mode } = await checkedStat(path);
    if ((mode & OTHERS) !== 0) {
      throw new ProfileError("refused", `The ${what} ${path} can be read by every user of this machine`, {
        remedy: `chmod 600 ${path}`,
      });
    }
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof ProfileError) throw error;
    throw new ProfileError(
      "unavailable",
      `Cannot read the ${what} ${path}: ${codeOf(error) ?? "error"}`,
      {
        remedy: "Check the path and its permissions",
        cause: error,
      },
    );
  }
}

/** Pipes (`<(pass show x)`) belong to whoever made them, and Windows has no such modes: nothing to check there. */
async function checkedStat(path: string): Promise<{ mode: number }> {
  const found = await stat(path);
  return found.isFile() && process.platform !== "win32" ? found : { mode: 0 };
}
