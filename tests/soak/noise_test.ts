/**
 * Noise learning with the built binary: on a server whose figures lie up to 0.5 per cent beside, whose rows change
 * places, and which writes the time into its results, the learned rules let further plays pass and find 3 per cent.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { PSEUDONYM_KEY } from "../pseudonym_key.ts";
import { rounds } from "./counts.ts";
import { MEMORY } from "./memory_folder.ts";

const REPO = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const NOISE = ["jitter=0.5", "shuffled-rows", "timestamps"].flatMap((name) => ["--embedded-fault", name]);
const PLAY = ["play", "us-small", "--embedded", ...NOISE];
/** All quantities that reach an output of the profile: its weather is an uploaded file. */
const QUANTITIES = ["soil_loss", "runoff", "sediment", "elevation", "cover", "conductivity"];

/** A data root with us-small, and the binary in it. */
async function withRoot(
  use: (
    run: (...words: string[]) => Promise<{ code: number | null; output: string }>,
    root: string,
  ) => Promise<void>,
): Promise<void> {
  const root = await mkdtemp(join(MEMORY, "noise-"));
  await mkdir(join(root, "profiles"));
  await cp(join(REPO, "profiles", "us-small"), join(root, "profiles", "us-small"), { recursive: true });
  const env = {
    ...process.env,
    ...PSEUDONYM_KEY,
    // Rules are written as a person would, also where the tests run under CI=true.
    CI: "",
    PROFILE_DATA_ROOT: root,
    PROFILE_SCRATCH: join(root, "scratch"),
  };
  const run = (...words: string[]) =>
    new Promise<{ code: number | null; output: string }>((resolve) => {
      const child = spawn(join(REPO, "bin/profile"), words, {
        env,
        cwd: root,
        stdio: ["ignore", "pipe", "pipe"],
      });
      let output = "";
      child.stdout.on("data", (block) => output += String(block));
      child.stderr.on("data", (block) => output += String(block));
      child.on("close", (code) => resolve({ code, output }));
    });
  try {
    await use(run, root);
  } finally {
    await rm(root, { recursive: true });
  }
}

test("learned rules let ten further plays pass and find a drift of 3 per cent in every quantity", async () => {
  await withRoot(async (run, root) => {
    const learned = await run(...PLAY, "--repeat", String(Math.max(5, rounds(10))), "--learn-noise");
    assert.equal(learned.code, 1, learned.output);
    assert.match(learned.output, /20 rules proposed/);
    assert.doesNotMatch(learned.output, /-> exists/);
    const profile = join(root, "profiles/us-small/profile.yaml");
    const before = await readFile(profile, "utf8");
    const applied = await run("update-baseline", "us-small", "--noise", "--all", "--reason", "threads");
    assert.equal(applied.code, 0, applied.output);
    assert.notEqual(await readFile(profile, "utf8"), before);
    const further = await run(...PLAY, "--repeat", String(rounds(10)));
    assert.equal(further.code, 0, further.output);
    for (const quantity of QUANTITIES.slice(0, rounds(QUANTITIES.length))) {
      for (const factor of [1.03, 0.97]) {
        const drifted = await run(...PLAY, "--embedded-drift", `${quantity}=${factor}`);
        assert.equal(drifted.code, 1, `${quantity} ${factor}: ${drifted.output}`);
      }
    }
  });
});
