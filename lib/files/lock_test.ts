import assert from "node:assert/strict";
import { readdir, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { withLock } from "./lock.ts";
import { thisProcess } from "./owner.ts";
import { withFolder } from "./test_folder.ts";

test("withLock() lets one in at a time, gives the result, and leaves nothing", async () => {
  await withFolder(async (folder) => {
    let inside = 0;
    let most = 0;
    const work = async (index: number) => {
      most = Math.max(most, ++inside);
      await readdir(folder);
      inside--;
      return index;
    };
    const all = Array.from({ length: 15 }, (_, index) => withLock(join(folder, "l"), () => work(index)));
    assert.deepEqual(await Promise.all(all), all.map((_, index) => index));
    assert.equal(most, 1);
    assert.deepEqual(await readdir(folder), []);
  });
});

test("withLock() lets go when the work fails", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "l");
    await assert.rejects(withLock(path, () => Promise.reject(new Error("no"))), /no/);
    assert.equal(await withLock(path, () => Promise.resolve(1)), 1);
  });
});

test("withLock() breaks the lock of a dead process, also when a breaker died", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "l");
    await writeFile(path, JSON.stringify({ pid: 1 << 22, host: hostname(), started: "1" }));
    await writeFile(`${path}.breaking`, "");
    const old = new Date(Date.now() - 60_000);
    await utimes(`${path}.breaking`, old, old);
    let many = 0;
    await Promise.all(Array.from({ length: 5 }, () => withLock(path, () => Promise.resolve(many++))));
    assert.equal(many, 5);
    assert.deepEqual(await readdir(folder), []);
  });
});

test("withLock() waits for what a breaker left that died a moment ago, whatever the patience with the living", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "l");
    await writeFile(path, JSON.stringify({ pid: 1 << 22, host: hostname(), started: "1" }));
    await writeFile(`${path}.breaking`, "");
    // It may be a live one at work for so long; then half a second is left.
    const moment = new Date(Date.now() - 4_500);
    await utimes(`${path}.breaking`, moment, moment);
    assert.equal(await withLock(path, () => Promise.resolve(1), 5), 1);
    assert.deepEqual(await readdir(folder), []);
  });
});

test("withLock() leaves the lock of a live process, and of another machine, alone", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "l");
    const self = await thisProcess();
    for (const owner of [self, { pid: 1, host: "elsewhere.example" }]) {
      await writeFile(path, JSON.stringify(owner));
      await assert.rejects(withLock(path, () => Promise.resolve(), 5), /is held by another process/);
      assert.deepEqual(await readdir(folder), ["l"]);
    }
  });
});
