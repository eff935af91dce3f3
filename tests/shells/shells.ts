/** The interactive shells of this machine, for the tests of completions. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { PYTHON } from "../python.ts";

const HERE = dirname(fileURLToPath(import.meta.url));

/** How each shell starts without the user's own settings, and takes the completions as the README says. */
const SHELLS = {
  bash: { words: ["bash", "--norc", "-i"], before: "" },
  zsh: { words: ["zsh", "-f", "-i"], before: "unsetopt prompt_sp; " },
  fish: { words: ["fish", "--no-config", "-i"], before: "" },
} as const;
export type TestShell = keyof typeof SHELLS;

/** True when the shell is there, and a Python that opens a terminal for it; tests return early without them. */
export function hasShell(shell: TestShell): boolean {
  const there = (command: string, ...words: string[]) =>
    spawnSync(command, words, { stdio: "ignore" }).status === 0;
  return there(shell, "--version") && there(PYTHON, "-c", "import pty, fcntl, termios");
}

/** The line that the README gives for the start file of a shell. */
export function installLine(shell: TestShell): string {
  const readme = readFileSync(join(HERE, "..", "..", "README.md"), "utf8");
  const [, section = ""] = /\n## Completions\n([\s\S]*?)\n## /.exec(readme) ?? [];
  const row = section.split("\n").find((line) => line.startsWith(`| ${shell} `)) ?? "";
  return /`([^`]*profile completions[^`]*)`/.exec(row)?.[1]?.replaceAll("\\|", "|") ?? "";
}

/**
 * The words of each line, as the shell takes them once its keys have been pressed; `\t` is the TAB key.
 *
 * @param cwd where the shell stands
 * @param bin folder of the program
 */
export function pressTab(shell: TestShell, lines: readonly string[], cwd: string, bin: string): string[][] {
  const { words, before } = SHELLS[shell];
  const { status, stdout, stderr } = spawnSync(PYTHON, [join(HERE, "press_tab.py")], {
    cwd,
    encoding: "utf8",
    input: JSON.stringify({ argv: words, setup: before + installLine(shell), cases: lines }),
    env: {
      PATH: `${bin}:${process.env["PATH"]}`,
      HOME: cwd,
      TERM: "xterm",
      LC_ALL: "C.UTF-8",
      PROFILE_PSEUDONYM_KEY: "0".repeat(64),
    },
  });
  if (status !== 0) throw new Error(`${shell}: ${stderr}`);
  return stdout.trimEnd().split("\n").map((line) => (JSON.parse(line) as { words: string[] }).words);
}
