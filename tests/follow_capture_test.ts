/** `assemble --follow` of the built binary: it ends with its capture, and keeps uploads before they are replaced. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { appendFile, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { PSEUDONYM_KEY } from "./pseudonym_key.ts";

const PROFILE = join(dirname(fileURLToPath(import.meta.url)), "..", "bin", "profile");

/** Longest time for one step of a test, in ms. */
const PATIENCE = 30_000;

/** A run whose user uploads one map after the other under one name. */
class Session {
  readonly run: string;
  readonly #root: string;
  #count = 0;

  private constructor(root: string) {
    this.#root = root;
    this.run = join(root, "runs", "quiet-drumlin");
  }

  static async with(use: (session: Session) => Promise<void>): Promise<void> {
    const root = await mkdtemp(join(tmpdir(), "follow-"));
    const session = new Session(root);
    try {
      await mkdir(join(session.run, "_logs"), { recursive: true });
      await mkdir(join(session.run, "landuse"));
      await mkdir(join(root, "profiles"));
      await writeFile(join(session.run, "_logs/profile.events.jsonl"), "");
      await use(session);
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  }

  /** Runs a command to its end. */
  profile(...words: string[]) {
    return spawnSync(PROFILE, words, { env: this.#env(), encoding: "utf8" });
  }

  /** Starts following. */
  follow(...words: string[]): { pid: number; output(): string; ended: Promise<number | string | null> } {
    const child = spawn(PROFILE, ["assemble", this.run, "--follow", "--name", "x", ...words], {
      env: this.#env(),
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout.on("data", (text) => output += String(text));
    child.stderr.on("data", (text) => output += String(text));
    return {
      pid: child.pid ?? 0,
      output: () => output,
      ended: new Promise((resolve) => child.once("close", (code, signal) => resolve(code ?? signal))),
    };
  }

  /** The server stores a map, and both events of the upload come into the log. */
  async upload(content: string, more: Record<string, unknown> = {}): Promise<void> {
    const began = new Date().toISOString();
    await writeFile(join(this.run, "landuse/_lu.tif"), content);
    const ended = new Date().toISOString();
    const common = {
      sessionId: "s1",
      runId: "quiet-drumlin",
      config: "cfg",
      id: `id-${this.#count++}`,
      method: "POST",
      endpoint: "/weppcloud/runs/quiet-drumlin/cfg/rq/api/build_landuse",
      category: "file_upload",
    };
    const requestMeta = {
      hasBody: true,
      bodyType: "form-data",
      formKeys: ["landuse_mode", "input_upload_landuse"],
      formValues: { landuse_mode: "4" },
    };
    const events = [
      { stage: "request", ...common, timestamp: began, received_at: began, requestMeta, ...more },
      { stage: "response", ...common, timestamp: ended, received_at: ended, status: 200, ok: true },
    ];
    const text = events.map((event) => `${JSON.stringify(event)}\n`).join("");
    await appendFile(join(this.run, "_logs/profile.events.jsonl"), text);
  }

  /** Waits until all of the log was kept. */
  async kept(words: () => string): Promise<void> {
    const checkpoint = join(this.#root, "profiles/_drafts/.spool/x/checkpoint.json");
    const { size } = await stat(join(this.run, "_logs/profile.events.jsonl"));
    for (const end = Date.now() + PATIENCE;; await delay(20)) {
      const text = await readFile(checkpoint, "utf8").catch(() => "");
      const { position } = text === "" ? {} : JSON.parse(text) as { position?: { offset: number } };
      if (position?.offset === size) return;
      assert.ok(Date.now() < end, `it was never kept: ${words()}`);
    }
  }

  /** What the steps of the draft upload, in their order. */
  async uploads(): Promise<string[]> {
    const draft = join(this.#root, "profiles/_drafts/x");
    const profile = await readFile(join(draft, "profile.yaml"), "utf8");
    const seeds = [...profile.matchAll(/seed: ([^\s,}]+)/g)].map(([, seed = ""]) => seed);
    return await Promise.all(seeds.map((seed) => readFile(join(draft, "seed", seed), "utf8")));
  }

  /** The events of a draft, as they were kept for the reader. */
  async events(draft: string): Promise<string> {
    return await readFile(join(this.#root, "profiles/_drafts", draft, "events.jsonl"), "utf8");
  }

  #env(): Record<string, string> {
    const { PATH = "" } = process.env;
    return { PATH, ...PSEUDONYM_KEY, PROFILE_DATA_ROOT: this.#root, LC_ALL: "C.UTF-8" };
  }
}

test("assemble --follow keeps each upload under one name, also when it is killed and begun again", async () => {
  await Session.with(async (session) => {
    const first = session.follow();
    for (const content of ["first map", "second map"]) {
      await session.upload(content);
      await session.kept(first.output);
    }
    process.kill(first.pid, "SIGKILL");
    assert.equal(await first.ended, "SIGKILL");
    const second = session.follow();
    await session.upload("third map");
    await session.kept(second.output);
    process.kill(second.pid, "SIGINT");
    assert.equal(await second.ended, 0, second.output());
    assert.match(second.output(), /\n3 steps, 0 holes\n|passed \(3 steps, 0 holes\)\n/);
    assert.deepEqual(await session.uploads(), ["first map", "second map", "third map"]);
  });
});

test("assemble --follow --capture ends by record stop and builds the draft of that capture alone", async () => {
  await Session.with(async (session) => {
    await session.upload("before");
    const started = session.profile("record", "start", session.run, "--slug", "wanted");
    assert.equal(started.status, 0, started.stderr);
    const following = session.follow("--capture", "wanted");
    await session.kept(following.output);
    for (const content of ["one", "two"]) {
      await session.upload(content);
      await session.kept(following.output);
    }
    const stopped = session.profile("record", "stop", session.run);
    assert.equal(stopped.status, 0, stopped.stderr);
    assert.equal(await following.ended, 0, following.output());
    assert.match(following.output(), /2 steps, 0 holes/);
    assert.deepEqual(await session.uploads(), ["one", "two"]);
  });
});

test("assemble --follow names a person alike wherever it was begun again", async () => {
  await Session.with(async (session) => {
    const person = { user: { id: 12, email: "t.okafor@streamlab.example.com" } };
    const first = session.follow();
    await session.upload("first map", person);
    await session.kept(first.output);
    process.kill(first.pid, "SIGKILL");
    await first.ended;
    const second = session.follow();
    // The one that goes on meets the account before the address that tells whose it is.
    await session.upload("second map", { error: { message: "no such file: /home/tokafor/lu.tif" } });
    await session.upload("third map", person);
    await session.kept(second.output);
    process.kill(second.pid, "SIGINT");
    assert.equal(await second.ended, 0, second.output());
    assert.equal(session.profile("assemble", session.run, "--name", "y").status, 0);
    assert.match(await session.events("x"), /home\/user-[0-9a-f]{8}/);
    assert.equal(await session.events("x"), await session.events("y"));
  });
});
