/**
 * `kill -9` of `play` at any moment, then `doctor --fix`: the sandbox of the killed play is gone, and nothing else: not a
 * kept one, not a running one, no folder or link of somebody else, whatever was put in a sandbox's place.
 */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import {
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { dirname, join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { sandboxIndex } from "../../lib/sandboxes/index.ts";
import { PSEUDONYM_KEY } from "../pseudonym_key.ts";
import { rounds } from "./counts.ts";
import { MEMORY } from "./memory_folder.ts";

const REPO = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const PLAY = ["play", "us-small", "--embedded", "--no-compare"];
/** Names such as a sandbox has. */
const THEIRS = "f".repeat(32);
const THEIR_LINK = "e".repeat(32);

interface Place {
  root: string;
  runs: string;
  precious: string;
  start(words: readonly string[]): ChildProcess;
  run(words: readonly string[]): Promise<{ code: number | null; output: string }>;
}

async function withPlace(use: (place: Place) => Promise<void>): Promise<void> {
  const root = await mkdtemp(join(MEMORY, "sandbox-kill-"));
  const runs = join(root, "playback", "runs");
  const precious = join(root, "precious");
  await mkdir(join(root, "profiles"));
  await cp(join(REPO, "profiles", "us-small"), join(root, "profiles", "us-small"), { recursive: true });
  for (const folder of [join(runs, THEIRS), precious]) {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "theirs.txt"), "theirs");
  }
  await symlink(precious, join(runs, THEIR_LINK));
  const env = {
    ...process.env,
    ...PSEUDONYM_KEY,
    PROFILE_DATA_ROOT: root,
    PROFILE_SCRATCH: join(root, "scratch"),
  };
  const start = (words: readonly string[]) =>
    spawn(join(REPO, "bin", "profile"), words, { env, stdio: ["ignore", "pipe", "pipe"] });
  try {
    await use({ root, runs, precious, start, run: (words) => ended(start(words)) });
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

function ended(child: ChildProcess, killAfter?: number): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (block) => output += String(block));
    const timer = killAfter === undefined ? undefined : setTimeout(() => child.kill("SIGKILL"), killAfter);
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code, output });
    });
  });
}

async function checkTheirs({ runs, precious }: Place): Promise<void> {
  assert.equal(await readFile(join(runs, THEIRS, "theirs.txt"), "utf8"), "theirs");
  assert.equal(await readFile(join(runs, THEIR_LINK, "theirs.txt"), "utf8"), "theirs");
  assert.deepEqual(await readdir(precious), ["theirs.txt"]);
}

const ours = async ({ runs }: Place) =>
  (await readdir(runs)).filter((name) => name !== THEIRS && name !== THEIR_LINK && name !== "kept");

test("play killed at any moment leaves a sandbox that doctor --fix finds and removes, and nothing else", async () => {
  await withPlace(async (place) => {
    const began = performance.now();
    assert.equal((await place.run(PLAY)).code, 0);
    const length = performance.now() - began;
    const kept = await place.run([...PLAY, "--keep"]);
    assert.equal(kept.code, 0, kept.output);
    const [keptName = ""] = await ours(place);
    const count = rounds(100);
    const index = sandboxIndex(place.root);
    const seen = { killed: 0, left: 0, exchanged: 0 };
    for (let round = 0; round < count; round++) {
      const part = 0.1 + 0.95 * (round + Math.random()) / count;
      const { code } = await ended(
        place.start([...PLAY, "--embedded-fault", "endless-job=run-wepp"]),
        length * part,
      );
      if (code === null) seen.killed++;
      const left = (await ours(place)).filter((name) => name !== keptName);
      if (left.length > 0) seen.left++;
      const [name] = left;
      // Every other time somebody puts something into its place.
      const trick = name !== undefined && round % 2 === 1;
      if (trick) {
        seen.exchanged++;
        const path = join(place.runs, name);
        await rename(path, join(place.root, "aside"));
        if (round % 4 === 1) await symlink(place.precious, path);
        else {
          await mkdir(path);
          await writeFile(join(path, "theirs.txt"), "theirs");
        }
      }
      const fixed = await place.run(["doctor", "--fix"]);
      assert.equal(fixed.code, 0, fixed.output);
      await checkTheirs(place);
      assert.deepEqual(
        (await ours(place)).sort(),
        [keptName, ...(trick ? [name] : [])].sort(),
        `round ${round}: ${fixed.output}`,
      );
      if (trick) {
        assert.match(fixed.output, /lies in its place/);
        assert.equal(await readFile(join(place.runs, name, "theirs.txt"), "utf8"), "theirs");
        await rm(join(place.runs, name), { recursive: true });
        await rm(join(place.root, "aside"), { recursive: true });
        assert.equal((await place.run(["doctor", "--fix"])).code, 0);
      }
      // A file that was being written is swept when it is old: another machine may be at it.
      const listed = (await readdir(index)).filter((one) => !one.endsWith(".tmp"));
      assert.deepEqual(listed, [`${keptName}.json`], `round ${round}`);
    }
    const long = new Date(Date.now() - 600_000);
    for (const one of await readdir(index)) await utimes(join(index, one), long, long);
    assert.equal((await place.run(["doctor", "--fix"])).code, 0);
    assert.deepEqual(await readdir(index), [`${keptName}.json`]);
    assert.ok(seen.left > 0, "no kill left a sandbox: nothing was tested");
    console.log(`play: ${count} kills, left behind and removed: ${JSON.stringify(seen)}`);
  });
});

test("doctor --fix leaves the sandbox of a running play alone, and finds it once the play is killed", async () => {
  await withPlace(async (place) => {
    const child = place.start([
      ...PLAY,
      "--embedded-fault",
      "endless-job=build-soils",
      "--job-timeout",
      "5m",
    ]);
    const end = ended(child);
    while ((await ours(place)).length === 0) await delay(10);
    const [name = ""] = await ours(place);
    for (let look = 0; look < 3; look++) {
      const running = await place.run(["doctor", "--fix"]);
      assert.match(running.output, /is in use: process \d+ plays in it/);
      const pruned = await place.run(["record", "prune", "--sandbox-age", "0s"]);
      assert.equal(pruned.code, 0, pruned.output);
      assert.deepEqual((await ours(place)).filter((one) => one === name), [name]);
    }
    child.kill("SIGKILL");
    await end;
    const looked = await place.run(["doctor"]);
    assert.match(looked.output, /warning .*was left behind: its play was killed[^]*Run profile doctor --fix/);
    const fixed = await place.run(["doctor", "--fix"]);
    assert.match(fixed.output, /fixed .*Removed /);
    assert.deepEqual(await ours(place), []);
    await checkTheirs(place);
  });
});
