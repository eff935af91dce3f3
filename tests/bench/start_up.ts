/** Start-up: `profile --version` over an empty program that was made into a binary in the same way. */
import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median, spread, timeOf } from "./measure.ts";

const ROUNDS = 15;

export async function startUp(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "bench-start-"));
  try {
    const empty = join(folder, "empty");
    await embed(folder, empty);
    const pairs: { profile: number; empty: number }[] = [];
    await timeOf("bin/profile", ["--version"]);
    await timeOf(empty, []);
    for (let round = 0; round < ROUNDS; round++) {
      pairs.push({ profile: await timeOf("bin/profile", ["--version"]), empty: await timeOf(empty, []) });
    }
    const ratios = pairs.map((pair) => pair.profile / pair.empty);
    const times = `${median(pairs.map((pair) => pair.profile)).toFixed(0)} ms over ` +
      `${median(pairs.map((pair) => pair.empty)).toFixed(0)} ms`;
    return `start-up            profile --version / empty program: ${spread(ratios)}  [${times}]`;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** An empty module, embedded as the Makefile does it. */
async function embed(folder: string, output: string): Promise<void> {
  const main = join(folder, "empty.cjs");
  await writeFile(main, "\n");
  const compiled = spawnSync(".tools/deno", ["compile", "--quiet", "--no-check", "-A", "-o", output, main]);
  if (compiled.status === 0) return;
  const settings = {
    main,
    output,

    execArgv: ["--"],
    execArgvExtension: "none",
    disableExperimentalSEAWarning: true,
    useCodeCache: true,
  };
  const config = join(folder, "sea.json");
  await writeFile(config, JSON.stringify(settings));
  const built = spawnSync(".tools/node", ["--build-sea", config]);
  if (built.status !== 0) throw new Error(`Cannot embed the empty program: ${String(built.stderr)}`);
}
