import assert from "node:assert/strict";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { applyJournalled, type Change, recoverJournal } from "./journal.ts";
import type { Progress } from "../model/progress.ts";
import { parseOwner } from "./owner.ts";
import { exists } from "./safe_path.ts";
import { withFolder, writeFiles } from "./test_folder.ts";
import { killedAt, tree } from "./testing/killed_change.ts";

const OLD: Record<string, string> = {
  "p/baseline/a.txt": "old a",
  "p/baseline/gone/g.txt": "old g",
  "p/manifest.json": "old manifest",
  "other.txt": "stays",
};
const NEW: Record<string, string> = {
  "p/baseline/a.txt": "new a",
  "p/baseline/deep/b.txt": "new b",
  "p/manifest.json": "new manifest",
  "other.txt": "stays",
};
const CHANGES: Change[] = [
  { path: "p/baseline/a.txt", content: "new a" },
  { path: "p/baseline/deep/b.txt", content: new TextEncoder().encode("new b") },
  { path: "p/baseline/gone/g.txt", remove: true },
  { path: "p/manifest.json", content: "new manifest" },
];
/** The same changes, for a process of their own. */
const SOURCE = JSON.stringify(
  CHANGES.map((change) =>
    "content" in change && typeof change.content !== "string"
      ? { path: change.path, content: new TextDecoder().decode(change.content) }
      : change
  ),
);

async function withTree(use: (root: string) => Promise<void>): Promise<void> {
  await withFolder(async (root) => {
    await writeFiles(root, OLD);
    await use(root);
  });
}

test("applyJournalled() reports the files that it copies, with their bytes", async () => {
  await withTree(async (root) => {
    await writeFiles(root, { "elsewhere/x": "12345", "elsewhere/y": "123" });
    const changes = ["x", "y"].map((name) => ({ path: name, copyFrom: join(root, "elsewhere", name) }));
    const heard: unknown[] = [];
    const onProgress = (one: Progress) =>
      void heard.push(one.kind === "files" ? [one.file, one.number, one.of, { ...one.bytes }] : one);
    await applyJournalled(root, "update", [{ path: "z", content: "z" }, ...changes], { onProgress });
    assert.deepEqual(heard, [["x", 1, 2, { done: 0, total: 8 }], ["y", 2, 2, { done: 5, total: 8 }]]);
  });
});

async function stepsOf(): Promise<string[]> {
  const steps: string[] = [];
  await withTree(async (root) => {
    await applyJournalled(root, "update", CHANGES, { onStep: (step) => void steps.push(step) });
  });
  return steps;
}

test("applyJournalled() makes all changes and leaves nothing else", async () => {
  await withTree(async (root) => {
    await applyJournalled(root, "update", CHANGES);
    assert.deepEqual(await tree(root), NEW);
    assert.deepEqual((await readdir(root)).sort(), ["other.txt", "p"]);
    assert.deepEqual((await readdir(join(root, "p/baseline"))).sort(), ["a.txt", "deep"]);
    assert.equal(await recoverJournal(root, ["update"]), undefined);
  });
});

test("applyJournalled() copies files", async () => {
  await withTree(async (root) => {
    const source = join(root, "other.txt");
    await applyJournalled(root, "update", [{ path: "copy/o.txt", copyFrom: source }]);
    assert.equal(await readFile(join(root, "copy/o.txt"), "utf8"), "stays");
  });
});

test("applyJournalled() changes nothing when a source cannot be read or a path leaves the root", async () => {
  const faults: Change[] = [
    { path: "x", copyFrom: "/nowhere/at/all" },
    { path: "../x", content: "escaped" },
  ];
  for (const fault of faults) {
    await withTree(async (root) => {
      await assert.rejects(applyJournalled(root, "update", [...CHANGES, fault]));
      assert.deepEqual(await tree(root), OLD);
      assert.equal(await recoverJournal(root, ["update"]), undefined);
    });
  }
});

test("recoverJournal() gives old or new after kill -9 at every step", async () => {
  const steps = await stepsOf();
  assert.ok(steps.length >= 13, `steps: ${steps}`);
  const outcomes: string[] = [];
  for (let at = 0; at < steps.length; at++) {
    await withTree(async (root) => {
      await killedAt(root, at, SOURCE);
      const sentence = await recoverJournal(root, ["update"]) ?? "";
      const found = await tree(root);
      const isNew = found["p/manifest.json"] === "new manifest";
      assert.deepEqual(found, isNew ? NEW : OLD, `killed before step ${at}: ${steps[at]}`);
      const words = isNew ? /^Finished the interrupted update/ : /^Undid the interrupted update/;
      // Before the owner's file is there, nothing says that a folder is ours.
      if (!["folder", "owner"].includes(steps[at] ?? "")) assert.match(sentence, words);
      assert.equal(await recoverJournal(root, ["update"]), undefined);
      outcomes.push(isNew ? "new" : "old");
    });
  }
  const begin = steps.indexOf("begin");
  assert.deepEqual(outcomes, steps.map((_, index) => index <= begin ? "old" : "new"));
});

test("applyJournalled() finishes what a crash left before it begins", async () => {
  await withTree(async (root) => {
    const steps = await stepsOf();
    await killedAt(root, steps.indexOf("move p/manifest.json"), SOURCE);
    await applyJournalled(root, "update", [{ path: "later.txt", content: "later" }]);
    assert.deepEqual(await tree(root), { ...NEW, "later.txt": "later" });
  });
});

test("recoverJournal() does not overwrite what somebody changed in between", async () => {
  await withTree(async (root) => {
    await killedAt(root, (await stepsOf()).indexOf("move p/manifest.json"), SOURCE);
    await writeFile(join(root, "p/manifest.json"), "edited by hand");
    await assert.rejects(recoverJournal(root, ["update"]), /was changed while an interrupted change waits/);
    assert.equal(await readFile(join(root, "p/manifest.json"), "utf8"), "edited by hand");
  });
});

test("recoverJournal() refuses a damaged journal", async () => {
  await withTree(async (root) => {
    await writeFile(join(root, ".profile-journal-update.json"), '{"version": 1, "chan');
    await assert.rejects(recoverJournal(root, ["update"]), /journal of an interrupted change is damaged/);
  });
});

test("recoverJournal() and applyJournalled() leave a process at work alone", async () => {
  await withTree(async (root) => {
    let inside: unknown = "not called";
    await applyJournalled(root, "update", CHANGES, {
      onStep: async (step) => {
        if (step !== "begin") return;
        inside = await recoverJournal(root, ["update"]);
        await assert.rejects(applyJournalled(root, "update", CHANGES), /Another process is at work/);
      },
    });
    assert.equal(inside, undefined);
    assert.deepEqual(await tree(root), NEW);
  });
});

test("recoverJournal() touches nothing that is not ours", async () => {
  const owner = JSON.stringify({ pid: 1 << 22, host: hostname(), started: "1" });
  const theirs = {
    ".site.staging/index.html": "mine",
    ".site.staging/owner.json": owner,
    ".update.staging/0": "mine",
    ".update.journal.json": "mine",
    ".profile-journal-other.staging/owner.json": owner,
    ".profile-journal-update.staging/0": "no owner",
    ".profile-journal-update.new-abc/owner.json": '{"pid": "none"}',
    ".profile-journal-update-2.new-abc/owner.json": owner,
  };
  await withTree(async (root) => {
    await writeFiles(root, theirs);
    assert.equal(await recoverJournal(root, ["update", "../x"]), undefined);
    assert.deepEqual(await tree(root), { ...OLD, ...theirs });
    await assert.rejects(applyJournalled(root, "update", CHANGES), /is in the way, and no change/);
    assert.deepEqual(await tree(root), { ...OLD, ...theirs });
  });
});

test("recoverJournal() removes what a process left that was killed before it could say who it is", async () => {
  await withTree(async (root) => {
    const dead = 1 << 22;
    await mkdir(join(root, `.profile-journal-update.new-${dead}-a1B2c3`));
    await writeFiles(root, {
      [`.profile-journal-update.new-${dead}-d4E5f6/owner.json`]: "",
      [`.profile-journal-update.new-1-abcdef/owner.json`]: "",
      [`.profile-journal-update.new-${dead}-notes/mine`]: "x",
    });
    assert.match(await recoverJournal(root, ["update"]) ?? "", /^Undid the interrupted update/);
    assert.deepEqual((await readdir(root)).filter((name) => name.startsWith(".profile-")).sort(), [
      ".profile-journal-update.new-1-abcdef",
      `.profile-journal-update.new-${dead}-notes`,
    ]);
  });
});

test("recoverJournal() keeps what somebody put into a staging folder of ours", async () => {
  await withTree(async (root) => {
    const owner = JSON.stringify({ pid: 1 << 22, host: hostname(), started: "1" });
    const staging = ".profile-journal-update.staging";
    await writeFiles(root, {
      [`${staging}/owner.json`]: owner,
      [`${staging}/0`]: "x",
      [`${staging}/notes`]: "mine",
    });
    assert.match(await recoverJournal(root, ["update"]) ?? "", /^Undid/);
    assert.deepEqual(await tree(root), { ...OLD, [`${staging}/notes`]: "mine" });
  });
});

test("applyJournalled() names its owner as long as its staging folder is there", async () => {
  await withTree(async (root) => {
    const staging = join(root, ".profile-journal-update.staging");
    let seen = 0;
    await applyJournalled(root, "update", CHANGES, {
      onStep: async (step) => {
        if (!await exists(staging)) return assert.match(step, /^(folder|owner|claim|clean journal)$/);
        seen++;
        assert.equal(parseOwner(await readFile(join(staging, "owner.json"), "utf8"))?.pid, process.pid, step);
      },
    });
    assert.ok(seen >= 9, `seen ${seen}`);
  });
});

test("recoverJournal() of a folder that is not there has nothing to do", async () => {
  assert.equal(await recoverJournal(join(tmpdir(), "profile-journal-nowhere"), ["update"]), undefined);
});
