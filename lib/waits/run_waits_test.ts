import assert from "node:assert/strict";
import { appendFile, rename, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { markLog } from "../expect/log.ts";
import { sha256File } from "../files/hash.ts";
import { diskRunFiles, type RunFiles } from "../files/run_files.ts";
import { withFolder, writeFiles } from "../files/test_folder.ts";
import { checkWait, runWait } from "./registry.ts";
import type { WaitContext, WaitResult } from "./types.ts";

/** Does something at the n-th pause. */
type Acts = Record<number, () => Promise<void>>;

/** Runs a wait on a folder with a clock that only pauses move. */
async function waitIn(
  run: string,
  wait: { type: string; [field: string]: unknown },
  acts: Acts = {},
  watched: string[] = [],
  files: RunFiles = diskRunFiles(run),
): Promise<WaitResult> {
  let now = Date.now();
  let pauses = 0;
  const marks = new Map<string, Awaited<ReturnType<typeof markLog>>>();
  for (const file of watched) marks.set(file, await markLog(files, file));
  const watch = {
    now: () => now,
    sleep: async (ms: number) => {
      now += ms;
      await acts[++pauses]?.();
    },
  } as unknown as WaitContext["watch"];
  const context: WaitContext = {
    watch,
    answer: undefined,
    api: "rq-engine",
    timeout: 60_000,
    address: (path) => new URL(`http://h${path}`),
    files,
    began: now,
    marks,
  };
  return await runWait(wait, context);
}

test("runWait() file waits until the file is there and large enough", async () => {
  await withFolder(async (run) => {
    const file = join(run, "out.txt");
    const wait = { type: "file", file: "out.txt", min_size: 3, timeout: "10s" };
    const done = await waitIn(run, wait, { 2: () => writeFile(file, "ab"), 4: () => writeFile(file, "abc") });
    assert.deepEqual(done.failures, []);
    await rm(file);
    assert.deepEqual((await waitIn(run, wait)).failures, ["out.txt is not there, after 10.0 s"]);
    await writeFile(file, "a");
    assert.deepEqual((await waitIn(run, wait)).failures, ["out.txt has 1 byte, less than 3, after 10.0 s"]);
  });
});

test("runWait() file with steady waits until the file no longer grows", async () => {
  await withFolder(async (run) => {
    const file = join(run, "out.txt");
    await writeFile(file, "a");
    const grow = () => appendFile(file, "more");
    const acts = Object.fromEntries([3, 5, 7, 9, 11].map((at) => [at, grow]));
    const { failures, waited } = await waitIn(run, { type: "file", file: "out.txt", steady: "3s" }, acts);
    assert.deepEqual(failures, []);
    assert.ok(waited > 3000, `${waited}`);
    const forever = Object.fromEntries(Array.from({ length: 200 }, (_, at) => [at, grow]));
    const late = await waitIn(run, { type: "file", file: "out.txt", steady: "3s", timeout: "9s" }, forever);
    assert.match(late.failures[0] ?? "", /has not been unchanged for 3s, after 9/);
  });
});

test("runWait() file knows an old file from a fresh one", async () => {
  await withFolder(async (run) => {
    const file = join(run, "out.txt");
    await writeFile(file, "a");
    const old = new Date(Date.now() - 3_600_000);
    await utimes(file, old, old);
    const since = { type: "file", file: "out.txt", since: "step", timeout: "5s" };
    assert.match((await waitIn(run, since)).failures[0] ?? "", /written before the step began/);
    const age = { type: "file", file: "out.txt", max_age: "10m", timeout: "5s" };
    assert.match((await waitIn(run, age)).failures[0] ?? "", /written 1\.0 h ago|written 60/);
    const fresh = async () => await utimes(file, new Date(Date.now() + 1000), new Date(Date.now() + 1000));
    assert.deepEqual((await waitIn(run, since, { 2: fresh })).failures, []);
  });
});

/** Files as HTTP tells of them: another copy at each look, its bytes, and at most a time in whole seconds. */
function overHttp(run: string, timed: boolean): RunFiles {
  const disk = diskRunFiles(run);
  return {
    ...disk,
    async look(path) {
      const found = await disk.look(path);
      if (found === undefined || "fault" in found) return found;
      const seen = { size: found.size, hash: await sha256File(join(run, path)) };
      return timed ? { ...seen, changed: Math.floor((found.changed ?? 0) / 1000) * 1000 } : seen;
    },
  };
}

test("runWait() file over HTTP is steady when its bytes are, whatever the copy", async () => {
  await withFolder(async (run) => {
    const file = join(run, "out.txt");
    await writeFile(file, "a");
    const wait = { type: "file", file: "out.txt", steady: "3s", timeout: "9s" };
    const files = overHttp(run, false);
    const touch = async () => await utimes(file, new Date(), new Date());
    const touched = Object.fromEntries(Array.from({ length: 200 }, (_, at) => [at, touch]));
    assert.deepEqual((await waitIn(run, wait, touched, [], files)).failures, []);
    let text = "a";
    const other = () => writeFile(file, text = text === "a" ? "b" : "a");
    const changing = Object.fromEntries(Array.from({ length: 200 }, (_, at) => [at, other]));
    const late = await waitIn(run, wait, changing, [], files);
    assert.match(late.failures[0] ?? "", /has not been unchanged for 3s/);
  });
});

test("runWait() file over HTTP tells an old file from a fresh one by its bytes, and by a time that is given", async () => {
  await withFolder(async (run) => {
    const file = join(run, "out.txt");
    const since = { type: "file", file: "out.txt", since: "step", timeout: "5s" };
    const write = (text: string) => () => writeFile(file, text);
    for (const timed of [true, false]) {
      await rm(file, { force: true });
      const files = overHttp(run, timed);
      const wait = (acts: Acts = {}) => waitIn(run, since, acts, ["out.txt"], files);
      assert.deepEqual((await wait({ 2: write("new") })).failures, [], "it was not there");
      const [failure = ""] = (await wait()).failures;
      // Written within the second in which the step began: that it was before is certain from its bytes alone.
      assert.match(failure, timed ? /written before the step began/ : /as it was when .* nobody says when/);
      assert.deepEqual((await wait({ 2: write("newer") })).failures, []);
      const again = async () => await utimes(file, new Date(Date.now() + 3000), new Date(Date.now() + 3000));
      assert.equal((await wait({ 2: again })).failures.length, timed ? 0 : 1, "the same bytes anew");
    }
    const age = { type: "file", file: "out.txt", max_age: "10m", timeout: "5s" };
    assert.match(
      (await waitIn(run, age, {}, [], overHttp(run, false))).failures[0] ?? "",
      /is there, but nobody says when it was written/,
    );
  });
});

test("runWait() follows no link out of the run", async () => {
  await withFolder(async (root) => {
    await writeFiles(root, { "secret.log": "done", "run/in/real.log": "done" });
    const run = join(root, "run");
    await symlink("../secret.log", join(run, "out.log"));
    await symlink("in/real.log", join(run, "ok.log"));
    for (const wait of [{ type: "file" }, { type: "log_phrase", contains: "done" }]) {
      const out = await waitIn(run, { ...wait, file: "out.log" });
      assert.deepEqual(out.failures, ["out.log is behind a link that leaves the run"]);
      assert.deepEqual((await waitIn(run, { ...wait, file: "ok.log" })).failures, []);
    }
  });
});

test("runWait() log_phrase counts only what was written since the step began", async () => {
  await withFolder(async (run) => {
    const file = join(run, "wepp.log");
    await writeFile(file, "run completed\n");
    const wait = { type: "log_phrase", file: "wepp.log", contains: "completed", timeout: "5s" };
    const late = await waitIn(run, wait, {}, ["wepp.log"]);
    assert.deepEqual(late.failures, [
      'wepp.log has no "completed" since the step began; nothing was written to it, after 5.0 s',
    ]);
    const again = await waitIn(run, wait, { 3: () => appendFile(file, "run completed\n") }, ["wepp.log"]);
    assert.deepEqual(again.failures, []);
    // A log that is rotated, and one that is truncated to less, begin anew.
    const rotate = async () => {
      await rename(file, `${file}.1`);
      await writeFile(file, "begun and completed anew, at some length\n");
    };
    assert.deepEqual((await waitIn(run, wait, { 1: rotate }, ["wepp.log"])).failures, []);
    const truncate = () => writeFile(file, "completed\n");
    assert.deepEqual((await waitIn(run, wait, { 1: truncate }, ["wepp.log"])).failures, []);
  });
});

test("runWait() log_phrase ends at once at a phrase that says that it failed", async () => {
  await withFolder(async (run) => {
    const wait = { type: "log_phrase", file: "x.log", matches: "^done in \\d+ s$", fails: "Traceback" };
    const acts = { 2: () => writeFile(join(run, "x.log"), "a\nTraceback (most recent)\n") };
    assert.deepEqual((await waitIn(run, wait, acts, ["x.log"])).failures, ['x.log says "Traceback"']);
    await rm(join(run, "x.log"));
    const well = { 2: () => writeFile(join(run, "x.log"), "a\ndone in 12 s\n") };
    assert.deepEqual((await waitIn(run, wait, well, ["x.log"])).failures, []);
  });
});

test("checkWait() names what is wrong with waits on the run", () => {
  assert.match(checkWait({ type: "file", file: "../x" }) ?? "", /below the run/);
  assert.match(checkWait({ type: "log_phrase", file: "x.log" }) ?? "", /say contains or matches/);
  assert.match(checkWait({ type: "log_phrase", file: "x.log", matches: "(" }) ?? "", /regular expression/);
  assert.match(checkWait({ type: "log_phrse", file: "x.log" }) ?? "", /did you mean "log_phrase"/);
});
