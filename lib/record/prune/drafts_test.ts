/** Drafts and what tails kept: when they expire, and what holds them. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdir, readdir, symlink } from "node:fs/promises";
import { basename, join } from "node:path";
import { test } from "node:test";
import { spawn } from "node:child_process";
import { withLock } from "../../files/lock.ts";
import { thisProcess } from "../../files/owner.ts";
import { walkFiles } from "../../files/walk.ts";
import { withFolder, writeFiles } from "../../files/test_folder.ts";
import { removeFolder } from "./folders.ts";
import { prune } from "./prune.ts";
import { age, DAY, did, NEVER, NOW } from "./testing/logs.ts";

function draftStatus(days: number, sha = "0".repeat(64)): string {
  return JSON.stringify({
    version: 1,
    state: "ready",
    created_at: new Date(NOW - days * DAY).toISOString(),
    steps: 1,
    holes: [],
    absent: [],
    dropped: [],
    folded: [],
    left_out: 0,
    profile_sha256: sha,
  });
}

test("drafts expire by their status, with a notice before; those at work, edited or foreign stay", async () => {
  await withFolder(async (dataRoot) => {
    const drafts = join(dataRoot, "profiles/_drafts");
    const text = "version: 1\n";
    const sha = createHash("sha256").update(text).digest("hex");
    for (
      const [name, days] of Object.entries({
        old: 31,
        soon: 24,
        fresh: 22,
        locked: 40,
        staged: 40,
        edited: 40,
      })
    ) {
      await writeFiles(join(drafts, name), {
        "status.json": draftStatus(days, name === "edited" ? undefined : sha),
        "profile.yaml": text,
        "seed/x": "x",
      });
    }
    await age(join(drafts, "edited/profile.yaml"), 3);
    await writeFiles(drafts, {
      "locked/assemble.lock": "",
      ".staged.new-1-x/y": "",
      "theirs/stream/events.jsonl": "",
    });
    await mkdir(join(dataRoot, "away"));
    await symlink(join(dataRoot, "away"), join(drafts, "link"));
    const report = await prune({ ...NEVER, dataRoot, draftAge: 30 * DAY });
    assert.deepEqual(did(report, drafts), ["remove draft old done"]);
    assert.deepEqual(report.notices.map(({ draft, days_left }) => `${draft} ${days_left}`), [
      "_drafts/soon 6",
    ]);
    const kept = report.kept.map(({ path, reason }) => `${path.slice(drafts.length + 1)} ${reason}`);
    assert.deepEqual(kept, [
      "link is a symbolic link, and links are not followed",
      "locked is being worked on (assemble.lock)",
      "staged is being worked on (.staged.new-1-x)",
    ]);
    assert.deepEqual((await readdir(drafts)).sort(), [
      ".staged.new-1-x",
      "edited",
      "fresh",
      "link",
      "locked",
      "soon",
      "staged",
      "theirs",
    ]);
  });
});

test("what tails kept expires like drafts, never under a tail at work; no draft is kept because of it", async () => {
  await withFolder(async (dataRoot) => {
    const drafts = join(dataRoot, "profiles/_drafts");
    const spools = join(drafts, ".spool");
    for (const name of ["old", "fresh", "held", "left"]) {
      await writeFiles(join(spools, name), {
        "spool.json": "{}",
        "segments/000001.jsonl": "",
        "bodies/ab": "x",
      });
    }
    await writeFiles(spools, { "theirs/x": "" });
    await writeFiles(join(drafts, "spool"), { "status.json": draftStatus(40), "profile.yaml": "" });
    await age(join(drafts, "spool/profile.yaml"), 40);
    // A killed tail leaves its lock.
    const gone = spawn("true");
    await new Promise((ended) => gone.once("close", ended));
    await writeFiles(spools, {
      "left/lock": JSON.stringify({ ...await thisProcess(), pid: gone.pid, started: "1" }),
    });
    await withLock(join(spools, "held/lock"), async () => {
      for (const path of await walkFiles(spools)) await age(join(spools, path), 40);
      for (const name of ["old", "fresh", "held", "left", "theirs"]) {
        for (const folder of ["segments", "bodies", ""]) {
          await age(join(spools, name, folder), 40).catch(() => {});
        }
      }
      await age(join(spools, "fresh/segments/000001.jsonl"), 29);
      const report = await prune({ ...NEVER, dataRoot, draftAge: 30 * DAY });
      assert.deepEqual(did(report, drafts), [
        "remove draft spool done",
        "remove spool .spool/left done",
        "remove spool .spool/old done",
      ]);
      assert.deepEqual(report.kept.map(({ path, reason }) => [basename(path), reason]), [
        ["held", "is being written to by a tail"],
      ]);
      assert.deepEqual((await readdir(spools)).sort(), ["fresh", "held", "theirs"]);
      const item = {
        action: "remove",
        kind: "spool",
        path: join(spools, "held"),
        reason: "",
        bytes: 0,
      } as const;
      await assert.rejects(removeFolder(item), /is being written to by a tail/);
    });
  });
});

test("drafts and results that lie outside of the data root through a link are refused", async () => {
  await withFolder(async (folder) => {
    const dataRoot = join(folder, "data");
    await mkdir(join(dataRoot, "profiles"), { recursive: true });
    await writeFiles(join(folder, "elsewhere/old"), { "status.json": draftStatus(99) });
    await symlink(join(folder, "elsewhere"), join(dataRoot, "profiles/_drafts"));
    const report = await prune({ ...NEVER, dataRoot, draftAge: DAY });
    assert.deepEqual(report.items, []);
    assert.match(report.kept[0]?.reason ?? "", /leads out of the data root/);
  });
});
