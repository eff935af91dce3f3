import assert from "node:assert/strict";
import { mkdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { applyJournalled, type Change, recoverJournal } from "./journal.ts";
import { withFolder, writeFiles } from "./test_folder.ts";
import { killedAt, tree } from "./testing/killed_change.ts";

const OLD = { "a/profile.yaml": "old", "a/run/big.tif": "old", "b/ledger.jsonl": "1\n", "b/run/x": "x" };
const NEW = { "a/profile.yaml": "new", "archived/b/ledger.jsonl": "1\n2\n", "archived/b/run/x": "x" };

/** Replaces a folder, and moves another one after a change of a file in it. */
const CHANGES = `[
  { path: "a", build: async (folder) => await writeFile(join(folder, "profile.yaml"), "new") },
  { path: "b/ledger.jsonl", content: "1\\n2\\n" },
  { path: "archived/b", moveFrom: "b" },
]`;

function changes(): Change[] {
  return [
    { path: "a", build: async (folder) => await writeFile(join(folder, "profile.yaml"), "new") },
    { path: "b/ledger.jsonl", content: "1\n2\n" },
    { path: "archived/b", moveFrom: "b" },
  ];
}

async function withTree(use: (root: string) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    const root = join(folder, "root");
    await writeFiles(root, OLD);
    await use(root);
  });
}

async function stepsOf(): Promise<string[]> {
  const steps: string[] = [];
  await withTree(async (root) => {
    await applyJournalled(root, "update", changes(), { onStep: (step) => void steps.push(step) });
    assert.deepEqual(await tree(root), NEW);
    assert.equal(await recoverJournal(root, ["update"]), undefined);
  });
  return steps;
}

test("recoverJournal() gives old or new folders after kill -9 at every step", async () => {
  const steps = await stepsOf();
  assert.ok(steps.includes("put aside a") && steps.includes("move archived/b"), `steps: ${steps}`);
  for (let at = 0; at < steps.length; at++) {
    await withTree(async (root) => {
      await killedAt(root, at, CHANGES);
      await recoverJournal(root, ["update"]);
      const isNew = at > steps.indexOf("begin");
      // An empty folder that was cut short before it named its owner is nobody's.
      assert.deepEqual(await tree(root), isNew ? NEW : OLD, `killed before step ${at}: ${steps[at]}`);
      assert.equal(await recoverJournal(root, ["update"]), undefined);
    });
  }
});

test("recoverJournal() does not replace a folder that somebody changed in between", async () => {
  await withTree(async (root) => {
    await killedAt(root, (await stepsOf()).indexOf("put aside a"), CHANGES);
    await writeFile(join(root, "a/profile.yaml"), "edited by hand");
    await assert.rejects(recoverJournal(root, ["update"]), /was changed while an interrupted change waits/);
    assert.equal(await readFile(join(root, "a/profile.yaml"), "utf8"), "edited by hand");
  });
});

test("applyJournalled() moves no folder over another, and replaces no link and no file", async () => {
  await withTree(async (root) => {
    await mkdir(join(root, "archived/b"), { recursive: true });
    await assert.rejects(applyJournalled(root, "update", changes()), /archived\/b is in the way/);
    await rm(join(root, "archived"), { recursive: true });
    const missing = [{ path: "archived/c", moveFrom: "c" }];
    await assert.rejects(applyJournalled(root, "update", missing), /c is no folder/);
    const outside = [{ path: "archived/c", moveFrom: "../c" }];
    await assert.rejects(applyJournalled(root, "update", outside), /leaves its folder/);
    assert.deepEqual(await tree(root), OLD);
    await rename(join(root, "a"), join(root, "other"));
    await symlink("other", join(root, "a"));
    await assert.rejects(applyJournalled(root, "update", changes()), /root\/a is in the way/);
  });
});

test("applyJournalled() leaves everything when a folder cannot be built", async () => {
  await withTree(async (root) => {
    const failing: Change[] = [...changes(), {
      path: "c",
      build: async (folder) => {
        await writeFile(join(folder, "half"), "x");
        throw new Error("no room");
      },
    }];
    await assert.rejects(applyJournalled(root, "update", failing), /no room/);
    assert.deepEqual(await tree(root), OLD);
  });
});
