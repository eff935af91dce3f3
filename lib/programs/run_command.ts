/** Runs a program without a shell, line by line into the log, within a time limit. */
import { type ChildProcess, spawn } from "node:child_process";
import { open } from "node:fs/promises";
import process from "node:process";
import { createInterface } from "node:readline";
import { codeOf } from "../errors.ts";

/** How a program ended. */
export type CommandEnd =
  | { how: "exited"; code: number }
  | { how: "killed"; signal: string }
  | { how: "late" }
  | { how: "not-started"; why: string };

/** What running one needs. */
export interface CommandOptions {
  cwd: string;
  env: Record<string, string | undefined>;
  /** Ms. */
  timeout: number;
  signal: AbortSignal;
  /**
   * File that it gets as its standard input; nothing when missing. A file and no pipe, as pipes of this runtime are
   * sockets, which no program can open as `/dev/stdin`.
   */
  input?: string;
  /** Each line of its output, both streams. */
  onLine: (line: string) => void;
}

/** Between asking a program to end and ending it, ms. */
const GRACE = 2000;
/** For its last lines once it has ended, ms: what it left behind may hold its output open for as long as it likes. */
const DRAIN = 1000;
/** Longer lines are cut, characters. */
const LONGEST = 4000;

/**
 * Runs a program to its end. When the time is up it is asked to end, then ended, with everything that it started.
 * Its own end counts: what it left behind in a session of its own is not waited for.
 *
 * @throws the signal's reason when the play is stopped meanwhile
 */
export async function runCommand(words: readonly string[], options: CommandOptions): Promise<CommandEnd> {
  const { signal, timeout, cwd, env, input } = options;
  signal.throwIfAborted();
  const [program = "", ...args] = words;
  // A group of its own: what it starts ends with it, and the terminal's Ctrl-C comes through us.
  const stdin = input === undefined ? undefined : await open(input);
  const child = spawn(program, args, {
    cwd,
    env,
    stdio: [stdin?.fd ?? "ignore", "pipe", "pipe"],
    detached: true,
  });
  let late = false;
  let grace: ReturnType<typeof setTimeout> | undefined;
  const end = () => {
    endGroup(child.pid, "SIGTERM");
    grace ??= setTimeout(() => endGroup(child.pid, "SIGKILL"), GRACE);
  };
  const timer = setTimeout(() => {
    late = true;
    end();
  }, timeout);
  signal.addEventListener("abort", end, { once: true });
  try {
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream, crlfDelay: Infinity })
        .on("line", (line) => options.onLine(line.slice(0, LONGEST)));
    }
    const ended = await endOf(child, () => clearTimeout(timer));
    signal.throwIfAborted();
    return late ? { how: "late" } : ended;
  } finally {
    clearTimeout(timer);
    clearTimeout(grace);
    signal.removeEventListener("abort", end);
    await stdin?.close();
  }
}

/** How it ended; its output is read for a moment longer. */
function endOf(child: ChildProcess, onExit: () => void): Promise<CommandEnd> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve({ how: "not-started", why: codeOf(error) ?? error.message }));
    child.once("exit", (code, by) => {
      onExit();
      const end: CommandEnd = code === null
        ? { how: "killed", signal: by ?? "signal" }
        : { how: "exited", code };
      const drained = setTimeout(() => {
        endGroup(child.pid, "SIGKILL");
        child.stdout?.destroy();
        child.stderr?.destroy();
        resolve(end);
      }, DRAIN);
      child.once("close", () => {
        clearTimeout(drained);
        resolve(end);
      });
    });
  });
}

function endGroup(pid: number | undefined, signal: "SIGTERM" | "SIGKILL"): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended.
  }
}
