/** For tests of plays that are cut off: a server that lives on, and the binary in a process that can be killed. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
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
export interface Bench {
  root: string;
  server: EmbeddedServer;
  play(...words: string[]): Playing;
  /** Changes that the server took, in order, without those of the worker check. */
  changes(): string[];
}

/** The binary while it runs. */
export interface Playing {
  child: ChildProcess;
  output(): string;
  /** Resolves when the output matches. */
  seen(what: RegExp): Promise<void>;
  /** Sends it a signal. */
  kill(signal: NodeJS.Signals): void;
  ended: Promise<{ code: number | null; signal: string | null; output: string }>;
}

/** Starts the binary. */
export function start(root: string, words: string[]): Playing {
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

/** Runs the body with a fresh data root and server. */
export async function withBench(
  options: Partial<EmbeddedOptions>,
  use: (bench: Bench) => Promise<void>,
): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), "resume-"));
  await mkdir(join(root, "profiles"));
  await mkdir(join(root, "playback", "runs"), { recursive: true });
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
export const CHANGES = [
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

/** The report of the last play. */
export async function lastReport(root: string): Promise<Record<string, unknown>> {
  const folder = join(root, "profiles/results/us-small");
  const name = (await readdir(folder)).sort().at(-1) ?? "";
  return JSON.parse(await readFile(join(folder, name, "report.json"), "utf8"));
}

/** A line of a journal. */
export type Line = Record<string, unknown>;

/** Rewrites the journal of the last play. */
export async function editJournal(root: string, edit: (lines: Line[]) => Line[]): Promise<void> {
  const folder = join(root, "profiles/results/us-small");
  const file = join(folder, (await readdir(folder)).sort().at(-1) ?? "", "journal.jsonl");
  const lines = (await readFile(file, "utf8")).trimEnd().split("\n").map((line) => JSON.parse(line) as Line);
  await writeFile(file, edit(lines).map((line) => `${JSON.stringify(line)}\n`).join(""));
}
