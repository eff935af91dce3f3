/** Sandboxes that were kept: which go by age, and which stay. */
import assert from "node:assert/strict";
import { mkdir, readdir, symlink, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { type Owner, thisProcess } from "../../files/owner.ts";
import { exists } from "../../files/safe_path.ts";
import { withFolder, writeFiles } from "../../files/test_folder.ts";
import { identityOf, noteSandbox, sandboxIndex } from "../../sandboxes/index.ts";
import { prune } from "./prune.ts";
import { age, DAY, did, NEVER } from "./testing/logs.ts";

const OLD = new Date("2026-01-01T00:00:00Z");
const DEAD: Owner = { pid: 1 << 22, host: hostname(), started: "1" };

test("prune() removes noted sandboxes by age wherever they lie, and none that is in use or is not ours any more", async () => {
  await withFolder(async (dataRoot) => {
    const runRoot = join(dataRoot, "playback", "runs");
    await mkdir(join(dataRoot, "profiles", "results"), { recursive: true });
    const make = async (digit: string, path: string, owner: Owner, trick = false) => {
      const dir = join(runRoot, path);
      await mkdir(dir, { recursive: true });
      await writeFile(join(dir, "a.txt"), "a");
      for (const one of [join(dir, "a.txt"), dir]) await utimes(one, OLD, OLD);
      await noteSandbox(dataRoot, {
        version: 1,
        id: digit.repeat(32),
        run_id: path,
        mode: path.startsWith("created/") ? "create" : "filesystem",
        dir,
        identity: trick ? { dev: "1", ino: "1" } : await identityOf(dir) ?? null,
        target: "embedded",
        profile: "us-small",
        result: "us-small/1",
        owner,
        made_at: OLD.toISOString(),
      });
      return dir;
    };
    const created = await make("a", "created/ca/calm-creek", DEAD);
    const kept = await make("b", "b".repeat(32), DEAD);
    const running = await make("c", "c".repeat(32), await thisProcess());
    const foreign = await make("d", "d".repeat(32), DEAD, true);
    await symlink(foreign, join(runRoot, "e".repeat(32)));
    const options = {
      roots: [],
      dataRoot,
      runRoot,
      dormant: Infinity,
      draftAge: Infinity,
      sandboxAge: 30 * DAY,
      resultsAge: Infinity,
      trimAge: Infinity,
      trimSize: Infinity,
      withPending: false,
      now: OLD.getTime() + 40 * DAY,
    };
    const planned = await prune({ ...options, dryRun: true });
    assert.deepEqual(planned.items.map(({ path }) => path).sort(), [created, kept].sort());
    assert.deepEqual(planned.kept.map(({ path }) => path).filter((path) => !path.includes("eeee")).sort(), [
      running,
      foreign,
    ]);
    assert.ok(await exists(kept));
    const young = await prune({ ...options, sandboxAge: 50 * DAY, dryRun: false });
    assert.deepEqual(young.items, []);
    const done = await prune({ ...options, dryRun: false });
    assert.deepEqual(done.items.map(({ outcome }) => outcome), ["done", "done"]);
    assert.deepEqual((await readdir(runRoot)).sort(), ["c", "d", "e"].map((digit) => digit.repeat(32)));
    assert.deepEqual(
      (await readdir(sandboxIndex(dataRoot))).map((name) => name[0]),
      ["c", "d"],
    );
    assert.deepEqual(await readdir(foreign), ["a.txt"]);
  });
});

test("kept sandboxes go by their last change; other folders and links stay", async () => {
  await withFolder(async (runRoot) => {
    const id = (digit: string) => digit.repeat(32);
    for (const name of [id("a"), id("b"), "ample-otter"]) {
      await writeFiles(join(runRoot, name), { "active_config.txt": "x", "wepp/y": "y" });
      for (const path of ["active_config.txt", "wepp/y", "wepp", ""]) {
        await age(join(runRoot, name, path), 40);
      }
    }
    await age(join(runRoot, id("b"), "wepp/y"), 2);
    await symlink(join(runRoot, "ample-otter"), join(runRoot, id("c")));
    await writeFiles(runRoot, { [`.${id("d")}.pruned-77/x`]: "" });
    const report = await prune({ ...NEVER, runRoot, sandboxAge: 30 * DAY });
    assert.deepEqual(did(report, runRoot), [
      `remove leftover .${id("d")}.pruned-77 done`,
      `remove sandbox ${id("a")} done`,
    ]);
    assert.deepEqual((await readdir(runRoot)).sort(), ["ample-otter", id("b"), id("c")].sort());
  });
});
