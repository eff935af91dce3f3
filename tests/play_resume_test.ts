/** Plays that are cut off, and gone on with: Ctrl-C, `kill -9`, servers that go away; nothing is sent twice without need. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import {
  DEMO_ACCOUNT,
  type EmbeddedOptions,
  type EmbeddedServer,
  startEmbedded,
} from "../lib/embedded/mod.ts";
import { PSEUDONYM_KEY } from "./pseudonym_key.ts";

const REPO = join(dirname(fileURLToPath(import.meta.url)), "..");

/** A data root with the shipped profile, and a server of another process than the binary. */
interface Bench {
  root: string;
  server: EmbeddedServer;
  play(...words: string[]): Playing;
  /** Changes that the server took, in order, without those of the worker check. */
  changes(): string[];
}

/** The binary while it runs. */
interface Playing {
  child: ChildProcess;
  output(): string;
  /** Resolves when the output matches. */
  seen(what: RegExp): Promise<void>;
  /** Sends it a signal. */
  kill(signal: NodeJS.Signals): void;
  ended: Promise<{ code: number | null; signal: string | null; output: string }>;
}

function start(root: string, words: string[]): Playing {
  const env = {
    ...PSEUDONYM_KEY,
    PATH: process.env["PATH"] ?? "",
    TMPDIR: root,
    PROFILE_DATA_ROOT: root,
    ADMIN_EMAIL: DEMO_ACCOUNT.email,
    ADMIN_PASSWORD: DEMO_ACCOUNT.password,
  };
  const child = spawn(join(REPO, "bin/profile"), words, { env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const waiting: { what: RegExp; resolve: () => void }[] = [];
  const hear = (block: unknown) => {
    output += String(block);
    for (const { what, resolve } of waiting) if (what.test(output)) resolve();
  };
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  const ended = new Promise<{ code: number | null; signal: string | null; output: string }>((resolve) => {
    child.on("close", (code, signal) => resolve({ code, signal, output }));
  });
  return {
    child,
    output: () => output,
    // child.kill() of Deno takes the exit code 130 for an end by the signal.
    kill: (signal) => void process.kill(child.pid ?? 0, signal),
    seen: async (what) => {
      const found = new Promise<void>((resolve) => {
        waiting.push({ what, resolve });
        if (what.test(output)) resolve();
      });
      await Promise.race([found, ended]);
      assert.match(output, what);
    },
    ended,
  };
}

async function withBench(
  options: Partial<EmbeddedOptions>,
  use: (bench: Bench) => Promise<void>,
): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), "resume-"));
  await mkdir(join(root, "profiles"));
  await cp(join(REPO, "profiles/us-small"), join(root, "profiles/us-small"), { recursive: true });
  const playbackRunRoot = join(root, "playback", "runs");
  const server = await startEmbedded({ playbackRunRoot, runsRoot: join(root, "runs"), ...options });
  try {
    await use({
      root,
      server,
      play: (...words) => start(root, ["play", ...words]),
      changes: () =>
        server.requests.filter(({ method, path, status }) =>
          method === "POST" && status < 300 && path.includes("/runs/") &&
          !/hello-world|session-token/.test(path)
        ).map(({ path }) => path.replace(/.*\/disturbed9002\//, "")),
    });
  } finally {
    await server.close();
    await rm(root, { recursive: true });
  }
}

/** What a whole play sends. */
const CHANGES = [
  "tasks/set_unit_preferences/",
  "tasks/setname/",
  "fetch-dem-and-build-channels",
  "set-outlet",
  "build-subcatchments-and-abstract-watershed",
  "tasks/set_landuse_db/",
  "build-landuse",
  "tasks/modify_landuse_coverage/",
  "build-soils",
  "tasks/upload-cli/",
  "run-wepp",
];

async function lastReport(root: string): Promise<Record<string, unknown>> {
  const folder = join(root, "profiles/results/us-small");
  const name = (await readdir(folder)).sort().at(-1) ?? "";
  return JSON.parse(await readFile(join(folder, name, "report.json"), "utf8"));
}

test("play stopped by Ctrl-C in a wait ends with 130, tells how to go on, and --resume passes without a second send", async () => {
  await withBench({ jobScale: 8 }, async ({ server, play, changes, root }) => {
    const first = play("us-small", "--base-url", server.baseUrl, "--no-compare", "-v");
    await first.seen(/> build-soils\n[^]*job \S+ started/);
    first.kill("SIGINT");
    const { code, output } = await first.ended;
    assert.equal(code, 130, output);
    assert.match(output, /\ngo on +profile play us-small --resume[^\n]*\ninterrupted\n$/);
    assert.equal((await lastReport(root))["verdict"], "interrupted");
    const next = await play("us-small", "--resume").ended;
    assert.equal(next.code, 0, next.output);
    assert.match(next.output, /15 of them before it was resumed/);
    assert.match(next.output, /\npassed \(steps only\)\n$/);
    assert.equal(changes().filter((path) => path === "build-soils").length, 1, next.output);
    const report = await lastReport(root);
    assert.equal((report["steps"] as { resumed?: boolean }[]).filter(({ resumed }) => resumed).length, 15);
  });
});

test("play killed in a wait is resumed: the job is waited for, and no change is sent twice", async () => {
  await withBench({ jobScale: 8 }, async ({ server, play, changes }) => {
    const first = play("us-small", "--base-url", server.baseUrl, "-v");
    await first.seen(/> build-landuse\n[^]*job \S+ (queued|started)/);
    first.kill("SIGKILL");
    assert.equal((await first.ended).signal, "SIGKILL");
    const next = await play("us-small", "--resume").ended;
    assert.equal(next.code, 0, next.output);
    assert.match(next.output, /44 of 44 comparisons matched[^]*\npassed\n$/);
    assert.deepEqual(changes(), CHANGES);
    const none = await play("us-small", "--resume").ended;
    assert.equal(none.code, 2, none.output);
    assert.match(none.output, /No play of us-small was cut short: the last one ended passed/);
  });
});
