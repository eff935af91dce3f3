/** `record proxy` of the built binary, run and steered from outside: started, interrupted, killed. */
import { type ChildProcess, spawn } from "node:child_process";
import { dirname, join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { PSEUDONYM_KEY } from "../pseudonym_key.ts";

export const PROFILE = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "bin", "profile");

/** How a run ended. */
export interface Ended {
  code: number | null;
  signal: string | null;
}

/** One line of `--json`. */
export type Line = Record<string, unknown>;

/** A proxy under way. */
export interface ProxyRun {
  child: ChildProcess;
  origin: string;
  url: string;
  /** Documents that were printed. */
  lines: Line[];
  /** Both channels. */
  printed(): string;
  /** Waits for the end; with a signal it is sent first. */
  end(signal?: NodeJS.Signals): Promise<Ended>;
}

/** Settings of a run. */
export interface RunOptions {
  cwd?: string;
  env?: Record<string, string>;
}

/** Starts `record proxy --json` and waits until it serves. @throws Error with what was said when it does not */
export async function proxyRun(words: readonly string[], options: RunOptions = {}): Promise<ProxyRun> {
  const child = spawnProfile(["record", "proxy", "--json", ...words], options);
  let printed = "";
  const lines: Line[] = [];
  child.stderr?.on("data", (block) => printed += String(block));
  child.stdout?.on("data", (block) => printed += String(block));
  let gone = false;
  child.once("exit", () => gone = true);
  const ended = new Promise<Ended>((resolve) =>
    child.once("close", (code, signal) => resolve({ code, signal }))
  );
  const started = await new Promise<Line>((resolve, reject) => {
    createInterface({ input: child.stdout ?? process.stdin }).on("line", (text) => {
      const line = JSON.parse(text) as Line;
      lines.push(line);
      if (line["stage"] === "started") resolve(line);
    });
    ended.then(({ code }) => reject(new Error(`record proxy ended with ${code}: ${printed}`)));
  });
  return {
    child,
    origin: String(started["origin"]),
    url: String(started["url"]),
    lines,
    printed: () => printed,
    end: async (signal) => {
      // Not `child.kill`: Deno would call whatever code follows the end by that signal.
      if (signal !== undefined && child.pid !== undefined && !gone) process.kill(child.pid, signal);
      return await ended;
    },
  };
}

/** Runs the binary to its end. */
export async function profileRun(words: readonly string[], options: RunOptions = {}) {
  const child = spawnProfile(words, options);
  let [stdout, stderr] = ["", ""];
  child.stdout?.on("data", (block) => stdout += String(block));
  child.stderr?.on("data", (block) => stderr += String(block));
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, stdout, stderr, output: stdout + stderr };
}

function spawnProfile(words: readonly string[], { cwd, env = {} }: RunOptions): ChildProcess {
  const { PATH = "", TMPDIR } = process.env;
  const base = { PATH, NO_COLOR: "1", ...PSEUDONYM_KEY, ...TMPDIR === undefined ? {} : { TMPDIR } };
  return spawn(PROFILE, words, {
    ...cwd === undefined ? {} : { cwd },
    env: { ...base, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
}
