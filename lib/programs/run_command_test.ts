import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { withFolder } from "../files/test_folder.ts";
import { runCommand } from "./run_command.ts";

function options(lines: string[], more: { timeout?: number; signal?: AbortSignal } = {}) {
  const signal = more.signal ?? new AbortController().signal;
  return {
    cwd: "/",
    env: process.env,
    timeout: more.timeout ?? 60_000,
    signal,
    onLine: (line: string) => lines.push(line),
  };
}

test("runCommand() gives the exit code and every line of both streams", async () => {
  const lines: string[] = [];
  const end = await runCommand(["sh", "-c", "echo one; echo two >&2; printf three; exit 3"], options(lines));
  assert.deepEqual(end, { how: "exited", code: 3 });
  assert.deepEqual(lines.sort(), ["one", "three", "two"]);
});

test("runCommand() gives a file as input, also to a program that opens it by name or does not read it", async () => {
  await withFolder(async (folder) => {
    const input = join(folder, "input");
    await writeFile(input, "one\ntwo\n");
    const lines: string[] = [];
    await runCommand(["sh", "-c", "head -n 1; cat /dev/stdin > copy; cat copy"], {
      ...options(lines),
      cwd: folder,
      input,
    });
    assert.equal(lines[0], "one");
    assert.ok(lines.includes("two"));
    assert.deepEqual(await runCommand(["true"], { ...options([]), input }), { how: "exited", code: 0 });
    // Without an input there is nothing to wait for.
    assert.deepEqual(await runCommand(["cat"], options([])), { how: "exited", code: 0 });
  });
});

test("runCommand() passes arguments as they are: no shell sees them", async () => {
  const lines: string[] = [];
  await runCommand(["printf", "%s\\n", "$HOME", "a b", "; echo owned", "$(echo owned)"], options(lines));
  assert.deepEqual(lines, ["$HOME", "a b", "; echo owned", "$(echo owned)"]);
});

test("runCommand() ends what runs too long, with everything that it started", async () => {
  const lines: string[] = [];
  const end = await runCommand(["sh", "-c", "sleep 600 & echo $!; wait"], options(lines, { timeout: 200 }));
  assert.deepEqual(end, { how: "late" });
  // An orphan that has ended may still wait for its init to take notice.
  const state = await readFile(`/proc/${lines[0]}/stat`, "utf8").catch(() => ") Z");
  assert.match(state, /\) [ZX]/);
});

test("runCommand() does not wait for what a program left behind: its own end counts", async () => {
  const lines: string[] = [];
  // Its output stays open in a session of its own, which no signal to the group reaches.
  const words = ["sh", "-c", "setsid sleep 6 & echo up; exit 0"];
  const running = runCommand(words, options(lines, { timeout: 4000 }));
  const held = delay(5000, "held", { ref: false });
  assert.deepEqual(await Promise.race([running, held]), { how: "exited", code: 0 });
  assert.deepEqual(lines, ["up"]);
  const late = runCommand(["sh", "-c", "setsid sleep 6 & sleep 600"], options([], { timeout: 100 }));
  assert.deepEqual(await Promise.race([late, delay(5000, "held", { ref: false })]), { how: "late" });
});

test("runCommand() is stopped with the play", async () => {
  const stop = new AbortController();
  const lines: string[] = [];
  const own = options(lines, { signal: stop.signal });
  const reason = new Error("stopped");
  const running = runCommand(["sh", "-c", "echo up; sleep 600"], {
    ...own,
    onLine: () => stop.abort(reason),
  });
  await assert.rejects(running, reason);
  await assert.rejects(runCommand(["true"], own), reason);
});

test("runCommand() tells a program that is not there, and one that a signal ended", async () => {
  assert.deepEqual(await runCommand(["/nowhere/x"], options([])), { how: "not-started", why: "ENOENT" });
  const end = await runCommand(["sh", "-c", "kill -9 $$"], options([]));
  assert.deepEqual(end, { how: "killed", signal: "SIGKILL" });
});
