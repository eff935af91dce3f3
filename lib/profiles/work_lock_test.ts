import assert from "node:assert/strict";
import { mkdir, readdir, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { ProfileError } from "../errors.ts";
import { thisProcess } from "../files/owner.ts";
import { withFolder } from "../files/test_folder.ts";
import { withDraftLock, withLockOf, withProfileLock, workLockOf } from "./work_lock.ts";

test("withProfileLock() names the process that is at work: command, pid, host, age", async () => {
  await withFolder(async (dataRoot) => {
    const options = { dataRoot, command: "promote us-small", patience: 5 };
    await withProfileLock("us-small", options, async () => {
      const again = withProfileLock("us-small", { ...options, command: "archive us-small" }, done);
      await assert.rejects(again, (error) => {
        assert.ok(error instanceof ProfileError);
        assert.equal(error.verdict, "refused");
        assert.match(
          error.message,
          /^Another profile process \(promote us-small, pid \d+ on \S+, since \d+ s\) is at work on the profile us-small$/,
        );
        return true;
      });
      // Others are free.
      await withProfileLock("other", options, done);
      await withDraftLock("us-small", options, done);
    });
    assert.deepEqual(await readdir(join(dataRoot, "profiles")), ["_drafts"]);
    assert.deepEqual(await readdir(join(dataRoot, "profiles/_drafts")), []);
  });
});

test("withDraftLock() takes over the lock of a killed process, also when its number is another's by now", async () => {
  await withFolder(async (dataRoot) => {
    const drafts = join(dataRoot, "profiles/_drafts");
    await mkdir(drafts, { recursive: true });
    const self = await thisProcess();
    const dead = [{ pid: 1 << 22, host: hostname() }];
    if (self.started !== undefined) dead.push({ ...self, started: "1" } as typeof self);
    for (const owner of dead) {
      await writeFile(workLockOf(drafts, "x"), JSON.stringify(owner));
      await writeFile(`${workLockOf(drafts, "x")}.${owner.pid}-0.tmp`, JSON.stringify(owner));
      await withDraftLock("x", { dataRoot, command: "c", patience: 5 }, done);
      assert.deepEqual(await readdir(drafts), []);
    }
  });
});

test("withDraftLock() leaves a process of another machine alone while it shows signs of life", async () => {
  await withFolder(async (dataRoot) => {
    const drafts = join(dataRoot, "profiles/_drafts");
    await mkdir(drafts, { recursive: true });
    const lock = workLockOf(drafts, "x");
    await writeFile(lock, JSON.stringify({ pid: 1, host: "elsewhere.example", command: "review x" }));
    const options = { dataRoot, command: "c", patience: 5 };
    await assert.rejects(withDraftLock("x", options, done), /\(review x, pid 1 on elsewhere\.example\)/);
    const old = new Date(Date.now() - 3_600_000);
    await utimes(lock, old, old);
    await withDraftLock("x", options, done);
  });
});

test("withLockOf() knows drafts and profiles by their folder; others have no lock", async () => {
  await withFolder(async (dataRoot) => {
    const options = { dataRoot, command: "c", patience: 5 };
    const at = (path: string) => join(dataRoot, path);
    await withLockOf(at("profiles/a"), options, async () => {
      await assert.rejects(withProfileLock("a", options, done), /the profile a/);
      await withLockOf(at("profiles/_drafts/a"), options, async () => {
        await assert.rejects(withDraftLock("a", options, done), /the draft _drafts\/a/);
        await withLockOf(at("elsewhere/a"), options, () => withLockOf(at("elsewhere/a"), options, done));
      });
    });
  });
});

test("withProfileLock() passes on what the work throws", async () => {
  await withFolder(async (dataRoot) => {
    const failure = Object.assign(new Error("no"), { code: "EACCES" });
    const options = { dataRoot, command: "c" };
    await assert.rejects(withProfileLock("a", options, () => Promise.reject(failure)), failure);
    await assert.rejects(withProfileLock("../a", options, done), RangeError);
  });
});

function done(): Promise<void> {
  return Promise.resolve();
}
