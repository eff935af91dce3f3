/** A recording that grows while the built binary follows it, for tests: streamed, killed, begun again. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import {
  appendFile,
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { sha256 } from "../lib/files/hash.ts";
import { walkFiles } from "../lib/files/walk.ts";
import { PSEUDONYM_KEY } from "./pseudonym_key.ts";

const PROFILE = join(dirname(fileURLToPath(import.meta.url)), "..", "bin", "profile");
const LOG = "_logs/profile.events.jsonl";
/** Longest time for one step of a test, in ms. */
const PATIENCE = 60_000;
/** Longest wait before a kill, in ms. */
const LONGEST = 800;

/** Run directories of recordings below a folder. */
export async function runDirs(recordings: string): Promise<string[]> {
  const logs = (await readdir(recordings, { recursive: true })).filter((path) =>
    path.endsWith(LOG) && /\/runs\//.test(path)
  );
  return logs.map((path) => dirname(dirname(join(recordings, path)))).sort();
}

/** A copy of one recording, and data roots beside it. */
export class Growing {
  readonly #folder: string;
  readonly #runDir: string;
  readonly #whole: Uint8Array;
  /** How long the first assembly took, in ms. */
  #usual: number | undefined;
  readonly #children: ChildProcess[] = [];
  readonly #closed = new Map<ChildProcess, Promise<{ code: number | null; signal: string | null }>>();
  readonly #complaints = new Map<ChildProcess, string>();

  private constructor(folder: string, runDir: string, whole: Uint8Array) {
    this.#folder = folder;
    this.#runDir = runDir;
    this.#whole = whole;
  }

  /** Copies a run directory, uses it, and removes the copy. */
  static async with(source: string, use: (growing: Growing) => Promise<void>): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), "growing-"));
    const runDir = join(folder, basename(source));
    await cp(source, runDir, { recursive: true });
    for (const path of ["_logs", LOG]) await chmod(join(runDir, path), 0o755);
    const growing = new Growing(folder, runDir, await readFile(join(runDir, LOG)));
    try {
      await use(growing);
    } finally {
      for (const child of growing.#children) child.kill("SIGKILL");
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** The log, whole. */
  async batch(root: string): Promise<void> {
    await writeFile(join(this.#runDir, LOG), this.#whole);
    const began = performance.now();
    await this.#passes(await this.#start(root));
    this.#usual ??= performance.now() - began;
  }

  /** Waits for a moment of an assembly's life: what is killed behind its end was not killed. */
  async #moment(): Promise<void> {
    await delay(Math.random() * Math.min(this.#usual ?? Infinity, LONGEST));
  }

  /** The log in pieces that end anywhere, while it is followed; killed so many times on the way. */
  async streamed(root: string, kills: number): Promise<void> {
    const log = join(this.#runDir, LOG);
    await writeFile(log, "");
    let child = await this.#start(root, "--follow");
    let left = kills;
    for (let at = 0; at < this.#whole.length;) {
      const next = at + Math.ceil(Math.random() * this.#whole.length / (8 + 2 * kills));
      await appendFile(log, this.#whole.subarray(at, next));
      at = next;
      await delay(Math.random() * 15);
      if (left === 0) continue;
      left--;
      // Sometimes it has hardly begun, sometimes it is in the middle of it.
      await this.#moment();
      child.kill("SIGKILL");
      await this.#ended(child);
      child = await this.#start(root, "--follow");
    }
    await this.#reached(root, child);
    // Told through the child object, it would seem to have ended by that signal however it ended.
    process.kill(child.pid ?? 0, "SIGINT");
    await this.#passes(child);
  }

  /** As {@link Growing.batch}, killed so many times before. */
  async killed(root: string, kills: number): Promise<void> {
    await writeFile(join(this.#runDir, LOG), this.#whole);
    for (let round = 0; round < kills; round++) {
      const child = await this.#start(root);
      await this.#moment();
      child.kill("SIGKILL");
      await this.#ended(child);
    }
    await this.batch(root);
  }

  /** Assembles what was kept alone, under another name, with the log gone. */
  async fromSpool(root: string, name: string): Promise<void> {
    await rm(join(this.#runDir, LOG));
    const spools = join(this.#folder, root, "profiles/_drafts/.spool");
    const [spool = ""] = await readdir(spools);
    const child = this.#spawn(root, ["assemble", join(spools, spool), "--name", name]);
    await this.#passes(child);
  }

  /** Path of a file of a draft. */
  file(root: string, ...path: string[]): string {
    return join(this.#folder, root, "profiles/_drafts", ...path);
  }

  /** Every file of the drafts with its hash, checkpoints aside, and what killed processes left beside them. */
  async drafts(root: string): Promise<Record<string, string>> {
    const folder = join(this.#folder, root, "profiles/_drafts");
    const found: Record<string, string> = {};
    for (const path of await walkFiles(folder)) {
      if (path.startsWith(".") || path.endsWith("/checkpoint")) continue;
      found[path] = sha256(await readFile(join(folder, path)));
    }
    return found;
  }

  /** The name of the only draft. */
  async name(root: string): Promise<string> {
    const names = await readdir(join(this.#folder, root, "profiles/_drafts"));
    return names.find((name) => !name.startsWith(".")) ?? "";
  }

  /** Waits until everything was kept. */
  async #reached(root: string, child: ChildProcess): Promise<void> {
    const spools = join(this.#folder, root, "profiles/_drafts/.spool");
    const { size } = await stat(join(this.#runDir, LOG));
    const whole = this.#whole.lastIndexOf(10) + 1;
    for (const end = Date.now() + PATIENCE;; await delay(20)) {
      assert.ok(Date.now() < end && child.exitCode === null, "it never came to the end of the log");
      const [spool = ""] = await readdir(spools).catch(() => []);
      const text = await readFile(join(spools, spool, "checkpoint.json"), "utf8").catch(() => "");
      const { position } = text === "" ? {} : JSON.parse(text) as { position?: { offset: number } };
      // What was killed before may have come that far; this one is at work when it holds the lock.
      const lock = await readFile(join(spools, spool, "lock"), "utf8").catch(() => "");
      if (size === this.#whole.length && position?.offset === whole && lock.includes(String(child.pid))) {
        return;
      }
    }
  }

  async #start(root: string, ...words: string[]): Promise<ChildProcess> {
    await mkdir(join(this.#folder, root, "profiles"), { recursive: true });
    return this.#spawn(root, ["assemble", this.#runDir, ...words]);
  }

  #spawn(root: string, words: string[]): ChildProcess {
    const env = { ...process.env, ...PSEUDONYM_KEY, PROFILE_DATA_ROOT: join(this.#folder, root) };
    const child = spawn(PROFILE, words, { stdio: ["ignore", "ignore", "pipe"], env });
    child.stderr.on("data", (block) => {
      this.#complaints.set(child, (this.#complaints.get(child) ?? "") + String(block));
    });
    this.#children.push(child);
    // The child itself says how it ended when it is told to, not when it has.
    this.#closed.set(
      child,
      new Promise((resolve) => child.once("close", (code, signal) => resolve({ code, signal }))),
    );
    return child;
  }

  /** Waits for its end, which must be a good one. */
  async #passes(child: ChildProcess): Promise<void> {
    const end = await this.#ended(child);
    assert.deepEqual(end, { code: 0, signal: null }, this.#complaints.get(child) ?? "");
  }

  async #ended(child: ChildProcess): Promise<{ code: number | null; signal: string | null }> {
    return await this.#closed.get(child) ?? { code: null, signal: null };
  }
}

/** Streaming, batch and batch with restarts give the same bytes; the spool alone gives the same steps. */
export async function sameHowever(source: string, kills: number): Promise<void> {
  await Growing.with(source, async (growing) => {
    await growing.batch("batch");
    const expected = await growing.drafts("batch");
    assert.ok(Object.keys(expected).length >= 5, `${source}: ${Object.keys(expected)}`);
    await growing.killed("killed", kills);
    assert.deepEqual(await growing.drafts("killed"), expected, `${source}, batch killed`);
    await growing.streamed("streamed", 0);
    assert.deepEqual(await growing.drafts("streamed"), expected, `${source}, streamed`);
    await growing.streamed("restarted", kills);
    assert.deepEqual(await growing.drafts("restarted"), expected, `${source}, streamed with restarts`);
    await growing.fromSpool("restarted", "again");
    const ids = async (...path: string[]) =>
      // What was taken out when it was kept has no name of its own any more.
      (await readFile(growing.file("restarted", ...path, "profile.yaml"), "utf8")).match(/^ {2}- id: .*$/gm)
        ?.map((line) => line.replace(/secret\.[a-z]+/, "secret"));
    assert.deepEqual(await ids("again"), await ids(await growing.name("batch")), `${source}, from the spool`);
  });
}
