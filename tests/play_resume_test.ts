/** Plays that are cut off, and gone on with: Ctrl-C, `kill -9`, servers that go away; nothing is sent twice without need. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
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
import { startGateway } from "./gateway.ts";
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
    const first = play("us-small", "--base-url", server.baseUrl, "--no-compare", "--no-cancel", "-v");
    await first.seen(/> build-soils\n[^]*job \S+ started/);
    first.kill("SIGINT");
    const { code, output } = await first.ended;
    assert.equal(code, 130, output);
    assert.match(output, /\nrerun +profile play us-small --resume[^\n]*\ninterrupted\n$/);
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

test("Ctrl-C cancels the job that is waited for; --resume sends that change again, and says why", async () => {
  await withBench({ jobScale: 8 }, async ({ server, play, changes }) => {
    const first = play("us-small", "--base-url", server.baseUrl, "--no-compare", "-v");
    await first.seen(/> build-soils\n[^]*job \S+ started/);
    first.kill("SIGINT");
    const { code, output } = await first.ended;
    assert.equal(code, 130, output);
    assert.match(output, /job \S+ of build-soils was still going on and was canceled/);
    const next = await play("us-small", "--resume").ended;
    assert.equal(next.code, 0, next.output);
    assert.match(next.output, /build-soils is sent again: its job was \w+ when the play was stopped/);
    assert.deepEqual(changes(), CHANGES.flatMap((path) => path === "build-soils" ? [path, path] : [path]));
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

test("a second Ctrl-C ends at once; SIGTERM ends with 143; both can be resumed", async () => {
  await withBench({ jobScale: 8 }, async ({ server, play, changes }) => {
    const first = play("us-small", "--base-url", server.baseUrl, "--no-compare", "--no-cancel", "-v");
    await first.seen(/> build-landuse\n[^]*job \S+ (queued|started)/);
    first.kill("SIGTERM");
    const { code, output } = await first.ended;
    assert.equal(code, 143, output);
    assert.match(output, /\nterminated\n$/);
    const second = play("us-small", "--resume", "--no-cancel", "-v");
    await second.seen(/> build-soils\n[^]*job \S+ (queued|started)/);
    second.kill("SIGINT");
    second.kill("SIGINT");
    second.kill("SIGINT");
    const twice = await second.ended;
    assert.ok(twice.signal === "SIGINT" || twice.code === 130, twice.output);
    const next = await play("us-small", "--resume").ended;
    assert.equal(next.code, 0, next.output);
    assert.deepEqual(changes(), CHANGES);
  });
});

test("a change without a job whose answer was never seen is not sent again until --redo says so", async () => {
  await withBench({}, async ({ server, play, changes, root }) => {
    const first = await play("us-small", "--base-url", server.baseUrl, "--to-step", "setname").ended;
    assert.equal(first.code, 0, first.output);
    // As a kill between the request and its answer leaves it.
    await editJournal(root, (lines) => [
      ...lines.filter(({ kind, at }) => at !== 2 && kind !== "end").map((line) =>
        line.kind === "begin"
          ? { ...line, part: null, owner: { ...line.owner as object, pid: 4194304 } }
          : line
      ),
      { kind: "sending", at: 2 },
    ]);
    const unknown = await play("us-small", "--resume").ended;
    assert.equal(unknown.code, 6, unknown.output);
    assert.match(
      unknown.output,
      /Nobody knows whether setname was done[^]*--resume --redo[^]*--from-step fetch-dem/,
    );
    assert.match(unknown.output, /\nincomplete\n$/);
    assert.deepEqual(changes(), CHANGES.slice(0, 2));
    const again = await play("us-small", "--resume").ended;
    assert.equal(again.code, 6, again.output);
    const redone = await play("us-small", "--resume", "--redo", "--no-compare").ended;
    assert.equal(redone.code, 0, redone.output);
    assert.match(redone.output, /setname is sent again: as asked for/);
    assert.deepEqual(changes(), [...CHANGES.slice(0, 2), ...CHANGES.slice(1)]);
  });
});

test("a change whose answer was never seen, and whose job is named in the run, is waited for", async () => {
  await withBench({}, async ({ server, play, changes, root }) => {
    const first = await play("us-small", "--base-url", server.baseUrl, "--to-step", "build-landuse").ended;
    assert.equal(first.code, 0, first.output);
    await editJournal(root, (lines) => [
      ...lines.filter(({ kind, at }) => (typeof at !== "number" || at < 13) && kind !== "end").map((line) =>
        line.kind === "begin"
          ? { ...line, part: null, owner: { ...line.owner as object, pid: 4194304 } }
          : line
      ),
      { kind: "sending", at: 13 },
    ]);
    const next = await play("us-small", "--resume").ended;
    assert.equal(next.code, 0, next.output);
    assert.match(next.output, /build-landuse: no answer was seen; its job \S+ is found in the run/);
    assert.deepEqual(changes(), CHANGES);
  });
});

test("a resumed play refuses a profile that was changed, another target, and a sandbox that is gone", async () => {
  await withBench({ jobScale: 8 }, async ({ server, play, root }) => {
    const first = play("us-small", "--base-url", server.baseUrl, "-v");
    await first.seen(/> set-outlet/);
    const busy = await play("us-small", "--resume").ended;
    assert.equal(busy.code, 3, busy.output);
    assert.match(busy.output, /us-small is still being played by process \d+/);
    first.kill("SIGKILL");
    await first.ended;
    const other = await play("us-small", "--resume", "--embedded").ended;
    assert.equal(other.code, 2, other.output);
    assert.match(other.output, /had the target http:\S+, not embedded/);
    const file = join(root, "profiles/us-small/profile.yaml");
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replace("landuse_db: nlcd/2021 }", "landuse_db: nlcd/2019 }"));
    const changed = await play("us-small", "--resume").ended;
    assert.equal(changed.code, 5, changed.output);
    assert.match(changed.output, /us-small was changed since that play: the steps set-landuse-db/);
    await writeFile(file, text);
    await rm(join(root, "playback"), { recursive: true });
    const gone = await play("us-small", "--resume").ended;
    assert.equal(gone.code, 3, gone.output);
    assert.match(gone.output, /The sandbox \S+ is not there any more/);
  });
});

test("a server that goes away mid-play leaves a play that can be resumed when it is back", async () => {
  await withBench({ jobScale: 8 }, async ({ server, play, changes }) => {
    let away = false;
    const gateway = await startGateway(server, (request) => {
      if (away) request.socket.destroy();
      return away;
    });
    try {
      const first = play("us-small", "--base-url", gateway.baseUrl, "--job-timeout", "3s", "-v");
      await first.seen(/> build-landuse\n[^]*job \S+ (queued|started)/);
      away = true;
      const gone = await first.ended;
      assert.ok(gone.code === 3 || gone.code === 6, gone.output);
      assert.match(gone.output, /\nrerun +profile play us-small --resume/);
      away = false;
      const next = await play("us-small", "--resume").ended;
      assert.equal(next.code, 0, next.output);
      assert.deepEqual(changes(), CHANGES);
    } finally {
      await gateway.close();
    }
  });
});

test("--from-step goes on behind a step that failed, in the same sandbox, and says that it is a part", async () => {
  await withBench({}, async ({ server, play, root }) => {
    let broken = true;
    const gateway = await startGateway(server, (request, response) => {
      if (!broken || !request.url?.includes("/build-soils")) return false;
      response.writeHead(500, { "content-type": "application/json" }).end('{"error":{"message":"boom"}}');
      return true;
    });
    try {
      const first = await play("us-small", "--base-url", gateway.baseUrl).ended;
      assert.equal(first.code, 1, first.output);
      const command =
        /\nrerun +profile play (us-small --from-step build-soils .*)\n/.exec(first.output)?.[1] ?? "";
      assert.match(first.output, /\nrerun +profile play us-small --from-step build-soils --base-url/);
      const resumed = await play("us-small", "--resume").ended;
      assert.equal(resumed.code, 2, resumed.output);
      broken = false;
      const next = await play(...command.split(" ")).ended;
      assert.equal(next.code, 0, next.output);
      assert.match(next.output, /44 of 44 comparisons matched[^]*\npassed \(partial\)\n$/);
      const update = await start(root, ["update-baseline", "us-small", "--all", "--reason", "x"]).ended;
      assert.equal(update.code, 5, update.output);
      assert.match(update.output, /is one of a part of the steps/);
    } finally {
      await gateway.close();
    }
  });
});

type Line = Record<string, unknown>;

/** Rewrites the journal of the last play. */
async function editJournal(root: string, edit: (lines: Line[]) => Line[]): Promise<void> {
  const folder = join(root, "profiles/results/us-small");
  const file = join(folder, (await readdir(folder)).sort().at(-1) ?? "", "journal.jsonl");
  const lines = (await readFile(file, "utf8")).trimEnd().split("\n").map((line) => JSON.parse(line) as Line);
  await writeFile(file, edit(lines).map((line) => `${JSON.stringify(line)}\n`).join(""));
}
