/** What guides show as typed at a terminal: blocks of commands, and what the binary prints for them. */
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { PSEUDONYM_KEY } from "./pseudonym_key.ts";

const REPO = join(dirname(fileURLToPath(import.meta.url)), "..");

/** The blocks of a guide that show a terminal. */
export function consoleBlocks(guide: string): string[] {
  return [...guide.matchAll(/```console\n([\s\S]*?)```/g)].map(([, block = ""]) => block);
}

/** What stands behind `$ `, with the lines that a `\\` at their end continues. */
export function commandsOf(block: string): string[] {
  return [...block.matchAll(/^\$ ((?:.*\\\n)*.*)$/gm)].map(([, command = ""]) => command);
}

/** Both streams, as a terminal shows them. */
export function runTyped(command: string, cwd: string): string {
  const env = {
    ...PSEUDONYM_KEY,
    PATH: `${join(REPO, "bin")}:${process.env["PATH"] ?? ""}`,
    HOME: cwd,
    LC_ALL: "C.UTF-8",
    PROFILE_WHO: "Ann",
    // A person types these commands.
    CI: "",
  };
  return spawnSync("bash", ["-c", `exec 2>&1; ${command}`], { cwd, env, encoding: "utf8" }).stdout;
}
