import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { ProfileError } from "../errors.ts";
import { withFolder, writeFiles } from "../files/test_folder.ts";
import { walkFiles } from "../files/walk.ts";
import { Config, readConfig, Redaction } from "../settings/config.ts";
import { initDataRoot } from "./init.ts";
import { CONFIG, GITIGNORE } from "./texts.ts";

async function tree(root: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const path of await walkFiles(root)) found[path] = await readFile(join(root, path), "utf8");
  return found;
}

test("initDataRoot() makes everything once, and changes nothing the second time", async () => {
  await withFolder(async (folder) => {
    const root = join(folder, "new/root");
    const first = await initDataRoot(root);
    assert.ok(first.items.every(({ outcome }) => outcome === "made"));
    assert.equal((await stat(join(root, "profiles/_drafts"))).mode & 0o077, 0);
    const before = await tree(root);
    const second = await initDataRoot(root);
    assert.ok(second.items.every(({ outcome }) => outcome === "left"), JSON.stringify(second.items));
    assert.deepEqual(await tree(root), before);
    assert.deepEqual(await readConfig(root), { version: 1 });
  });
});

test("the configuration explains every key, and is valid with all of them", async () => {
  await withFolder(async (root) => {
    const text = CONFIG.replace(/^#(?! \S)/gm, "");
    await writeFiles(root, { "profiles/profile.config.yaml": text });
    const config = await readConfig(root);
    assert.deepEqual(Object.keys(config).sort(), Object.keys(Config.shape).sort());
    assert.deepEqual(Object.keys(config.redaction ?? {}).sort(), Object.keys(Redaction.shape).sort());
    assert.ok(config.redaction?.patterns?.[0]?.flags === "i" && config.redaction.allow?.keys !== undefined);
  });
});

test("initDataRoot() has git ignore every file that its configuration says never to commit", () => {
  const named = [...CONFIG.matchAll(/Never commit it\.\n#\w+: (.+)/g)].map(([, file]) => `/${file}`);
  assert.equal(named.length, 2);
  for (const file of named) assert.ok(GITIGNORE.split("\n").includes(file), file);
});

test("initDataRoot() appends to what is there only the lines that are missing, as a marked block", async () => {
  await withFolder(async (root) => {
    const mine = "node_modules\r\n/profiles/results/\n/playback/";
    await writeFiles(root, { ".gitignore": mine, "profiles/profile.config.yaml": "base_url: embedded\n" });
    const { items } = await initDataRoot(root);
    assert.equal(
      await readFile(join(root, ".gitignore"), "utf8"),
      `${mine}\n# begin: profile init\n/profiles/_drafts/\n/profiles/.profile-*\n/docker/.env\n` +
        "/secrets.env\n/users.env\n# end: profile init\n",
    );
    assert.equal(await readFile(join(root, "profiles/profile.config.yaml"), "utf8"), "base_url: embedded\n");
    assert.deepEqual(items.find(({ path }) => path === ".gitignore"), {
      path: ".gitignore",
      outcome: "added",
      detail: "5 lines",
    });
  });
});

test("initDataRoot() replaces no link, and stops at a file in the way", async () => {
  await withFolder(async (folder) => {
    const root = join(folder, "root");
    await writeFiles(folder, { "shared-ignore": "x\n", "root/keep": "" });
    await symlink("../shared-ignore", join(root, ".gitignore"));
    const { items } = await initDataRoot(root);
    assert.match(items.find(({ path }) => path === ".gitignore")?.detail ?? "", /symbolic link; it lacks/);
    assert.equal(await readFile(join(folder, "shared-ignore"), "utf8"), "x\n");
    await rm(join(root, "profiles"), { recursive: true });
    await writeFile(join(root, "profiles"), "");
    await assert.rejects(initDataRoot(root), (error) => {
      assert.ok(error instanceof ProfileError);
      assert.match(error.message, /is in the way: it is no folder/);
      return true;
    });
  });
});

test("initDataRoot() writes the recipes of a version, and leaves those that somebody changed", async () => {
  await withFolder(async (root) => {
    const ci = { services: ["github", "gitlab", "nightly"] as const, version: "7.8.9" };
    const made = await initDataRoot(root, ci);
    const paths = [".github/workflows/profiles.yml", ".gitlab-ci.yml", "profiles/ci/nightly.sh"];
    assert.deepEqual(made.items.slice(-3), paths.map((path) => ({ path, outcome: "made" })));
    const [github = "", gitlab = ""] = await Promise.all(
      paths.map((path) => readFile(join(root, path), "utf8")),
    );
    assert.ok(github.includes('VERSION: "7.8.9"') && gitlab.includes('VERSION: "7.8.9"'));
    assert.equal((await stat(join(root, "profiles/ci/nightly.sh"))).mode & 0o111, 0o111);
    await writeFile(join(root, ".gitlab-ci.yml"), "mine: true\n");
    const again = await initDataRoot(root, ci);
    assert.ok(again.items.every(({ outcome }) => outcome === "left"));
    assert.match(again.items.at(-2)?.detail ?? "", /is another/);
    assert.equal(await readFile(join(root, ".gitlab-ci.yml"), "utf8"), "mine: true\n");
  });
});

test("nightly.sh runs where HOME is not set, as in a systemd unit", async () => {
  await withFolder(async (root) => {
    await initDataRoot(root, { services: ["nightly"], version: "7.8.9" });
    // In place of the program: all is well, whatever it is asked.
    await writeFile(join(root, "profile"), "#!/bin/sh\nexit 0\n", { mode: 0o755 });
    const env = { PATH: `${root}:${process.env["PATH"]}` };
    const script = join(root, "profiles/ci/nightly.sh");
    const { status, stderr } = spawnSync("env", ["-u", "HOME", "bash", script], { env, encoding: "utf8" });
    assert.deepEqual([status, stderr], [0, ""]);
  });
});
