/** Commands of the guides: found in a page, and run as a reader would run them. */
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { PSEUDONYM_KEY } from "./pseudonym_key.ts";

const REPO = join(dirname(fileURLToPath(import.meta.url)), "..");

/** What stands behind `$ `, with the lines that a `\\` at their end continues. */
export function commandsOf(block: string): string[] {
  return [...block.matchAll(/^\$ ((?:.*\\\n)*.*)$/gm)].map(([, command = ""]) => command);
}

/** Both streams of a command that a person types in this folder, as a terminal shows them. */
export function runShown(command: string, cwd: string): string {
  const env = {
    ...PSEUDONYM_KEY,
    PATH: `${join(REPO, "bin")}:${process.env["PATH"] ?? ""}`,
    HOME: cwd,
    LC_ALL: "C.UTF-8",
    PROFILE_WHO: "Ann",
    CI: "",
  };
  return spawnSync("bash", ["-c", `exec 2>&1; ${command}`], { cwd, env, encoding: "utf8" }).stdout;
}
