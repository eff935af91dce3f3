/** Who decides: the name that goes into a ledger beside what a person decided. */
import { execFile } from "node:child_process";
import { userInfo } from "node:os";
import type { Redactor } from "../redact/redactor.ts";

/** A name longer than this is cut. */
const LONGEST = 100;
/** Git answers at once, or it is left out, in ms. */
const PATIENCE = 5_000;

/** Where the name is looked for. */
export interface WhoOptions {
  env: Record<string, string | undefined>;
  /** Folder whose git configuration counts. */
  cwd: string;
  /** The name that the user gave. */
  given?: string | undefined;
  /** That of the data root: a person's name is a secret unless the configuration allows it. */
  redactor: Redactor;
}

/**
 * The name of whoever runs the command: `PROFILE_WHO`, else git's `user.name`, else the account's; through the
 * redactor.
 *
 * @returns one line, never empty
 * @example
 * ```ts
 * import { createRedactor } from "../redact/redactor.ts";
 * import { whoDecides } from "./who.ts";
 * await whoDecides({ env: { PROFILE_WHO: "qa" }, cwd: ".", redactor: createRedactor() }); // "qa"
 * ```
 */
export async function whoDecides({ env, cwd, redactor, given }: WhoOptions): Promise<string> {
  const name = oneLine(given) ?? oneLine(env["PROFILE_WHO"]) ?? oneLine(await gitName(cwd)) ??
    oneLine(account(env));
  return redactor.text(name ?? "unknown", "who");
}

function oneLine(text: string | undefined): string | undefined {
  const line = (text ?? "").replace(/[\p{Cc}\s]+/gu, " ").trim().slice(0, LONGEST);
  return line === "" ? undefined : line;
}

/** Git's `user.name` in effect in a folder; undefined without git, or when it has none. */
function gitName(cwd: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile("git", ["config", "user.name"], { cwd, timeout: PATIENCE }, (error, stdout) => {
      resolve(error === null ? stdout : undefined);
    });
  });
}

/** An account without an entry (a container's number) has no name. */
function account(env: WhoOptions["env"]): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return env["USER"] ?? env["USERNAME"];
  }
}
