/** Timing of whole commands. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import process from "node:process";
import { PSEUDONYM_KEY } from "../pseudonym_key.ts";

/**
 * Runs a command to its end; gives its wall time in milliseconds.
 *
 * @param expected its exit code
 */
export function timeOf(
  program: string,
  words: string[],
  env: Record<string, string> = {},
  expected = 0,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(program, words, {
      stdio: "ignore",
      env: { ...process.env, ...PSEUDONYM_KEY, ...env },
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === expected) resolve(performance.now() - began);
      else reject(new Error(`${program} ${words.join(" ")} ended ${code}`));
    });
  });
}

/** Largest resident memory in MiB, as the system counts it while the process runs. */
export async function peakMemory(program: string, words: string[]): Promise<string> {
  const child = spawn(program, words, { stdio: "ignore", env: { ...process.env, ...PSEUDONYM_KEY } });
  let peak = 0;
  const look = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
      peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
    } catch {
      // It has ended, or the system has no such file.
    }
  }, 20);
  await new Promise((resolve) => child.once("close", resolve));
  clearInterval(look);
  return peak === 0 ? "?" : (peak / 1024).toFixed(0);
}

/** The middle value. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** `1.23 (1.10 to 1.40)`. */
export function spread(values: readonly number[]): string {
  return `${median(values).toFixed(2)} (${Math.min(...values).toFixed(2)} to ${
    Math.max(...values).toFixed(2)
  })`;
}
