/**
 * `kill -9` of a play at random moments, then `--resume`: every play comes to its end in the sandbox that it began in,
 * and with a server that lives on no change is sent twice, but where nobody can know and `--redo` says so.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { DEMO_ACCOUNT, startEmbedded } from "../../lib/embedded/mod.ts";
import { PSEUDONYM_KEY } from "../pseudonym_key.ts";
import { rounds } from "./counts.ts";
import { MEMORY } from "./memory_folder.ts";

const REPO = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

interface Ended {
  code: number | null;
  output: string;
  ms: number;
}

/** Runs the binary to its end, or kills it after so many ms. */
function play(root: string, words: string[], killAfter?: number): Promise<Ended> {
  const { email, password } = DEMO_ACCOUNT;
  const env = {
    ...process.env,
    ...PSEUDONYM_KEY,
    PROFILE_DATA_ROOT: root,
    PROFILE_SCRATCH: join(root, "scratch"),
    ADMIN_EMAIL: email,
    ADMIN_PASSWORD: password,
  };
  return new Promise((resolve) => {
    const began = performance.now();
    const child = spawn(join(REPO, "bin", "profile"), ["play", "us-small", ...words], {
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (block) => output += String(block));
    const timer = killAfter === undefined ? undefined : setTimeout(() => child.kill("SIGKILL"), killAfter);
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code, output, ms: performance.now() - began });
    });
  });
}

async function withRoot(use: (root: string) => Promise<void>): Promise<void> {
  const root = await mkdtemp(join(MEMORY, "play-kill-"));
  try {
    await mkdir(join(root, "profiles"));
    await cp(join(REPO, "profiles/us-small"), join(root, "profiles/us-small"), { recursive: true });
    await use(root);
  } finally {
    await rm(root, { recursive: true });
  }
}

async function startAnew(root: string): Promise<void> {
  for (const folder of ["profiles/results", "playback"]) {
    await rm(join(root, folder), { recursive: true, force: true });
  }
}

test("a play with the embedded server, killed at any moment once or twice, is resumed and passes", async () => {
  await withRoot(async (root) => {
    let { ms } = await play(root, ["--embedded"]);
    const seen = { resumed: 0, ended: 0, early: 0 };
    for (let round = 0; round < rounds(100); round++) {
      await startAnew(root);
      const first = await play(root, ["--embedded"], ms * (0.2 + 0.8 * Math.random()));
      if (first.code === 0) ms = (ms + first.ms) / 2;
      if (round % 4 === 0) await play(root, ["--resume", "--embedded"], ms * (0.2 + 0.6 * Math.random()));
      const next = await play(root, ["--resume"]);
      const made = await readdir(join(root, "playback", "runs")).catch(() => []);
      // Killed before its first line was written, or when it was over.
      if (next.code === 2) {
        assert.match(next.output, /No play of us-small was cut short|No server to play against/);
        seen[/ended passed/.test(next.output) ? "ended" : "early"]++;
        continue;
      }
      assert.equal(next.code, 0, `round ${round}: ${first.output}\n---\n${next.output}`);
      assert.match(next.output, /44 of 44 comparisons matched/);
      assert.deepEqual(made, [], "the one sandbox is removed");
      seen.resumed++;
    }
    console.log(
      `play --embedded: ${seen.resumed} resumed, ${seen.ended} were over, ${seen.early} had not begun`,
    );
  });
});

test("a play killed at any moment is resumed, and the server that lived on saw each change once", async () => {
  await withRoot(async (root) => {
    const server = await startEmbedded({
      playbackRunRoot: join(root, "playback", "runs"),
      runsRoot: join(root, "runs"),
      pollLimit: null,
    });
    const target = ["--base-url", server.baseUrl];
    const changes = () =>
      server.requests.filter(({ method, path, status }) =>
        method === "POST" && status < 300 && path.includes("/runs/") &&
        !/hello-world|session-token/.test(path)
      ).map(({ path }) => path.replace(/.*\/disturbed9002\//, ""));
    try {
      let { ms } = await play(root, target);
      const whole = changes();
      const seen = { resumed: 0, ended: 0, early: 0, redone: 0 };
      for (let round = 0; round < rounds(100); round++) {
        await startAnew(root);
        server.requests.length = 0;
        const first = await play(root, target, ms * (0.2 + 0.8 * Math.random()));
        if (first.code === 0) ms = (ms + first.ms) / 2;
        let next = await play(root, ["--resume"]);
        if (next.code === 2) {
          seen[/ended passed/.test(next.output) ? "ended" : "early"]++;
          continue;
        }
        if (next.code === 6) {
          assert.match(next.output, /Nobody knows whether \S+ was done/);
          next = await play(root, ["--resume", "--redo", "--no-compare"]);
          assert.ok(changes().length <= whole.length + 1, `round ${round}: one change was sent again`);
          seen.redone++;
        } else assert.deepEqual(changes(), whole, `round ${round}: ${next.output}`);
        assert.equal(next.code, 0, `round ${round}: ${first.output}\n---\n${next.output}`);
        seen.resumed++;
      }
      console.log(
        `play on a server: ${seen.resumed} resumed, ${seen.redone} of them with --redo, ${seen.ended} were over, ` +
          `${seen.early} had not begun`,
      );
    } finally {
      await server.close();
    }
  });
});
