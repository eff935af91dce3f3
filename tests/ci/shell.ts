/** Runs the commands of a recipe as a CI service does: one script a step, in a folder, with an environment of its own. */
import { spawn } from "node:child_process";

/** What a script came to. */
export interface Ran {
  code: number;
  output: string;
}

/**
 * Runs a script with bash.
 *
 * @param options of bash: `-e`, as the service gives them
 */
export function runScript(
  script: string,
  options: readonly string[],
  cwd: string,
  env: Record<string, string | undefined>,
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn("bash", [...options, "-c", script], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (block) => output += String(block));
    child.stderr.on("data", (block) => output += String(block));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}
