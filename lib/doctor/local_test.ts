import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { writeFiles } from "../files/test_folder.ts";
import { locateCredentials } from "../settings/credentials.ts";
import { judgeRoom } from "./disk.ts";
import { checksIn, saidBy, withRoot } from "./testing/bench.ts";

const PROFILE =
  "version: 1\nmetadata: { slug: a, title: A }\nsteps: [{ id: look, action: http_get, path: /x }]\n";
const POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n";

test("a data root in which all is well", async () => {
  await withRoot(async ({ root, examine }) => {
    await writeFiles(root, { "profiles/a/profile.yaml": PROFILE });
    const items = await examine();
    assert.deepEqual([checksIn(items, "failed"), checksIn(items, "warning")], [[], []]);
    assert.match(saidBy(items, "profiles"), /ok: 1 profile is valid/);
    assert.match(saidBy(items, "connection"), /skipped: Left out/);
  });
});

test("profiles: each one that is not valid, and nothing else", async () => {
  await withRoot(async ({ root, examine }) => {
    await writeFiles(root, {
      "profiles/a/profile.yaml": PROFILE,
      "profiles/b/profile.yaml": "version: 1\nsteps: 7\n",
    });
    const items = await examine();
    assert.deepEqual(checksIn(items, "failed"), ["profiles"]);
    assert.match(saidBy(items, "profiles"), /failed: b: The profile is not valid/);
    const [broken] = items.filter(({ state }) => state === "failed");
    assert.match(broken?.remedy ?? "", /profile validate b /);
  });
});

test("data-root: drafts that everybody may read are a warning, unless a group shares them", async () => {
  await withRoot(async ({ root, examine }) => {
    await mkdir(join(root, "profiles/_drafts"));
    await chmod(join(root, "profiles/_drafts"), 0o755);
    const items = await examine();
    assert.deepEqual(checksIn(items, "warning"), ["data-root"]);
    assert.match(items.find(({ state }) => state === "warning")?.remedy ?? "", /chmod 700 /);
    assert.deepEqual(checksIn(await examine({ draftsShared: true }), "warning"), []);
  });
});

test("changes: what a crash left half done is named, with the way out", async () => {
  await withRoot(async ({ root, examine }) => {
    await writeFiles(root, { "profiles/.profile-journal-promote-mill.json": "{}" });
    const items = await examine();
    assert.deepEqual(checksIn(items, "warning"), ["changes"]);
    assert.match(saidBy(items, "changes"), /promote-mill in profiles was cut off in the middle/);
  });
});

test("lfs: files that were not fetched, with the command that fetches them", async () => {
  await withRoot(async ({ root, examine }) => {
    await writeFiles(root, { "profiles/a/profile.yaml": PROFILE, "profiles/a/baseline/x.tif": POINTER });
    execFileSync("git", ["init", "--quiet"], { cwd: root });
    const items = await examine();
    assert.deepEqual(checksIn(items, "failed"), ["lfs"]);
    assert.match(saidBy(items, "lfs"), /a: 1 file not fetched from Git LFS, such as baseline\/x\.tif/);
    const { remedy = "" } = items.find(({ state }) => state === "failed") ?? {};
    assert.match(remedy, /git -C \S+ lfs pull --include 'profiles\/a\/\*\*'$/);
  });
});

test("lfs: attributes ask for it and git-lfs is not there", async () => {
  await withRoot(async ({ root, examine }) => {
    await writeFiles(root, { ".gitattributes": "*.tif filter=lfs diff=lfs merge=lfs -text\n" });
    execFileSync("git", ["init", "--quiet"], { cwd: root });
    const env = { ...process.env, PATH: await pathWithoutLfs(root) };
    const items = await examine({ env });
    assert.deepEqual([checksIn(items, "failed"), checksIn(items, "warning")], [[], ["lfs"]]);
    assert.match(saidBy(items, "lfs"), /git-lfs is not installed, and \.gitattributes asks for it/);
  });
});

test("git: not there, and a data repository that is not there", async () => {
  await withRoot(async ({ root, examine }) => {
    await mkdir(join(root, "none"));
    const without = await examine({ env: { PATH: join(root, "none") } });
    assert.match(saidBy(without, "git"), /warning: git is not there/);
    const profile = PROFILE.replace("title: A", "title: A, data_repo: nowhere, seed_dir: seed");
    await writeFiles(root, { "profiles/a/profile.yaml": profile });
    const items = await examine();
    assert.deepEqual(checksIn(items, "failed"), ["git"]);
    assert.match(saidBy(items, "git"), /The data repository of a is not there: .*nowhere/);
  });
});

test("configuration: half a login, a file that everybody may read, and never a secret", async () => {
  await withRoot(async ({ root, examine }) => {
    await writeFiles(root, {
      "docker/.env": "# x\nADMIN_EMAIL=a@example.org\nexport ADMIN_PASSWORD=canary-7\n",
    });
    const given = (env: Record<string, string>, more = {}) => async () =>
      (await locateCredentials({ env, cwd: root, dataRoot: root, ...more })).sources;
    const whole = await examine({ credentials: given({}) });
    const [, found] = whole.filter(({ check }) => check === "configuration");
    assert.deepEqual(found?.details, [
      "ADMIN_EMAIL  set  (docker/.env:2)",
      "ADMIN_PASSWORD  set  (docker/.env:3)",
    ]);
    assert.doesNotMatch(JSON.stringify(whole), /canary-7|example\.org/);
    await writeFile(join(root, "docker/.env"), "");
    const half = await examine({ credentials: given({ ADMIN_EMAIL: "a@example.org" }) });
    assert.deepEqual(checksIn(half, "warning"), ["configuration"]);
    assert.match(saidBy(half, "configuration"), /ADMIN_EMAIL is set and ADMIN_PASSWORD is not/);
    await writeFile(join(root, "open"), "A=canary-8");
    await chmod(join(root, "open"), 0o644);
    const open = await examine({ secretFiles: [{ what: "secrets file", path: join(root, "open") }] });
    assert.deepEqual(checksIn(open, "failed"), ["configuration"]);
    assert.match(saidBy(open, "configuration"), /can be read by every user/);
  });
});

test("judgeRoom() fails where a play has no room, warns where it will soon have none", () => {
  const state = (bytes: number, files?: number) => judgeRoom("x", "/x", { bytes, files }).state;
  assert.deepEqual([state(5e9), state(5e8), state(1e6)], ["ok", "warning", "failed"]);
  assert.deepEqual([state(5e9, 1e6), state(5e9, 5000), state(5e9, 3)], ["ok", "warning", "failed"]);
});

/** A search path whose git knows no `lfs`. */
async function pathWithoutLfs(root: string): Promise<string> {
  const bin = join(root, "bin");
  const git = execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim();
  await mkdir(bin);
  await writeFile(join(bin, "git"), `#!/bin/sh\n[ "$1" = lfs ] && exit 1\nexec ${git} "$@"\n`, {
    mode: 0o755,
  });
  return `${bin}:/bin`;
}
