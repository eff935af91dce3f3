/** A data root in a temporary folder with the built binary at hand, and the recordings of the real recorder. */
import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { PSEUDONYM_KEY } from "./pseudonym_key.ts";
import { sharedData } from "./shared_data.ts";

const PROFILE = join(dirname(fileURLToPath(import.meta.url)), "..", "bin", "profile");

export interface Ended {
  code: number | null;
  output: string;
  last: string;
}

/** A data root with the binary at hand. */
export class Bench {
  readonly root: string;
  output = "";
  constructor(root: string) {
    this.root = root;
  }

  profile(...words: string[]): Ended {
    const env = {
      PATH: process.env["PATH"] ?? "",
      PROFILE_DATA_ROOT: this.root,
      LC_ALL: "C.UTF-8",
      ...PSEUDONYM_KEY,
    };
    const { status, stdout, stderr } = spawnSync(PROFILE, words, {
      env,
      encoding: "utf8",
      maxBuffer: 1 << 28,
    });
    const output = stdout + stderr;
    this.output += output;
    return { code: status, output, last: stdout.trimEnd().split("\n").at(-1) ?? "" };
  }
}

/** Runs a test; without the recordings nothing happens. */
export async function withBench(use: (bench: Bench, recordings: string) => Promise<void>): Promise<void> {
  const recordings = sharedData();
  if (recordings === undefined) return;
  const root = await mkdtemp(join(tmpdir(), "recordings-"));
  try {
    await mkdir(join(root, "profiles"));
    await use(new Bench(root), recordings);
  } finally {
    await rm(root, { recursive: true });
  }
}

/** Run directories of a recording. */
export async function runsOf(recording: string): Promise<string[]> {
  const runs: string[] = [];
  for (const two of await readdir(join(recording, "runs"))) {
    for (const run of await readdir(join(recording, "runs", two))) {
      runs.push(join(recording, "runs", two, run));
    }
  }
  return runs;
}
