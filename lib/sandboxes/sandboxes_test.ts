import assert from "node:assert/strict";
import { mkdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { thisProcess } from "../files/owner.ts";
import { exists } from "../files/safe_path.ts";
import { withFolder } from "../files/test_folder.ts";
import { identityOf, noteSandbox, readSandboxes, type SandboxEntry, sandboxIndex } from "./index.ts";
import { judgeSandboxes } from "./judge.ts";
import { removeSandbox } from "./remove.ts";

const ID = "0123456789abcdef0123456789abcdef";
const DEAD = { pid: 1 << 22, host: hostname(), started: "1" };

interface Made {
  root: string;
  dir: string;
  entry: SandboxEntry;
}

/** A data root with one sandbox, whose play is dead. */
async function withSandbox(
  use: (made: Made) => Promise<void>,
  changes: Partial<SandboxEntry> = {},
): Promise<void> {
  await withFolder(async (root) => {
    const dir = join(root, "playback", "runs", ID);
    await mkdir(dir, { recursive: true });
    await writeFile(join(dir, "a.cfg"), "x");
    const entry: SandboxEntry = {
      version: 1,
      id: ID,
      run_id: `profile;;tmp;;${ID}`,
      mode: "filesystem",
      dir,
      identity: await identityOf(dir) ?? null,
      target: "embedded",
      profile: "us-small",
      result: "us-small/1",
      owner: DEAD,
      made_at: "2026-11-22T12:00:00.000Z",
      ...changes,
    };
    await noteSandbox(root, entry);
    await use({ root, dir, entry });
  });
}

const stateOf = async (root: string) => (await judgeSandboxes(root)).map(({ state }) => state);

test("judgeSandboxes() tells what a killed play left from what is kept and what is in use", async () => {
  await withSandbox(async ({ root, entry }) => {
    assert.deepEqual(await stateOf(root), ["left"]);
    const result = join(root, "profiles/results/us-small/1");
    await mkdir(result, { recursive: true });
    assert.deepEqual(await stateOf(root), ["left"], "a result without a report is that of a killed play");
    await writeFile(join(result, "report.json"), "{}");
    assert.deepEqual(await stateOf(root), ["kept"]);
    await rm(result, { recursive: true });
    await noteSandbox(root, { ...entry, owner: await thisProcess() });
    assert.deepEqual(await stateOf(root), ["running"]);
    await noteSandbox(root, { ...entry, owner: { ...DEAD, host: "another.invalid" } });
    assert.deepEqual(await stateOf(root), ["running"], "another machine cannot be asked");
  });
});

test("judgeSandboxes() knows a folder by what it is, not by its name", async () => {
  await withSandbox(async ({ root, dir }) => {
    await rename(dir, `${dir}.aside`);
    assert.deepEqual(await stateOf(root), ["gone"]);
    await mkdir(dir);
    assert.deepEqual(await stateOf(root), ["foreign"]);
    await rm(dir, { recursive: true });
    await symlink(`${dir}.aside`, dir);
    assert.deepEqual(await stateOf(root), ["foreign"]);
  });
});

test("judgeSandboxes() takes a folder that was never noted for ours only while it is empty", async () => {
  await withSandbox(async ({ root, dir, entry }) => {
    await noteSandbox(root, { ...entry, identity: null });
    assert.deepEqual(await stateOf(root), ["foreign"]);
    await rm(join(dir, "a.cfg"));
    assert.deepEqual(await stateOf(root), ["left"]);
    assert.equal(await removeSandbox(root, { ...entry, identity: null }, dir), true);
    assert.equal(await exists(dir), false);
  });
});

test("judgeSandboxes() finds a folder whose removal was interrupted", async () => {
  await withSandbox(async ({ root, dir, entry }) => {
    const hidden = join(dir, "..", `.${ID}.pruned-77`);
    await rename(dir, hidden);
    const [judged] = await judgeSandboxes(root);
    assert.equal(judged?.state, "left");
    assert.equal(judged?.dir, hidden);
    assert.equal(await removeSandbox(root, entry, hidden), true);
    assert.equal(await exists(hidden), false);
    assert.deepEqual(await readSandboxes(root), []);
  });
});

test("removeSandbox() removes links and never what they lead to", async () => {
  await withSandbox(async ({ root, dir, entry }) => {
    const precious = join(root, "precious");
    await mkdir(precious);
    await writeFile(join(precious, "keep.txt"), "keep");
    await symlink(precious, join(dir, "climate"));
    await symlink(join(precious, "keep.txt"), join(dir, "one.txt"));
    assert.equal(await removeSandbox(root, entry, dir), true);
    assert.equal(await exists(dir), false);
    assert.equal(await readFile(join(precious, "keep.txt"), "utf8"), "keep");
  });
});

test("removeSandbox() touches nothing that came into the sandbox's place", async () => {
  await withSandbox(async ({ root, dir, entry }) => {
    await rename(dir, `${dir}.aside`);
    await mkdir(dir);
    await writeFile(join(dir, "theirs.txt"), "theirs");
    assert.equal(await removeSandbox(root, entry, dir), false);
    assert.equal(await readFile(join(dir, "theirs.txt"), "utf8"), "theirs");
    await rm(dir, { recursive: true });
    await symlink(`${dir}.aside`, dir);
    assert.equal(await removeSandbox(root, entry, dir), false);
    assert.equal(await readFile(join(`${dir}.aside`, "a.cfg"), "utf8"), "x");
    assert.equal((await readSandboxes(root)).length, 1);
  });
});

test("readSandboxes() keeps apart what is no entry", async () => {
  await withSandbox(async ({ root, entry }) => {
    const folder = sandboxIndex(root);
    await writeFile(join(folder, "broken.json"), "{");
    await writeFile(join(folder, `${"f".repeat(32)}.json`), JSON.stringify(entry));
    const found = await readSandboxes(root);
    assert.deepEqual(found.map((one) => one.entry?.id), [ID, undefined, undefined]);
    assert.deepEqual(await stateOf(root), ["left", "damaged", "damaged"]);
  });
});
