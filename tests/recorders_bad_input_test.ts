/** What is no recording, given to the recorders of the built binary: a sentence, a place, a remedy, nothing half. */
import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { profileRun } from "./proxy/session.ts";

const EVENT = '{"stage":"request","id":"1","sessionId":"s","timestamp":"2026-03-02T08:00:00Z",' +
  '"endpoint":"/weppcloud/runs/ample-otter/cfg/tasks/setname/","method":"POST"}\n';

test("record import refuses what is no HAR, with its place and what to do, and writes nothing", async () => {
  const root = await mkdtemp(join(tmpdir(), "bad-input-"));
  try {
    await mkdir(join(root, "folder.har"));
    const files: Record<string, string | Uint8Array> = {
      "text.har": "no har\n",
      "other.har": '{"steps": []}',
      "cut.har": '{"log": {"entries": [{"startedDateTime"',
      "nul.har": new Uint8Array(4096),
      "long.har": `{"log":{"version":"1.2","entries":["${"x".repeat(100_000_000)}"]}}`,
    };
    for (const [name, content] of Object.entries(files)) await writeFile(join(root, name), content);
    for (const name of [...Object.keys(files), "folder.har", "none.har"]) {
      const ran = await profileRun(["record", "import", name, "--out", "out"], { cwd: root });
      assert.equal(ran.code, 2, `${name}: ${ran.output}`);
      assert.match(ran.stderr, new RegExp(`^error: [^]*--> \\S*${name}[^]*help: `), name);
      assert.ok(ran.output.length < 2000, name);
    }
    assert.equal(existsSync(join(root, "out")), false);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});

test("tail and assemble keep what is good around a line of 100 MB, NUL bytes and a torn end", async () => {
  const root = await mkdtemp(join(tmpdir(), "bad-input-"));
  try {
    const log = join(root, "run", "_logs", "profile.events.jsonl");
    await mkdir(join(root, "run", "_logs"), { recursive: true });
    await mkdir(join(root, "profiles"));
    await writeFile(log, `${EVENT}${"x".repeat(100_000_000)}\n\0\0\0\n${EVENT.replace('"1"', '"2"')}{"torn`);
    const tailed = await profileRun(["record", "tail", "run", "--no-follow", "--summary"], { cwd: root });
    assert.equal(tailed.code, 0, tailed.output);
    const at = EVENT.length;
    for (const place of [`line 2 @ ${at}:`, `line 3 @ ${at + 100_000_001}:`, "line 5 @"]) {
      assert.ok(tailed.stdout.includes(place), `${place} ${tailed.output}`);
    }
    assert.match(tailed.stdout, /2 events, 0 pairs, 3 problems/);
    const made = await profileRun(["assemble", "run", "--name", "x"], { cwd: root });
    assert.equal(made.code, 0, made.output);
    assert.match(await readFile(join(root, "profiles/_drafts/x/profile.yaml"), "utf8"), /setname-2/);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});

test("a folder in place of a log, and places where nothing can be written, are named", async () => {
  const root = await mkdtemp(join(tmpdir(), "bad-input-"));
  try {
    await mkdir(join(root, "run", "_logs", "profile.events.jsonl"), { recursive: true });
    await mkdir(join(root, "profiles"));
    await writeFile(join(root, "file"), "");
    const commands = [
      ["record", "tail", "run", "--no-follow"],
      ["assemble", "run", "--name", "x"],
      ["record", "start", "file"],
      ["record", "prune", "file"],
      ["record", "proxy", "--target", "embedded", "--out", "file"],
      ["record", "proxy", "--target", "embedded", "--out", "file/below"],
      ...existsSync("/proc/self")
        ? [["record", "proxy", "--target", "embedded", "--out", "/proc/none/x"]]
        : [],
    ];
    for (const words of commands) {
      const ran = await profileRun(words, { cwd: root });
      assert.equal(ran.code, 2, `${words.join(" ")}: ${ran.output}`);
      assert.match(ran.stderr, /^error: [^]*help: /, words.join(" "));
    }
    assert.deepEqual(await readdir(join(root, "profiles")), []);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});
