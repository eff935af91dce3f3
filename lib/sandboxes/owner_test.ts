import assert from "node:assert/strict";
import { chmod, chown, mkdir, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { withFolder } from "../files/test_folder.ts";
import { giveTree, ownershipOf } from "./owner.ts";

const isRoot = process.getuid?.() === 0;
const mode = async (path: string) => ((await stat(path)).mode & 0o7777).toString(8);

test("ownershipOf() gives everything to the playback root's owner when we are root", async () => {
  await withFolder(async (root) => {
    if (!isRoot) return;
    await chown(root, 1234, 1235);
    await chmod(root, 0o2775);
    const found = await ownershipOf(root, {}, 0);
    assert.equal(found.uid, 1234);
    assert.equal(found.gid, 1235);
    assert.equal(found.folder.toString(8), "2775");
    assert.equal(found.file.toString(8), "664");
    assert.equal(found.doubt, undefined);
    const named = await ownershipOf(root, { owner: "77:78", umask: 0o077 }, 0);
    assert.deepEqual([named.uid, named.gid, named.folder.toString(8), named.file.toString(8)], [
      77,
      78,
      "2700",
      "600",
    ]);
  });
});

test("ownershipOf() opens the sandbox to the group of somebody else's root, and says what is lacking", async () => {
  await withFolder(async (root) => {
    if (!isRoot) return;
    await chown(root, 1234, process.getgid?.() ?? 0);
    await chmod(root, 0o2775);
    const member = await ownershipOf(root, {}, 4321);
    assert.deepEqual([member.uid, member.gid, member.folder.toString(8)], [
      undefined,
      process.getgid?.(),
      "2775",
    ]);
    assert.equal(member.doubt, undefined);
    await chown(root, 1234, 1235);
    const stranger = await ownershipOf(root, {}, 4321);
    assert.match(stranger.doubt ?? "", /belongs to user 1234 and group 1235/);
    assert.equal(stranger.gid, undefined);
    assert.match((await ownershipOf(root, { owner: "77" }, 4321)).doubt ?? "", /only root/);
  });
});

test("ownershipOf() leaves a root of our own as it is", async () => {
  await withFolder(async (root) => {
    await chmod(root, 0o755);
    if (isRoot) await chown(root, 4321, 4321);
    const found = await ownershipOf(root, {}, (await stat(root)).uid);
    assert.deepEqual([found.uid, found.gid, found.folder.toString(8), found.file.toString(8)], [
      undefined,
      undefined,
      "755",
      "644",
    ]);
  });
});

test("ownershipOf() refuses an owner that the machine does not know", async () => {
  await withFolder(async (root) => {
    await assert.rejects(ownershipOf(root, { owner: "nobody-of-that-name" }), /knows no user/);
  });
});

test("giveTree() changes what is below, and follows no link", async () => {
  await withFolder(async (root) => {
    const outside = join(root, "outside.txt");
    const tree = join(root, "tree");
    await mkdir(join(tree, "deep"), { recursive: true });
    await writeFile(outside, "x", { mode: 0o600 });
    await writeFile(join(tree, "deep/a.txt"), "x", { mode: 0o600 });
    await symlink(outside, join(tree, "link"));
    await giveTree(tree, { uid: undefined, gid: undefined, folder: 0o2770, file: 0o660 });
    assert.deepEqual(
      [await mode(tree), await mode(join(tree, "deep")), await mode(join(tree, "deep/a.txt"))],
      [
        "2770",
        "2770",
        "660",
      ],
    );
    assert.equal(await mode(outside), "600");
  });
});
