/** What a person at a terminal sees while the built binary works: lines that change, and none of them at the end. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Terminal } from "../cli/testing/terminal.ts";
import { PSEUDONYM_KEY } from "./pseudonym_key.ts";

const REPO = join(dirname(fileURLToPath(import.meta.url)), "..");
const COLUMNS = 60;
/** A line at the foot of the terminal: steps done of planned, the step, its job, how long of which limit. */
const LIVE = /1\d\/22 {2}build-soils {2}job started {2}\d+ s of \d+ s/;

interface Seen {
  code: number | null;
  /** Everything that was written to the terminal. */
  transcript: string;
  /** What is to be seen at the end. */
  shown: string[];
}

/**
 * Plays us-small in a pseudo-terminal, where a job starts and never ends.
 *
 * @param keys what is typed once the job is waited for
 */
async function playAtTerminal(limit: string, keys = ""): Promise<Seen> {
  const root = await mkdtemp(join(tmpdir(), "progress-"));
  await mkdir(join(root, "profiles"));
  await cp(join(REPO, "profiles/us-small"), join(root, "profiles/us-small"), { recursive: true });
  const play = `play us-small --embedded --embedded-fault endless-job=build-soils --job-timeout ${limit}`;
  const command = `stty cols ${COLUMNS} rows 24; exec '${join(REPO, "bin/profile")}' ${play}`;
  const env = {
    ...PSEUDONYM_KEY,
    PATH: process.env["PATH"] ?? "",
    HOME: root,
    TERM: "xterm",
    SHELL: "/bin/sh",
  };
  try {
    return await new Promise((resolve) => {
      const child = spawn("script", ["-qec", command, "/dev/null"], { cwd: root, env });
      let transcript = "";
      let typed = false;
      child.stdout.on("data", (block) => {
        transcript += String(block);
        if (keys === "" || typed || !LIVE.test(transcript)) return;
        typed = true;
        child.stdin.write(keys);
      });
      child.on("close", (code) => {
        const terminal = new Terminal(COLUMNS);
        terminal.write(transcript);
        resolve({ code, transcript, shown: terminal.shown() });
      });
    });
  } finally {
    await rm(root, { recursive: true });
  }
}

test("play shows the job that it waits for, how long of its limit, and leaves the terminal clean", async () => {
  const { code, transcript, shown } = await playAtTerminal("3s");
  assert.equal(code, 1);
  assert.match(transcript, LIVE);
  assert.match(shown.find((line) => line.startsWith("FAIL")) ?? "", /build-soils/);
  assert.equal(shown.at(-1), "differences (embedded, fault endless-job=build-soils)");
  assert.deepEqual(shown.filter((line) => LIVE.test(line) || /^\d+\/22 /.test(line)), []);
});

test("play that is stopped with Ctrl-C leaves no line behind, nor what the key wrote", async () => {
  const { code, shown } = await playAtTerminal("50s", "\x03");
  assert.equal(code, 130);
  assert.equal(shown.at(-1), "interrupted (embedded, fault endless-job=build-soils)");
  assert.deepEqual(shown.filter((line) => LIVE.test(line) || line.includes("^C")), []);
});
