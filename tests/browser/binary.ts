/** The built binary, run and steered from outside. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { PSEUDONYM_KEY } from "../pseudonym_key.ts";

const BINARY = join(fileURLToPath(new URL("../..", import.meta.url)), "bin", "profile");

/** What a run of the binary printed, and how it ended. */
export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs the binary to its end, without any setting of this machine. */
export function runProfile(words: string[], { cwd }: { cwd: string }): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(BINARY, words, { cwd, env: bareEnvironment(), stdio: ["ignore", "pipe", "pipe"] });
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => stdout += text);
    child.stderr.setEncoding("utf8").on("data", (text: string) => stderr += text);
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? -1, stdout, stderr }));
  });
}

/** A recording proxy of the built binary. */
export interface RunningProxy {
  /** `http://localhost:<port>`. */
  origin: string;
  /** The link that the user opens. */
  url: string;
  /** Ends it as Ctrl-C does; gives its exit code. */
  stop(): Promise<number>;
}

/** Starts `record proxy --json` and waits until it serves. */
export async function startProxy(words: string[], cwd: string): Promise<RunningProxy> {
  const child = spawn(BINARY, ["record", "proxy", ...words, "--json"], {
    cwd,
    env: bareEnvironment(),
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<number>((resolve) => child.once("close", (code) => resolve(code ?? -1)));
  const lines = createInterface({ input: child.stdout });
  const started = await new Promise<{ url: string; origin: string }>((resolve, reject) => {
    lines.once("line", (line) => resolve(JSON.parse(line) as { url: string; origin: string }));
    ended.then((code) => reject(new Error(`record proxy ended ${code}`)));
  });
  return {
    ...started,
    stop: async () => {
      if (child.pid !== undefined) process.kill(child.pid, "SIGINT");
      return await ended;
    },
  };
}

function bareEnvironment(): Record<string, string> {
  const { PATH = "", HOME = "", TMPDIR } = process.env;
  return { PATH, HOME, ...PSEUDONYM_KEY, ...TMPDIR === undefined ? {} : { TMPDIR } };
}
