/** Who decides, for the ledger. */
import { execFile } from "node:child_process";
import { userInfo } from "node:os";
import { promisify } from "node:util";
import type { Context } from "./context.ts";

/**
 * The name that was given, else git's `user.name`, else the account's.
 *
 * @param given `--who` or `PROFILE_WHO`
 */
export async function decider({ env, cwd }: Pick<Context, "env" | "cwd">, given?: string): Promise<string> {
  if (given !== undefined && given.trim() !== "") return given.trim();
  const git = await promisify(execFile)("git", ["config", "user.name"], { cwd }).then(
    ({ stdout }) => stdout.trim(),
    () => "",
  );
  return git === "" ? env["USER"] ?? env["USERNAME"] ?? userInfo().username : git;
}
